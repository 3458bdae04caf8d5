"""Room: channels. Uploads: files that Zalo OA takes from our hands (facts/zalo.md §2.4), once for all who get them.

Zalo forgets an upload after seven days, and its ids live in memory here: after a restart a file is uploaded again.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.channels import zalo_oa_errors as errors
from bot.channels.zalo_oa_line import Line
from bot.channels.zalo_oa_parse import text_of
from bot.channels.zalo_unproven import Unproven
from bot.model.channel import File, Misconfigured, Rejected, SendError

SECONDS: Final = 30.0
"""How long an upload may take."""

VALID: Final = timedelta(days=6)
KEPT: Final = 200

_MB: Final = 1_000_000
"""Zalo does not say which million; this is the smaller one."""

_IMAGE: Final = ("/v2.0/oa/upload/image", _MB)
_FILE: Final = ("/v2.0/oa/upload/file", 5 * _MB)
_WAYS: Final[Mapping[str, tuple[str, int]]] = {
    "image/png": _IMAGE,
    "image/jpeg": _IMAGE,
    "application/pdf": _FILE,
    "application/msword": _FILE,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _FILE,
    "text/csv": _FILE,
}


def is_taken(file: File) -> bool:
    """Whether Zalo takes a file of this kind and size."""
    way = _WAYS.get(file.media_type.partition(";")[0])
    return way is not None and len(file.data) <= way[1]


@dataclass(slots=True)
class Uploads:
    """What has been uploaded, by content and name."""

    line: Line
    unproven: Unproven
    clock: Callable[[], datetime]
    _known: OrderedDict[bytes, tuple[str, datetime]] = field(default_factory=OrderedDict)

    async def id_of(self, file: File) -> str:
        """What Zalo calls this file; "" when it refuses it.

        Raises:
            SendError: it may pass: a Retry.
        """
        known, until = self._known.get(_key(file), ("", self.clock()))
        if known and self.clock() < until:
            return known
        answer = await self.line.call(_WAYS[file.media_type.partition(";")[0]][0], file=file, seconds=SECONDS)
        wrong: SendError | None = errors.failure(answer, self.clock())
        if isinstance(wrong, Rejected | Misconfigured):
            self.unproven.met("zalo_oa_upload", str(errors.code_of(answer)))
            return ""
        if wrong is not None:
            raise wrong
        return self._learn(file, answer.fields.get("data"))

    def forget(self, file: File) -> None:
        """Its id is no longer taken."""
        self._known.pop(_key(file), None)

    def _learn(self, file: File, data: object) -> str:
        """Of a file, the documentation calls the id `token`, a fixture in the field `attachment_id`."""
        name = "token" if text_of(data, "token") else "attachment_id"
        found = text_of(data, name)
        if not file.is_picture:
            self.unproven.met("zalo_oa_file_id", name if found else "none")
        if found:
            self._known[_key(file)] = (found, self.clock() + VALID)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return found


def _key(file: File) -> bytes:
    return sha256(file.name.encode() + b"\0" + file.data).digest()
