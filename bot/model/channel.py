"""Room: model. Channel: what every provider's file offers, its Limits, and how a send can fail.

SendError
├── Retry            the same message may go through later
│   ├── Throttled            the provider asks us to wait `retry_after` seconds
│   ├── ConnectionFailed     nobody answered; whether it arrived is unknown
│   └── NotConnected         the person is away; it waits and costs no attempt
└── Final            never again for this message
    ├── ContactStopped       they blocked us: becomes an Update
    ├── WindowClosed         too long since they wrote: only they can open the window again
    ├── Rejected             the provider refuses this message
    └── Misconfigured        our token, our address: an operator must act
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, runtime_checkable

from bot.model.message import Attachment, Message
from bot.model.update import Update
from bot.model.urn import MessageId, Urn


class SendError(Exception):
    """A message could not be delivered now."""


class Retry(SendError):
    """The same message may go through later."""


class Throttled(Retry):
    """Too fast. `retry_after` is in seconds; with `contact_only` the others need not wait."""

    def __init__(self, retry_after: float, *, contact_only: bool = False) -> None:
        super().__init__(f"asked to wait {retry_after} s")
        self.retry_after = retry_after
        self.contact_only = contact_only


class ConnectionFailed(Retry):
    """No answer, or one that says nothing: the message may or may not have arrived."""


class NotConnected(Retry):
    """The person is not there (web chat closed). The message waits for them."""


class Final(SendError):
    """This message will never be delivered."""


class ContactStopped(Final):
    """The person blocked us or left."""


class WindowClosed(Final):
    """The provider carries no message to a person who was silent for longer than `Limits.last_window`.

    They are still welcome: nobody stopped us, so it is not news for the inbox, and the next message may go
    as soon as they write.
    """


class Rejected(Final):
    """The provider refuses this message; `str(error)` holds its code and words, never our text."""


class Misconfigured(Final):
    """Our own settings are wrong; the operator is told."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel can carry. None means no limit that we know of."""

    text: int | None = None
    """Characters in one message."""
    buttons: int | None = None
    """Buttons under one message; 0 means none at all: choices are numbered in the text instead."""
    label: int | None = None
    """Characters in one button's label."""
    per_second: float | None = None
    """Messages a second over the whole channel."""
    per_contact_second: float | None = None
    """Messages a second to one contact."""
    contact_burst: int = 1
    """How many of them may go at once after a rest."""
    per_group_minute: int | None = None
    """Messages in any sixty seconds to one group."""
    fetches: bool = False
    """Whether it fetches pictures and documents from us by a link; else they are handed over."""
    reply_window: timedelta | None = None
    """How long after a person last wrote a message to them is free; later ones cost money or a quota."""
    last_window: timedelta | None = None
    """How long after a person last wrote a message to them is carried at all; later ones are WindowClosed."""
    monthly: int | None = None
    """Messages a month, both ways, that the account's plan carries."""

    def most_pieces(self, message: Message) -> int:
        """The most messages of the provider's that this one can become: a cut fills at least half a piece."""
        units = len(message.text.encode("utf-16-le", "surrogatepass")) // 2
        words = 1 if self.text is None or units <= self.text else 2 * -(-units // self.text)
        return words + (message.attachment is not None)


@dataclass(frozen=True, slots=True)
class File:
    """A drawn attachment."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    token: str = ""
    """What fetches it where it is kept for good (a recording); "" for one that was drawn for a letter."""

    @property
    def is_picture(self) -> bool:
        """Whether a channel can show it as a picture; else it is a sound or a document."""
        return self.media_type.startswith("image/")

    @property
    def is_sound(self) -> bool:
        """Whether a channel can play it."""
        return self.media_type.startswith("audio/")


Render = Callable[[Attachment], File]
"""Draws an attachment. Slow, so it runs in a thread of its own. Raises for a kind or an argument it does not know."""


Keep = Callable[[Urn, File], Awaitable[str]]
"""Keeps a file for somebody; the link it can be fetched from."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way: its outbox row, to whom, and what; with the drawn attachment if it has one."""

    id: MessageId
    urn: Urn
    message: Message
    file: File | None = None
    link: str = ""
    """Where the file is fetched from, for a channel that fetches."""


Fetch = Callable[[str], Awaitable[bytes]]
"""The bytes of what somebody sent, by what their provider calls it (Media.file). Raises a SendError: a Retry, or a
Final for what is gone, too large or not to be fetched at all."""


@runtime_checkable
class Fetching(Protocol):
    """A channel that can fetch what somebody sent."""

    async def fetch(self, file: str) -> bytes:
        """See Fetch."""
        ...


Intake = Callable[[Update], Awaitable[bool]]
"""Hand an update to the inbox. Returns once it is safely on disk; False means it was seen before."""


class Channel(Protocol):
    """One provider. `parse` and `render` (each file's own) are pure; `send` posts and classifies."""

    @property
    def name(self) -> str:
        """The first part of its urns."""
        ...

    @property
    def limits(self) -> Limits:
        """What it can carry."""
        ...

    async def send(self, letter: Letter) -> str:
        """Deliver and return the provider's message id ("" when it has none).

        Raises:
            SendError: one of the classes above.
        """
        ...

    async def run(self, intake: Intake) -> None:
        """Receive until cancelled; every update goes through `intake` before the provider hears "received"."""
        ...
