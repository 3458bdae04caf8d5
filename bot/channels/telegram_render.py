"""Room: channels. How a Message looks on Telegram: escaped HTML, pieces that fit, one button a row. Pure.

`Message.erase` changes nothing here: Telegram lets a bot delete messages of the last two days only, so it
could not keep the promise, and a person can clear the chat on their own phone.
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.splitting import split, utf16_units
from bot.model.message import Button, Message, Style

TEXT: Final = 4096
"""UTF-16 units in one message, counted as the person sees it: without tags."""

BUTTONS: Final = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """One message as Telegram gets it. `plain` is what goes out when `marked` is refused."""

    plain: str
    marked: str
    buttons: tuple[Button, ...] = ()

    def fields(self, chat: str, *, marked: bool = True) -> dict[str, Any]:
        """What sendMessage takes. No link previews: a lesson's sources would bury its steps."""
        fields: dict[str, Any] = {
            "chat_id": chat,
            "text": self.marked if marked else self.plain,
            "link_preview_options": {"is_disabled": True},
        }
        if marked:
            fields["parse_mode"] = "HTML"
        if self.buttons:
            fields["reply_markup"] = keyboard(self.buttons)
        return fields


def render(message: Message) -> tuple[Piece, ...]:
    """The pieces in order, the buttons under the last; none for a message without words."""
    plain = [piece for piece in split(message.text, TEXT, utf16_units) if piece.strip()]
    last = len(plain) - 1
    return tuple(
        Piece(
            text,
            _marked(text, message.style if index == 0 else Style.PLAIN),
            message.buttons[:BUTTONS] if index == last else (),
        )
        for index, text in enumerate(plain)
    )


def keyboard(buttons: tuple[Button, ...]) -> Mapping[str, Any]:
    """One button a row: the only way to a wide target, since a bot cannot set a button's size."""
    return {"inline_keyboard": [[{"text": b.label, "callback_data": b.payload}] for b in buttons]}


def _marked(text: str, style: Style) -> str:
    """Escaped; a card's and a warning's first line in bold."""
    escaped = html.escape(text, quote=False)
    if style is Style.PLAIN:
        return escaped
    first, newline, rest = escaped.partition("\n")
    return f"<b>{first}</b>{newline}{rest}" if first.strip() else escaped
