"""Room: channels. What a Zalo OA webhook event means to us. Pure; it checks no signature (zalo_oa_signature.py).

Nothing to us: the OA's own messages and receipts (answering them would be an echo without end), reactions, tags,
groups (an OA cannot enter a village's own group, and a paid GMF group is no place for a person's progress),
anonymous visitors (they cannot be met again) and every event we do not know.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from bot.channels.zalo_oa_render import press_in
from bot.model.update import ButtonPress, Joined, Media, MediaKind, Stopped, Text, Update, What, Withdrawn
from bot.model.urn import make_urn

NAME: Final = "zalo_oa"

_SIGNS: Final[Mapping[str, What]] = {
    "follow": Joined(),
    "user_click_chatnow": Joined(),
    "unfollow": Stopped("unfollow"),
    "user_withdraw": Withdrawn("user_withdraw"),
}
_MEDIA: Final[Mapping[str, MediaKind]] = {
    "user_send_image": MediaKind.PHOTO,
    "user_send_gif": MediaKind.PHOTO,
    "user_send_sticker": MediaKind.STICKER,
    "user_send_video": MediaKind.VIDEO,
    "user_send_file": MediaKind.DOCUMENT,
    "user_send_location": MediaKind.LOCATION,
    "user_send_business_card": MediaKind.OTHER,
}

Fields = Mapping[str, object]


def parse(event: Fields, now: datetime) -> Update | None:
    """The update behind an event; None when it is nothing to us.

    Raises:
        ValueError: an event that concerns us lacks its person.
    """
    what = _what(event)
    if what is None:
        return None
    person = _person(event)
    return Update(make_urn(NAME, person), _id(event, person), _moment(event, now), what)


def _what(event: Fields) -> What | None:
    name, words = event_name(event), text_of(event.get("message"), "text")
    if name == "user_send_text":
        return _words(words)
    if name == "user_send_link":
        return Text(_link(event))
    if name == "user_send_audio":
        return Media(MediaKind.VOICE, words, file=_attached(event))
    return Media(_MEDIA[name], words) if name in _MEDIA else _SIGNS.get(name)


def _words(text: str) -> What:
    """A press arrives as typed text, so ours are recognised by their mark."""
    payload = press_in(text)
    return Text(text) if payload is None else ButtonPress(payload)


def _link(event: Fields) -> str:
    """The link itself: people forward one to ask whether it is safe to open."""
    url, words = _attached(event), text_of(event.get("message"), "text")
    return words if url in words else f"{words}\n{url}".strip()


def _attached(event: Fields) -> str:
    """The address of what was sent; "" when there is none."""
    message = event.get("message")
    attachments = message.get("attachments") if isinstance(message, dict) else None
    first = attachments[0] if isinstance(attachments, list) and attachments else None
    return text_of(first.get("payload"), "url") if isinstance(first, dict) else ""


def _person(event: Fields) -> str:
    person = text_of(event.get("sender"), "id") or text_of(event.get("follower"), "id") or text_of(event, "user_id")
    if not person:
        raise ValueError(f"{event_name(event)} names no person")
    return person


def _id(event: Fields, person: str) -> str:
    """The message's id. Events without a message are told apart by what, when and who."""
    given = text_of(event.get("message"), "msg_id")
    return given or f"{event_name(event)}:{text_of(event, 'timestamp')}:{person}"


def _moment(event: Fields, now: datetime) -> datetime:
    """When it happened, since a retry may come an hour later and the reply window counts from the first."""
    stamp = text_of(event, "timestamp")
    if not stamp.isdecimal() or len(stamp) > 13:
        return now
    return min(datetime.fromtimestamp(int(stamp) / 1000, UTC), now)


def event_name(event: Fields) -> str:
    """What Zalo calls this event."""
    return text_of(event, "event_name")


def text_of(fields: object, key: str) -> str:
    """A field as text; "" when there is none. Ids come as text, but a number is understood too."""
    value = fields.get(key) if isinstance(fields, Mapping) else None
    return str(value) if isinstance(value, str | int) else ""
