"""Tests: the conformance table: each channel's pure halves, said in one shape. A new channel writes one row here."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.channels import (
    telegram_parse,
    telegram_render,
    web,
    zalo_bot,
    zalo_bot_parse,
    zalo_oa,
    zalo_oa_parse,
    zalo_oa_render,
)
from bot.channels.terminal import TerminalChannel
from bot.model.channel import Letter, Limits
from bot.model.message import Message
from bot.model.update import Update, What
from bot.model.urn import MessageId, make_urn
from bot.web import frame
from tests.playing.stage import START


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as the provider gets it: its text, its buttons' labels, and what comes back from a press."""

    text: str
    labels: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A channel by name: what it makes of typed words, of a pressed button, and of a message to be sent."""

    name: str
    limits: Limits
    typed: Callable[[str], What | None]
    pressed: Callable[[str], What | None] | None
    shown: Callable[[Message], list[Shown]]

    def words(self, message: Message) -> str:
        """Everything that is shown of a message but its buttons."""
        return "".join(piece.text for piece in self.shown(message)).strip()


def letter(message: Message) -> Letter:
    """A message on its way to Lan."""
    return Letter(MessageId(7), make_urn("web", "lan"), message)


# --------------------------------------------------------------------------------------------- terminal


def _terminal_typed(text: str) -> What | None:
    came: list[Update] = []

    async def intake(update: Update) -> bool:
        came.append(update)
        return True

    async def lines() -> AsyncIterator[str]:
        yield text

    channel = TerminalChannel(lines(), lambda line: None, lambda: START, "run")
    asyncio.run(channel.run(intake))
    return came[-1].what


def _terminal_shown(message: Message) -> list[Shown]:
    printed: list[str] = []

    async def nothing() -> AsyncIterator[str]:
        return
        yield

    channel = TerminalChannel(nothing(), printed.append, lambda: START, "run")
    asyncio.run(channel.send(letter(message)))
    return [Shown(text) for text in printed]


# -------------------------------------------------------------------------------------------------- web


def _web_frame(**fields: str) -> What | None:
    said = frame.parse(json.dumps({"id": "abcdefgh", **fields}))
    return said.what if isinstance(said, frame.Said) else None


def _web_shown(message: Message) -> list[Shown]:
    sent: Any = web.render(letter(message))
    buttons = sent["buttons"]
    return [Shown(sent["text"], tuple(b["label"] for b in buttons), tuple(b["payload"] for b in buttons))]


# --------------------------------------------------------------------------------------------- telegram


def _telegram(**fields: object) -> What | None:
    me = telegram_parse.Me(1, "hocvuso_bot")
    update = telegram_parse.parse({"update_id": 5, **fields}, me, START).update
    return update.what if update else None


_LAN: Final = {"id": 7, "is_bot": False, "first_name": "Lan"}
_CHAT: Final = {"id": 7, "type": "private"}


def _telegram_typed(text: str) -> What | None:
    return _telegram(message={"message_id": 4, "from": _LAN, "chat": _CHAT, "date": 1, "text": text})


def _telegram_pressed(data: str) -> What | None:
    message = {"message_id": 4, "from": {**_LAN, "is_bot": True}, "chat": _CHAT, "date": 1, "text": "x"}
    return _telegram(callback_query={"id": "q", "from": _LAN, "message": message, "data": data})


def _telegram_shown(message: Message) -> list[Shown]:
    return [
        Shown(piece.plain, tuple(b.label for b in piece.buttons), tuple(b.payload for b in piece.buttons))
        for piece in telegram_render.render(message)
    ]


# ------------------------------------------------------------------------------------------------- zalo


def _zalo_oa_typed(text: str) -> What | None:
    event = {
        "event_name": "user_send_text",
        "sender": {"id": "7"},
        "message": {"msg_id": "m1", "text": text},
        "timestamp": "1795161600000",
    }
    update = zalo_oa_parse.parse(event, START)
    return update.what if update else None


def _zalo_oa_shown(message: Message) -> list[Shown]:
    return [_zalo_oa_piece(piece) for piece in zalo_oa_render.render(message)]


def _zalo_oa_piece(piece: zalo_oa_render.Piece) -> Shown:
    sent: Any = zalo_oa_render.body_of(piece, "7")["message"]
    buttons = sent["attachment"]["payload"]["buttons"] if "attachment" in sent else []
    return Shown(sent["text"], tuple(b["title"] for b in buttons), tuple(b["payload"] for b in buttons))


def _zalo_bot_typed(text: str) -> What | None:
    person = {"id": "7", "is_bot": False}
    message = {"message_id": "m1", "date": 1795161600000, "from": person, "text": text}
    event = {
        "event_name": "message.text.received",
        "message": {**message, "chat": {"id": "7", "chat_type": "PRIVATE"}},
    }
    update = zalo_bot_parse.parse(event, START)
    return update.what if update else None


def _zalo_bot_shown(message: Message) -> list[Shown]:
    return [Shown(text) for text in zalo_bot.render(message)]


ROWS: Final = (
    Row("terminal", Limits(buttons=0), _terminal_typed, None, _terminal_shown),
    Row(
        "web",
        Limits(),
        lambda text: _web_frame(t="say", text=text),
        lambda payload: _web_frame(t="press", payload=payload),
        _web_shown,
    ),
    Row("telegram", Limits(text=4096, buttons=100), _telegram_typed, _telegram_pressed, _telegram_shown),
    Row("zalo_oa", zalo_oa.LIMITS, _zalo_oa_typed, _zalo_oa_typed, _zalo_oa_shown),
    Row("zalo_bot", zalo_bot.LIMITS, _zalo_bot_typed, None, _zalo_bot_shown),
)
