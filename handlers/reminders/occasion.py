"""Room: handlers. Occasion: one thing to tell one person once: the best moment, and how far from it is still fine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

from bot.model.day import VIETNAM
from bot.model.reminder import QUIET_FROM, TICK, Kind, next_tick, tick

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """`best` lies between `first` and `last`. `about` is a lesson or an entry of the plan's calendar."""

    kind: Kind
    key: str
    first: datetime
    best: datetime
    last: datetime
    about: str = ""
    day: date | None = None
    """The day it counts down to."""

    @property
    def id(self) -> str:
        """Unique among everything one person is ever told."""
        return f"{self.kind}/{self.key}"

    def good_until(self, now: datetime) -> datetime:
        """How long its words stay true: dates are counted in days, so until the evening."""
        return min(self.last, _at(now.astimezone(VIETNAM).date(), QUIET_FROM))


@lru_cache(maxsize=64)
def countdown(kind: Kind, about: str, day: date, marks: tuple[int, ...], hour: time) -> tuple[Occasion, ...]:
    """An occasion a mark (days before `day`, descending, ending at which day is said).

    The stretches of two marks meet half-way, so any moment belongs to one mark only, and someone who can be
    reached on the eighth day before but not on the seventh hears it on the eighth.
    """
    edges = [marks[0] + 7, *((before + after) // 2 for before, after in pairwise(marks)), marks[-1] - 1]
    return tuple(
        Occasion(
            kind,
            f"{about}.{day:%Y%m%d}.{mark}",
            first=_at(day - longest * _DAY, time(0, 0)),
            best=_at(day - mark * _DAY, hour),
            last=_at(day - (shortest + 1) * _DAY, QUIET_FROM) - TICK,
            about=about,
            day=day,
        )
        for mark, (longest, shortest) in zip(marks, pairwise(edges), strict=True)
    )


def of_one_day(kind: Kind, day: date, hour: time, about: str = "", early: int = 1) -> Occasion:
    """Something for a day, or `early` days before it where that day would be too late."""
    best = _at(day, hour)
    return Occasion(kind, f"{day:%Y%m%d}", best - early * _DAY, best, _at(day, QUIET_FROM) - TICK, about)


def after(kind: Kind, about: str, begun: datetime, pauses: Sequence[timedelta]) -> list[Occasion]:
    """Some time after something was begun, and again later; each at most once for the same thing.

    None comes before its pause, or the half of the way from the one before.
    """
    start = next_tick(begun)
    edges = [pauses[0], *(before + (after - before) / 2 for before, after in pairwise(pauses)), pauses[-1] + 2 * _DAY]
    return [
        Occasion(
            kind,
            f"{about}.{number}",
            first=tick(start + earliest),
            best=tick(start + pause),
            last=tick(start + latest) - TICK,
            about=about,
        )
        for number, (pause, (earliest, latest)) in enumerate(zip(pauses, pairwise(edges), strict=True), 1)
    ]


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, VIETNAM)
