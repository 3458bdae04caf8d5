"""Room: model. Message: what is sent; Button, Media beside it. A message knows no channel's limits."""

import json
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from bot.model.press import Press, pack_press


class Lane(IntEnum):
    """Who goes first when several messages wait: a smaller number overtakes a larger one."""

    REPLY = 0
    HELP = 1
    REMINDER = 2
    BROADCAST = 3


class Style(StrEnum):
    """How a channel that can show more than plain text should dress the message."""

    PLAIN = "plain"
    CARD = "card"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Button:
    """One choice: what the person reads and what comes back when they press it."""

    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or a document to draw when the message is sent: what kind (bot/rendering.py) and out of what."""

    kind: str
    args: tuple[tuple[str, str], ...] = ()

    def arg(self, name: str) -> str:
        """One of the things it is drawn from; "" when it was not given."""
        return dict(self.args).get(name, "")


def attachment(kind: str, **args: str) -> Attachment:
    """An attachment by its kind and the names of what it is drawn from."""
    return Attachment(kind, tuple(args.items()))


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person, already in Vietnamese, not yet cut to any channel's size."""

    text: str
    buttons: tuple[Button, ...] = ()
    style: Style = Style.PLAIN
    erase: bool = False
    """Ask the channel to wipe what it shows of the talk on the person's own device (after "xóa dữ liệu")."""
    attachment: Attachment | None = None
    """Sent with the words, which say everything that matters: not every channel can carry it."""
    records: bool = False
    """It waits for a voice message, so a channel of our own may offer to record one."""


def button(label: str, press: Press) -> Button:
    """A button that carries `press`."""
    return Button(label, pack_press(press))


def pack_message(message: Message) -> str:
    """JSON for the outbox row."""
    return json.dumps(
        {
            "text": message.text,
            "buttons": [[b.label, b.payload] for b in message.buttons],
            "style": message.style,
            "erase": message.erase,
            "records": message.records,
            "attachment": [message.attachment.kind, dict(message.attachment.args)] if message.attachment else None,
        },
        ensure_ascii=False,
    )


def unpack_message(body: str) -> Message:
    """The inverse of `pack_message`."""
    fields = json.loads(body)
    return Message(
        text=fields["text"],
        buttons=tuple(Button(label, payload) for label, payload in fields["buttons"]),
        style=Style(fields["style"]),
        erase=fields["erase"],
        attachment=_attachment(fields.get("attachment")),
        records=fields.get("records", False),
    )


def _attachment(packed: list[Any] | None) -> Attachment | None:
    return Attachment(packed[0], tuple(packed[1].items())) if packed else None
