"""Room: channels. What a Zalo Bot event means to us, in either of the shapes Zalo sends it. Pure.

Nothing to us: other bots, groups (Zalo still tests them, and a group is no place for a person's progress), events
without a sender, and every event we do not know. The platform tells neither of a first visit nor of a block: the
first message opens the talk, and a block is only felt when a send fails.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from bot.model.update import Media, MediaKind, Text, Update, What
from bot.model.urn import make_urn

NAME: Final = "zalo_bot"

_MEDIA: Final[Mapping[str, MediaKind]] = {
    "message.image.received": MediaKind.PHOTO,
    "message.sticker.received": MediaKind.STICKER,
    "message.voice.received": MediaKind.VOICE,
    # Files, contact cards, and whatever a protected person (a child) sends: Zalo withholds the content.
    "message.unsupported.received": MediaKind.OTHER,
}

Fields = Mapping[str, object]


def parse(event: Fields, now: datetime) -> Update | None:
    """The update behind one event; None when it is nothing to us.

    Raises:
        ValueError: a message without an id could not be told from its own repetition.
    """
    message = fields_of(event, "message")
    what = _what(event_name(event), message)
    person = _text(fields_of(message, "chat"), "id")
    if what is None or not person or not _is_private(message):
        return None
    number = _text(message, "message_id")
    if not number:
        raise ValueError("a message without an id")
    return Update(make_urn(NAME, person), number, _moment(message, now), what)


def unwrap(body: Fields) -> list[Fields]:
    """The events in a body: wrapped in `result` as documented, or bare as seen in the field; one, or a list."""
    inside = body.get("result", body)
    found = inside if isinstance(inside, list) else [inside]
    return [event for event in found if isinstance(event, Mapping) and event_name(event)]


def read_webhook(body: bytes) -> Fields | None:
    """The one event in a webhook's body; None when there is none, as in the probe that `setWebhook` sends.

    Raises:
        ValueError: it is no JSON object.
    """
    fields = json.loads(body)
    if not isinstance(fields, dict):
        raise ValueError("an event is an object")
    events = unwrap(fields)
    return events[0] if events else None


def event_name(event: Fields) -> str:
    """What Zalo calls this event."""
    return _text(event, "event_name")


def fields_of(fields: Fields, key: str) -> Fields:
    """An object inside; an empty one when there is none."""
    inside = fields.get(key)
    return inside if isinstance(inside, Mapping) else {}


def photo_key(event: Fields) -> str:
    """Which of the two names a picture's address goes by; the documentation and the field disagree."""
    message = fields_of(event, "message")
    return next((key for key in ("photo", "photo_url") if key in message), "")


def _what(name: str, message: Fields) -> What | None:
    if name == "message.text.received":
        return Text(_text(message, "text"))
    kind = _MEDIA.get(name)
    file = _text(message, "voice_url") if kind is MediaKind.VOICE else ""
    return None if kind is None else Media(kind, _text(message, "caption"), file=file)


def _is_private(message: Fields) -> bool:
    """A talk between one person and us. `chat_type` is missing in some field samples, then the ids tell."""
    sender, chat = fields_of(message, "from"), fields_of(message, "chat")
    if sender.get("is_bot") is True:
        return False
    kind = _text(chat, "chat_type")
    return kind.upper() == "PRIVATE" if kind else _text(chat, "id") == _text(sender, "id")


def _moment(message: Fields, now: datetime) -> datetime:
    stamp = _text(message, "date")
    if not stamp.isdecimal() or len(stamp) > 13:
        return now
    return min(datetime.fromtimestamp(int(stamp) / 1000, UTC), now)


def _text(fields: Fields, key: str) -> str:
    value = fields.get(key)
    return str(value) if isinstance(value, str | int) else ""
