"""Room: model. Broadcast: one message to many. Whom it is for, and why somebody cannot be reached."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.model.message import Message

BATCH: Final = 500
"""People in one transaction: enough to be quick, few enough that nobody's reply waits behind it."""
GOOD_FOR: Final = timedelta(days=3)
"""Whoever cannot be reached for so long gets no stale news."""
NOTICE: Final = 400
"""Characters of a short notice: it is read on the field, not studied."""
CODE: Final = 5


class Hurdle(StrEnum):
    """Why somebody it is meant for is not told."""

    STOPPED = "stopped"
    NOT_WANTED = "not_wanted"
    CHANNEL = "channel"
    WINDOW = "window"
    QUOTA = "quota"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: "" and an empty tuple mean everybody. `undone` leaves out those who have learned the lesson."""

    villages: tuple[str, ...] = ()
    group: str = ""
    undone: bool = False


@dataclass(frozen=True, slots=True)
class ChannelReach:
    """What storage has to know of a channel that is on."""

    channel: str
    window: timedelta | None
    buttons: bool
    monthly: int | None = None
    """Messages a month that its plan carries."""


@dataclass(frozen=True, slots=True)
class BroadcastMade:
    """A message to many, ready to go out. With `approved` it goes at once, else an organizer decides."""

    code: str
    lesson: str
    notice: str
    audience: Audience
    message: Message
    approved: bool


@dataclass(frozen=True, slots=True)
class BroadcastApproved:
    """An organizer lets a broadcast go out, with the words of the day on which it does."""

    number: int
    message: Message


@dataclass(frozen=True, slots=True)
class BroadcastRefused:
    """It is not to go out."""

    number: int


@dataclass(frozen=True, slots=True)
class BroadcastStopped:
    """What is not sent yet stays unsent."""

    number: int
