"""Room: handlers. Plan: when each occasion of one person is told, or why it cannot be. The same for job and preview.

Important kinds take their moments first, so a lesson of the day never uses up the week of the festival. What cannot be
told at its best moment is told at the nearest one that keeps every promise: quiet hours, at most CAP a WEEK and one a
day, not while the person is talking to us, and, where a provider carries messages only for a while after they wrote,
inside that window.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.model.day import local_day
from bot.model.reminder import CAP, PATIENCE, TICK, WEEK, evening, morning, next_tick, quiet, tick
from content.book import Book
from handlers.reminders.calendar import occasions
from handlers.reminders.facts import Facts
from handlers.reminders.occasion import Occasion

BREATH: Final = timedelta(hours=2)
"""Who wrote less than this ago is still talking to us."""
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Hurdle(StrEnum):
    """Why somebody cannot be told of something."""

    WINDOW = "window"
    CAP = "cap"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Planned:
    """An occasion and its moment, or what stands in the way."""

    occasion: Occasion
    at: datetime | None
    hurdle: Hurdle | None = None


def plan(facts: Facts, book: Book, now: datetime, until: datetime, window: timedelta | None) -> list[Planned]:
    """What would be told until `until` if the person did not write again.

    `window` is how long after a person wrote their channel carries a message to them; None is forever.
    """
    if facts.stopped:
        return []
    here, reach = tick(now), _reach(facts, window, now)
    taken = [tick(moment) for moment in facts.proactive]
    planned: list[Planned] = []
    for occasion in occasions(facts, book, here, until):
        one = _placed(facts, occasion, here, reach, taken)
        planned.append(one)
        if one.at is not None:
            taken.append(one.at)
    return _patient(planned, PATIENCE - facts.unanswered)


def _patient(planned: list[Planned], left: int) -> list[Planned]:
    """What comes after too many unanswered ones will not be told, if they really stay unanswered."""
    inorder = sorted(one.at for one in planned if one.at is not None)
    if len(inorder) <= left:
        return planned
    return [
        one if one.at is None or one.at < inorder[left] else Planned(one.occasion, None, Hurdle.UNANSWERED)
        for one in planned
    ]


def due(facts: Facts, book: Book, now: datetime, window: timedelta | None) -> Occasion | None:
    """What is to be told at this tick. At most one: a second one waits for its day."""
    if not _may_hear(facts, now) or not _open_now(facts, book, now):
        return None
    ahead = plan(facts, book, now, now + WEEK, window)
    return next((one.occasion for one in ahead if one.at is not None and one.at <= now), None)


def permitted(facts: Facts, book: Book, now: datetime, occasion_id: str) -> Occasion | None:
    """The occasion, if telling it at this very moment keeps every promise; asked again with fresh facts."""
    if not _may_hear(facts, now):
        return None
    return next((one for one in _open_now(facts, book, now) if one.id == occasion_id), None)


def _may_hear(facts: Facts, now: datetime) -> bool:
    """Whether anything at all may be told to them at this moment."""
    if quiet(now) or facts.stopped or facts.unanswered >= PATIENCE:
        return False
    here = tick(now)
    return _talked_out(facts, here) <= here and _free(here, [tick(moment) for moment in facts.proactive])


def _open_now(facts: Facts, book: Book, now: datetime) -> list[Occasion]:
    here = tick(now)
    return [one for one in occasions(facts, book, here, here) if one.first <= here]


def _reach(facts: Facts, window: timedelta | None, now: datetime) -> datetime | None:
    """Until when their channel carries a message; a tick is kept back for the way."""
    if window is None:
        return None
    return tick((_heard(facts, now) or _NEVER) + window) - TICK


def _placed(facts: Facts, occasion: Occasion, now: datetime, reach: datetime | None, taken: list[datetime]) -> Planned:
    """The moment nearest to the best one that keeps every promise, or the hurdle."""
    if facts.unanswered >= PATIENCE:
        return Planned(occasion, None, Hurdle.UNANSWERED)
    first = _earliest(facts, occasion, now)
    last = occasion.last if reach is None else min(occasion.last, reach)
    within = [at for at in _moments(occasion, first, last, taken) if first <= at <= last and not quiet(at)]
    if not within:
        return Planned(occasion, None, Hurdle.WINDOW if reach is not None and last < occasion.last else Hurdle.CAP)
    nearest = sorted(within, key=lambda at: (abs(at - occasion.best), at))
    best = next((at for at in nearest if _free(at, taken)), None)
    return Planned(occasion, best, None if best else Hurdle.CAP)


def _earliest(facts: Facts, occasion: Occasion, now: datetime) -> datetime:
    return max(now, occasion.first, _talked_out(facts, now))


def _talked_out(facts: Facts, now: datetime) -> datetime:
    """When their talk with us is over, as far as one can tell."""
    heard = _heard(facts, now)
    return next_tick(heard + BREATH) if heard else now


def _heard(facts: Facts, now: datetime) -> datetime | None:
    """When they last wrote; unknown when that lies ahead, because the clock was set back meanwhile."""
    return facts.heard_at if facts.heard_at and facts.heard_at < now + TICK else None


def _moments(occasion: Occasion, first: datetime, last: datetime, taken: list[datetime]) -> Iterator[datetime]:
    """The few moments that can be nearest: the best, the ends, and where another message stops being in the way."""
    yield from (occasion.best, first, last, morning(occasion.best), evening(occasion.best))
    yield from (morning(first), evening(last))
    for other in taken:
        yield from (other + WEEK, morning(other + WEEK), other - WEEK, evening(other - WEEK))
        yield from _beside(other, occasion)


def _beside(other: datetime, occasion: Occasion) -> Iterator[datetime]:
    """The same hour on the days around another message."""
    day = timedelta(days=1)
    hour = occasion.best
    apart = (local_day(other) - local_day(hour)).days
    yield from (hour + (apart + step) * day for step in (-1, 1))


def _free(at: datetime, taken: list[datetime]) -> bool:
    """Whether one more message then leaves at most one a day and CAP in any week."""
    if any(local_day(at) == local_day(other) for other in taken):
        return False
    near = sorted([*(other for other in taken if abs(other - at) < WEEK), at])
    return all(late - early >= WEEK for early, late in zip(near, near[CAP:], strict=False))
