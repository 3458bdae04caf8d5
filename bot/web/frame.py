"""Room: web. Frame: what a page may say over its WebSocket, read without ever trusting it. Pure."""

import json
import re
from dataclasses import dataclass
from typing import Final

from bot.model.update import ButtonPress, Media, MediaKind, Text, What

BYTES: Final = 256 * 1024
"""What uvicorn lets through at all (`ws_max_size`). Ours is stricter, and counts characters: LENGTH."""
LENGTH: Final = 64 * 1024
TEXT_LENGTH: Final = 20_000
PAYLOAD_LENGTH: Final = 200
CODE: Final = re.compile(r"[A-Za-z0-9-]{1,30}")
"""A share's, an invite's, or a lesson's own name."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


class TooLongError(ValueError):
    """More than any person types; the page itself never sends it."""


@dataclass(frozen=True, slots=True)
class Hello:
    """A page is open. `id` names this arrival, so that saying it twice is one arrival."""

    after: int = 0
    code: str | None = None
    first: bool = False
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Words, a press or a photo; `id` was made by the page and stays the same when it says it again."""

    id: str
    what: What


@dataclass(frozen=True, slots=True)
class Got:
    """The page shows the message with this seq."""

    seq: int


@dataclass(frozen=True, slots=True)
class Ping:
    """The page came back from sleep and asks whether we are still there."""


Frame = Hello | Said | Got | Ping


def parse(raw: str) -> Frame | None:
    """The frame that `raw` is, or None for anything we do not know.

    Raises:
        TooLongError: the frame or its text is over the limit.
    """
    if len(raw) > LENGTH:
        raise TooLongError("frame")
    # A deep nest or a giant number breaks the JSON reader in its own ways; a stranger's frame may do neither.
    try:
        fields = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    match fields.get("t"):
        case "hello":
            return _hello(fields)
        case "got":
            return Got(_whole(fields.get("seq")))
        case "ping":
            return Ping()
        case _:
            return _said(fields)


def _hello(fields: dict[str, object]) -> Hello:
    return Hello(
        after=_whole(fields.get("after")),
        code=_matching(CODE, fields.get("code")),
        first=fields.get("first") is True,
        id=_matching(_ID, fields.get("id")),
    )


def _said(fields: dict[str, object]) -> Said | None:
    said_id, what = _matching(_ID, fields.get("id")), _what(fields)
    return None if said_id is None or what is None else Said(said_id, what)


def _what(fields: dict[str, object]) -> What | None:
    match fields:
        case {"t": "say", "text": str(text)}:
            return Text(_clean(text))
        case {"t": "press", "payload": str(payload)} if len(payload) <= PAYLOAD_LENGTH:
            return ButtonPress(_clean(payload))
        case {"t": "media", "kind": str(kind)}:
            caption = fields.get("caption")
            file = _matching(_TOKEN, fields.get("file")) if kind == MediaKind.VOICE else None
            return Media(_kind(kind), _clean(caption) if isinstance(caption, str) else "", file=file or "")
        case _:
            return None


def _clean(text: str) -> str:
    """Half a surrogate pair can be typed in JSON but not written to disk."""
    if len(text) > TEXT_LENGTH:
        raise TooLongError("text")
    return text.encode("utf-8", "replace").decode()


def _kind(name: str) -> MediaKind:
    return next((kind for kind in MediaKind if kind.value == name), MediaKind.OTHER)


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _matching(shape: re.Pattern[str], value: object) -> str | None:
    return value if isinstance(value, str) and shape.fullmatch(value) else None
