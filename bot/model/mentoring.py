"""Room: model. Mentoring: a Đại sứ số and those they help along; and the Gia đình số, a household that learns together.

Nobody's name is needed: a mentor knows their people by the code each was given, a household by its own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

CODE: Final = 5
HOUSE_CODE: Final = 5
LASTS: Final = timedelta(days=7)
"""How long a code waits for whoever it was given to."""
MOST: Final = 10
"""Mentees of one mentor: with more, nobody is really helped."""
STUCK: Final = 14
"""Days without anything learned, after which a mentor is told so."""


@dataclass(frozen=True, slots=True)
class MenteeInvited:
    """A mentor gives somebody a code."""

    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class MenteeJoined:
    """They let the mentor of this code see how many lessons they have learned. Only ever with consent."""

    number: int


@dataclass(frozen=True, slots=True)
class MenteeLeft:
    """They want no mentor any more."""


@dataclass(frozen=True, slots=True)
class MenteeDropped:
    """A mentor can no longer help this one, or takes an unused code back."""

    number: int


@dataclass(frozen=True, slots=True)
class MentorWanted:
    """Their mentor has left, and they would like another one."""


@dataclass(frozen=True, slots=True)
class MenteeTaken:
    """Another mentor takes on somebody whose mentor has left."""

    number: int


@dataclass(frozen=True, slots=True)
class HouseholdMade:
    """Somebody begins a Gia đình số. Only ever with consent."""

    code: str


@dataclass(frozen=True, slots=True)
class HouseholdJoined:
    """They belong to the household of this code. Only ever with consent."""

    number: int


@dataclass(frozen=True, slots=True)
class HouseholdLeft:
    """They no longer do."""
