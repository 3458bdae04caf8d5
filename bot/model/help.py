"""Room: model. Help: asking a neighbour. Who is called first, how long each may take, and how a request ends."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from bot.model.day import VIETNAM


class HelpEnd(StrEnum):
    """How a request for help ended."""

    SOLVED = "solved"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"
    LAPSED = "lapsed"


class Word(StrEnum):
    """What is passed on to the other side of a request (bot.model.update.Passed)."""

    CALL = "help-call"
    GONE = "help-gone"
    TAKEN = "help-taken"
    OFFICE = "help-office"
    SPOKEN = "help-spoken"
    LEFT = "help-left"
    SOLVED = "help-solved"
    WITHDRAWN = "help-withdrawn"
    UNANSWERED = "help-unanswered"
    LAPSED = "help-lapsed"


CALLED: Final = 5
"""Volunteers who are asked at the same time, those with the fewest open requests first."""
PATIENCE: Final = timedelta(hours=2)
"""Working time until the next one is asked: first the neighbours, then the office, then nobody is left."""
SILENCE: Final = timedelta(days=3)
"""A talk in which nobody has said anything for so long is over."""
LONGEST: Final = 1000
"""Characters of one message that is passed on."""

WORK_FROM: Final = time(7, 0)
WORK_TILL: Final = time(19, 0)
"""Neighbours are no office: they help on every day of the week, while it is light."""


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """They ask the neighbours for help, with a lesson or with anything; `unit` is where, "" when they would not say."""

    lesson: str
    unit: str


@dataclass(frozen=True, slots=True)
class HelpTaken:
    """A volunteer takes a request. The first one who does has it."""

    number: int


@dataclass(frozen=True, slots=True)
class HelpSpoken:
    """Words for the other side of a request. They are passed on and not kept."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class HelpLeft:
    """Whoever took it gives it back, so that others may take it."""

    number: int


@dataclass(frozen=True, slots=True)
class HelpEnded:
    """It is over; from here on nobody's name stands on it."""

    number: int
    how: HelpEnd


def after_work(since: datetime, length: timedelta = PATIENCE) -> datetime:
    """The moment at which `length` of working time has passed."""
    at = since.astimezone(VIETNAM)
    while True:
        opens = datetime.combine(at.date(), WORK_FROM, VIETNAM)
        closes = datetime.combine(at.date(), WORK_TILL, VIETNAM)
        at = max(at, opens)
        left = max(closes - at, timedelta())
        if length <= left:
            return (at + length).astimezone(since.tzinfo)
        length -= left
        at = opens + timedelta(days=1)
