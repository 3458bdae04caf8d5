"""Room: model. Update: anything incoming, whatever the channel, timers included.

An update is plain data: it is written to disk as JSON before its provider hears "received"
and read back when its turn comes, so every shape here survives `pack` and `unpack`.
"""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.model.urn import ContactId, UpdateId, Urn


class MediaKind(StrEnum):
    """What was sent instead of words."""

    PHOTO = "photo"
    STICKER = "sticker"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    LOCATION = "location"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Text:
    """Words a person typed. `masked` names the secrets taken out before storing (see secret.py)."""

    text: str
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A press on a button: its payload as we packed it (see press.py)."""

    payload: str


@dataclass(frozen=True, slots=True)
class Media:
    """A photo, sticker, voice message… `caption` is what was written with it, "" when nothing."""

    kind: MediaKind
    caption: str = ""
    masked: tuple[str, ...] = ()
    file: str = ""
    """What fetches a voice message from its provider (an id, an address); "" where nothing does."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The person opened the chat, perhaps through a share link's `code`."""

    code: str | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person blocked the bot, or the provider says they can no longer be reached."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The person told the provider, not us, that nothing of theirs may be held any longer."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Timer:
    """A job's reminder that something is due for this contact. `key` makes each occurrence unique."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Passed:
    """What another person's turn, or a job, passed on to this one: a call for help, a neighbour's words."""

    name: str
    key: str
    words: str = ""


What = Text | ButtonPress | Media | Joined | Stopped | Withdrawn | Timer | Passed

_SHAPES: Final[dict[str, type[What]]] = {
    "text": Text,
    "press": ButtonPress,
    "media": Media,
    "joined": Joined,
    "stopped": Stopped,
    "withdrawn": Withdrawn,
    "timer": Timer,
    "passed": Passed,
}
_NAMES: Final = {shape: name for name, shape in _SHAPES.items()}


@dataclass(frozen=True, slots=True)
class Update:
    """One incoming thing.

    `external_id` is the provider's id, unique within the channel: the same one twice is the same update.
    `received_at` is aware UTC.
    """

    urn: Urn
    external_id: str
    received_at: datetime
    what: What
    in_group: bool = False
    """Said before many people. Kept on the contact, so an update read back from disk need not say it again."""


@dataclass(frozen=True, slots=True)
class SavedUpdate:
    """An update that is on disk: its row, whose it is, and which start tries it (0: the one it came in)."""

    id: UpdateId
    contact_id: ContactId
    update: Update
    attempts: int = 0


def pack(what: What) -> str:
    """JSON for the inbox row."""
    said = {field.name: getattr(what, field.name) for field in fields(what)}
    if said.get("file") == "":
        del said["file"]
    return json.dumps({"what": _NAMES[type(what)], **said}, ensure_ascii=False)


def unpack(body: str) -> What:
    """The inverse of `pack`.

    Raises:
        ValueError: the body is not one of our shapes.
    """
    said = json.loads(body)
    if not isinstance(said, dict):
        raise ValueError("an inbox body that is no object")
    shape = _SHAPES.get(said.pop("what", ""))
    if shape is None:
        raise ValueError("an inbox body of no known kind")
    if "masked" in said:
        said["masked"] = tuple(said["masked"])
    if shape is Media:
        said["kind"] = MediaKind(said["kind"])
    return shape(**said)
