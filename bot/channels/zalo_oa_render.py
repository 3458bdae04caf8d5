"""Room: channels. A message as Zalo OA consultation messages. Pure; what Zalo says to them is zalo_oa_errors.py.

A press on a Zalo button comes back as if the person had typed its payload, so ours begin with a mark that nobody
types by chance. The shape of buttons on this kind of message is unproven (facts/zalo.md §2.3): `plain` is the way
out, and every choice can be answered by its number on every channel anyway.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.channels.splitting import split, utf16_units
from bot.model.channel import File
from bot.model.message import Button, Message
from bot.model.numbered import numbered
from bot.model.press import PAYLOAD_BYTES, unpack_press

TEXT: Final = 2000
"""Zalo does not say what it counts; UTF-16 units are never fewer than characters, so they are safe."""

CS: Final = "/v3.0/oa/message/cs"
"""Where consultation messages are posted."""

BUTTONS: Final = 5
LABEL: Final = 100

_MARK: Final = "hvs:"


@dataclass(frozen=True, slots=True)
class Piece:
    """One consultation message: words, and perhaps buttons under them."""

    text: str
    buttons: tuple[Button, ...] = ()
    listed: bool = False
    """Whether the choices stand in the text already."""


def render(message: Message, *, buttons: bool = True) -> tuple[Piece, ...]:
    """The message as pieces that fit, its choices under the last one.

    More choices than Zalo can show as buttons are all numbered in the text; the first five are buttons as well.
    """
    listed = not buttons or len(message.buttons) > BUTTONS
    texts = _texts(numbered(message) if listed else message.text)
    shown = message.buttons[:BUTTONS] if buttons else ()
    return (*map(Piece, texts[:-1]), *(Piece(text, shown, listed) for text in texts[-1:]))


def plain(piece: Piece) -> tuple[Piece, ...]:
    """The same piece for an OA whose buttons are refused."""
    if piece.listed:
        return (replace(piece, buttons=()),)
    return render(Message(piece.text, piece.buttons), buttons=False)


def body_of(piece: Piece, person: str) -> dict[str, object]:
    """What is posted."""
    message: dict[str, object] = {"text": piece.text}
    if piece.buttons:
        message["attachment"] = {
            "type": "template",
            "payload": {"buttons": [_button(button) for button in piece.buttons]},
        }
    return {"recipient": {"user_id": person}, "message": message}


def picture_body(link: str, person: str) -> dict[str, object]:
    """A picture by its address (facts/zalo.md §2.3)."""
    return _picture({"url": link}, person)


def file_body(file: File, uploaded: str, person: str) -> dict[str, object]:
    """What was uploaded, by Zalo's id of it."""
    if file.is_picture:
        return _picture({"attachment_id": uploaded}, person)
    return {
        "recipient": {"user_id": person},
        "message": {"attachment": {"type": "file", "payload": {"token": uploaded}}},
    }


def _picture(where: Mapping[str, str], person: str) -> dict[str, object]:
    element = {"media_type": "image", **where}
    payload = {"template_type": "media", "elements": [element]}
    return {"recipient": {"user_id": person}, "message": {"attachment": {"type": "template", "payload": payload}}}


def press_in(text: str) -> str | None:
    """The payload when `text` is a press on a button of ours, else None."""
    payload = text.strip().removeprefix(_MARK)
    if payload == text.strip() or len(payload.encode()) > PAYLOAD_BYTES or unpack_press(payload) is None:
        return None
    return payload


def _button(button: Button) -> Mapping[str, str]:
    """`hide`: the payload is for us, not for the person to read in their own chat."""
    return {"title": _label(button.label), "type": "oa.query.hide", "payload": f"{_MARK}{button.payload}"}


def _label(label: str) -> str:
    return label if utf16_units(label) <= LABEL else f"{split(label, LABEL - 1, utf16_units)[0].rstrip()}…"


def _texts(text: str) -> tuple[str, ...]:
    """Zalo refuses an empty message, and white space alone looks like one."""
    pieces = split(unicodedata.normalize("NFC", text), TEXT, utf16_units)
    return tuple(piece.strip("\n") for piece in pieces if piece.strip())
