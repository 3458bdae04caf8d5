"""Room: channels. What a raw Telegram update means for us. Pure; a shape it cannot read raises UNREADABLE.

Silent on purpose: edits (an answer counts as it was first given), channel posts, other bots, service notes,
being added to a group, and an unblock (the person hears from us when they write, not because they can).
In a group the bot hears only what is said to it: a command, its @name, or a reply to one of its messages.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.model.update import ButtonPress, Joined, Media, MediaKind, Stopped, Text, Update, What
from bot.model.urn import Urn, make_urn

NAME: Final = "telegram"
KINDS: Final = ("message", "callback_query", "my_chat_member")
"""The updates we ask Telegram for. Older ones of another kind may still come and are passed over."""

UNREADABLE: Final = (LookupError, TypeError, ValueError, AttributeError)

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself, to know when a group speaks to it. No name: only commands and replies are noticed."""

    id: int
    username: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press that waits for its sign: the query, and the message (if Telegram still shows it) with its rows."""

    query: str
    payload: str
    chat: int
    message: int | None = None
    rows: tuple[tuple[Raw, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A group became a supergroup and has another address now."""

    old: Urn
    new: Urn


@dataclass(frozen=True, slots=True)
class Parsed:
    """One raw update read. All None: nothing for us."""

    update: Update | None = None
    pressed: Pressed | None = None
    move: Move | None = None


def parse(raw: Raw, me: Me, now: datetime) -> Parsed:
    """Read one update.

    Raises:
        UNREADABLE: it is not shaped like one; it will not be next time either.
    """
    number = _number(raw["update_id"])
    if "message" in raw:
        return _message(raw["message"], number, me, now)
    if "callback_query" in raw:
        return _press(raw["callback_query"], number, now)
    if "my_chat_member" in raw:
        return _member(raw["my_chat_member"], number, now)
    return Parsed()


def update_id(raw: object) -> int | None:
    """The number to confirm, or None when there is none to be found."""
    number = raw.get("update_id") if isinstance(raw, Mapping) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


# ------------------------------------------------------------------------------------------ messages

_MEDIA: Final[Mapping[str, MediaKind]] = {
    "photo": MediaKind.PHOTO,
    "sticker": MediaKind.STICKER,
    "voice": MediaKind.VOICE,
    "audio": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
    "video_note": MediaKind.VIDEO,
    "animation": MediaKind.VIDEO,  # Comes with a document beside it, so it stands before that.
    "document": MediaKind.DOCUMENT,
    "location": MediaKind.LOCATION,
}

_AROUND: Final = re.compile(
    r"(from|date|text|quote|chat|message_|sender_|business_|forward_|is_|reply_|external_reply|via_bot|edit_date|has_"
    r"|media_group_id|author_|paid_star|entities|link_preview|effect_id|caption|show_caption|direct_|new_|left_|delete_"
    r"|group_|supergroup_|channel_|pinned_|successful_|refunded_|write_access|users?_shared|connected_|migrate_"
    r"|passport_|proximity_|boost_|forum_|general_forum_|giveaway_|video_chat_|web_app_|suggested_|checklist_tasks_)\w*"
)
"""Fields around what a person sent, and notes about the chat itself, by their beginnings. Whatever else stands
in a message is content, also of a kind not yet invented: it is answered kindly instead of with silence."""


def _message(message: Raw, number: int, me: Me, now: datetime) -> Parsed:
    chat = message["chat"]
    urn = _urn(chat)
    if "migrate_to_chat_id" in message:
        return Parsed(move=Move(urn, make_urn(NAME, str(_number(message["migrate_to_chat_id"])))))
    if not _from_a_person(message) or chat.get("type") == "channel":
        return Parsed()
    said = _cleaned(message.get("text", message.get("caption", "")))
    if _many(chat) and not _spoken_to(said, message, me):
        return Parsed()
    what = _what(message, _without_name(said, me) if _many(chat) else said)
    heard = Update(urn, _external_id(message, number), now, what, in_group=_many(chat)) if what else None
    return Parsed(heard)


