"""Room: channels. What goes in front of an OA's words: uploaded where Zalo takes it, else by its address.

The words do not depend on it, so what Zalo will not have is noted and left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channels import zalo_oa_errors as errors
from bot.channels.zalo_files import Attached, link_of
from bot.channels.zalo_oa_line import Line
from bot.channels.zalo_oa_parse import text_of
from bot.channels.zalo_oa_render import CS, Piece, body_of, file_body, picture_body
from bot.channels.zalo_oa_uploads import Uploads, is_taken
from bot.channels.zalo_unproven import Unproven
from bot.model.channel import Letter, Misconfigured, Rejected, SendError


def attached_of(letter: Letter) -> tuple[Attached, ...]:
    """The file, if Zalo takes it from us or can fetch it as a picture."""
    file, link = letter.file, link_of(letter)
    if file is None or not (is_taken(file) or (file.is_picture and link)):
        return ()
    return (Attached(file, link),)


@dataclass(frozen=True, slots=True)
class Attacher:
    """Sends what is attached, by the best way that works."""

    line: Line
    uploads: Uploads
    unproven: Unproven
    clock: Callable[[], datetime]

    async def send(self, attached: Attached, person: str) -> str:
        """The message's id; "" when Zalo will have it in no way.

        Raises:
            SendError: it may pass, or the person cannot be reached at all.
        """
        if is_taken(attached.file) and (uploaded := await self.uploads.id_of(attached.file)):
            sent = await self._post(file_body(attached.file, uploaded, person), "uploaded")
            if sent:
                return sent
            self.uploads.forget(attached.file)
        if not attached.link:
            return ""
        if attached.file.is_picture:
            return await self._post(picture_body(attached.link, person), "fetched")
        return await self._post(body_of(Piece(attached.link), person), "link")

    async def _post(self, body: Mapping[str, object], way: str) -> str:
        answer = await self.line.call(CS, json=body)
        wrong: SendError | None = errors.failure(answer, self.clock())
        if wrong is None:
            return text_of(answer.fields.get("data"), "message_id") or way
        if isinstance(wrong, Rejected | Misconfigured):
            self.unproven.met(f"zalo_oa_attached_{way}", str(errors.code_of(answer)))
            return ""
        raise wrong
