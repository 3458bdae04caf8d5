"""Room: model. Contest: a thi tìm hiểu. A window of time, a set of questions, one attempt a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from hashlib import blake2b
from typing import Final, TypeVar

T = TypeVar("T")

PASS_PERCENT: Final = 80
"""From this share of right answers on a person counts for their village."""

REMEMBERED: Final = timedelta(days=365)
"""How long after its end whose attempt it was is known; the figures stay."""


class Margin(IntEnum):
    """How much of a village's share is taken off for chance: the certainty of the Wilson bound, in percent."""

    NONE = 0
    SOME = 90
    STRICT = 95


@dataclass(frozen=True, slots=True)
class Contest:
    """`questions` are "lesson:number" (from 0). Moments are aware UTC; `ends` itself is too late."""

    id: int
    title: str
    questions: tuple[str, ...]
    starts: datetime
    ends: datetime
    margin: Margin

    def is_open(self, now: datetime) -> bool:
        """Whether an answer counts at this moment of our clock; what a phone's clock says does not matter."""
        return self.starts <= now < self.ends


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's attempt. `own` marks that of whoever looks; `known` is False once its person is gone."""

    id: int
    name: str
    unit: str
    share: str
    channel: str
    minor: bool
    known: bool
    own: bool
    started: datetime
    finished: datetime | None
    answered: int
    right: int


def mixed(things: Sequence[T], seed: str) -> tuple[T, ...]:
    """The same things in an order that only the seed decides: the same for the same seed, forever."""
    marks = (blake2b(f"{seed}/{number}".encode(), digest_size=8).digest() for number in range(len(things)))
    return tuple(thing for _, _, thing in sorted(zip(marks, range(len(things)), things, strict=True)))


def pseudonym(contest: int, entry: int) -> str:
    """Four digits that stand for a person on the board; another contest gives them others."""
    return f"{int.from_bytes(blake2b(f'{contest}/{entry}'.encode(), digest_size=4).digest()) % 9000 + 1000}"
