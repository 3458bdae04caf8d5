"""Room: model. VillageGroup: a chat of many people, linked to a village by a one-time code. It is never a person."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.model.code import TYPED, in_capitals

LASTS: Final = timedelta(minutes=15)
"""Long enough to open the group, too short to be passed around."""

SHAPE: Final = r"nh(?:om)? (?=[a-z ]*\d)([a-z0-9]{4} ?[a-z0-9]{4})"
"""What people type, folded; eight letters like an invite's (decision 0010)."""

_TYPED: Final = re.compile(rf"\s*/?NH(?:OM)?{TYPED}")
"""The same before it is folded."""


@dataclass(frozen=True, slots=True)
class GroupOffer:
    """The open code that a group was just sent, and the village it stands for."""

    id: int
    unit: str


@dataclass(frozen=True, slots=True)
class GroupCodeMade:
    """Somebody of this village wants to link its group. The code is shown once and kept only as a hash."""

    code: str
    unit: str
    until: datetime


@dataclass(frozen=True, slots=True)
class GroupLinked:
    """The group hears the news of its village from here on."""

    number: int
    """Of the code that was used up."""
    unit: str


@dataclass(frozen=True, slots=True)
class GroupParted:
    """It no longer does. `number` is the link's; without one the group itself has said so."""

    number: int | None = None


def group_typed(text: str) -> str | None:
    """The code in "NH 7K3M-9QRT", as it is hashed."""
    match = _TYPED.fullmatch(in_capitals(text))
    return match[1] + match[2] if match else None