def _what(message: Raw, said: str) -> What | None:
    if "text" in message:
        started = _START.fullmatch(said)
        return Joined(started["code"] if _CODE.fullmatch(started["code"] or "") else None) if started else Text(said)
    for field, kind in _MEDIA.items():
        if field in message:
            return Media(kind, said, file=_playable(message[field]) if kind is MediaKind.VOICE else "")
    return None if all(map(_AROUND.fullmatch, message)) else Media(MediaKind.OTHER, said)


def _playable(voice: object) -> str:
    """The id by which Telegram sends a recording again; nothing is downloaded."""
    known = voice.get("file_id") if isinstance(voice, dict) else None
    return known if isinstance(known, str) else ""


_START: Final = re.compile(r"/start(?:@\w+)?(?:\s+(?P<code>.*?))?\s*", re.DOTALL)
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _external_id(message: Raw, number: int) -> str:
    """An album arrives as up to ten updates with one album id; as one update it gets one answer, not ten."""
    album = message.get("media_group_id")
    return f"album-{album}" if album else str(number)


def _from_a_person(message: Raw) -> bool:
    """In private there is nobody else to write, even where a server between leaves the sender out."""
    sender = message.get("from")
    return not _many(message["chat"]) if sender is None else not sender.get("is_bot", False)


# -------------------------------------------------------------------------------------------- groups

_COMMAND: Final = re.compile(r"/[A-Za-z0-9_]+(?:@(?P<bot>\w+))?(?=\s|$)")


def _spoken_to(said: str, message: Raw, me: Me) -> bool:
    """Whether a group means the bot. A command with another bot's name is that bot's."""
    command = _COMMAND.match(said)
    if command is not None:
        return command["bot"] is None or command["bot"].lower() == me.username.lower()
    sender = message.get("reply_to_message", {}).get("from", {})
    return sender.get("id") == me.id or (bool(me.username) and _name(me).search(said) is not None)


def _without_name(said: str, me: Me) -> str:
    """The words as if they had been said in private."""
    return " ".join(_name(me).sub(" ", said).split(" ")).strip() if me.username else said


def _name(me: Me) -> re.Pattern[str]:
    return re.compile(rf"@{re.escape(me.username)}(?!\w)", re.IGNORECASE)


# --------------------------------------------------------------------------- presses, blocks, details


def _press(query: Raw, number: int, now: datetime) -> Parsed:
    """The payload as it is, however old its button. A press without a message still names its person."""
    message = query.get("message")
    chat = message["chat"] if message else {"id": query["from"]["id"], "type": "private"}
    payload = query.get("data")
    pressed = Pressed(query["id"], payload or "", chat["id"], *_shown(message))
    if not isinstance(payload, str) or query.get("from", {}).get("is_bot", False):
        return Parsed(pressed=pressed)
    press = ButtonPress(_whole(payload))
    return Parsed(Update(_urn(chat), str(number), now, press, in_group=_many(chat)), pressed)


def _shown(message: Raw | None) -> tuple[int | None, tuple[tuple[Raw, ...], ...]]:
    """The message's number and rows; nothing for one Telegram no longer shows us (its date is 0)."""
    if not message or not message.get("date"):
        return None, ()
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return message["message_id"], tuple(tuple(row) for row in rows)


def _member(change: Raw, number: int, now: datetime) -> Parsed:
    """A block, or the bot put out of a group. Everything else about its membership is no news for anybody."""
    status = change["new_chat_member"]["status"]
    if status not in ("kicked", "left") or change["chat"].get("type") == "channel":
        return Parsed()
    chat = change["chat"]
    return Parsed(Update(_urn(chat), str(number), now, Stopped(status), in_group=_many(chat)))


def _urn(chat: Raw) -> Urn:
    return make_urn(NAME, str(_number(chat["id"])))


def _many(chat: Raw) -> bool:
    """Whether the chat is anything but a talk with one person; only persons have an id above 0."""
    return _number(chat["id"]) < 0 or bool(chat.get("type", "private") != "private")


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("an id that is no number")
    return value


def _cleaned(text: str) -> str:
    return unicodedata.normalize("NFC", _whole(text))


def _whole(text: str) -> str:
    """No half of a surrogate pair: a broken emoji must not make an update impossible to save."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
