"""Room: handlers. Calendar: the occasions of one person, from the plan's rules and their own wishes. Knows no clock."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.model.day import local_day
from bot.model.reminder import Kind
from content.book import Book
from content.calendar import ends, next_occurrence, starts
from content.campaign import CalendarEntry
from handlers.progress import path_in
from handlers.reminders.facts import Facts
from handlers.reminders.occasion import Occasion, after, countdown, of_one_day

COUNTDOWN: Final = (30, 14, 7, 3, 1, 0)
"""Days before the festival, and the day itself."""
DEADLINE: Final = (7, 1)
"""Days before a date of the plan."""
UNFINISHED: Final = (timedelta(hours=2), timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""After a lesson was begun; after the last of them that lesson is left alone."""
LESSON_DAYS: Final = (1, 4)
"""Tuesday and Friday: as often as the weekly cap allows at all."""

MORNING: Final = time(7, 30)
EVENING: Final = time(18, 30)
"""After work and before television; nobody learns on the field."""

_REMINDED: Final = ("deadline", "contest")
"""Entries of the plan that are for residents; reports are not."""


def occasions(facts: Facts, book: Book, now: datetime, until: datetime) -> list[Occasion]:
    """Everything to tell this person from now on that they do not know yet, the most important kinds first."""
    wanted = (kind for kind in _ALL if kind in facts.since)
    found = (occasion for kind in wanted for occasion in _ALL[kind](facts, book, now, until))
    return [
        occasion
        for occasion in found
        if occasion.last >= now
        and occasion.first <= until
        and occasion.id not in facts.told
        and occasion.best >= facts.since[occasion.kind]
    ]


def _festival(facts: Facts, book: Book, now: datetime, until: datetime) -> Iterator[Occasion]:
    entry, _ = book.campaign.countdown(local_day(now))
    day = _beginning(entry, local_day(now))
    if day is not None and _near(day, until, COUNTDOWN):
        yield from countdown(Kind.COUNTDOWN, entry.id, day, COUNTDOWN, MORNING)


def _deadlines(facts: Facts, book: Book, now: datetime, until: datetime) -> Iterator[Occasion]:
    for entry in book.campaign.calendar:
        day = _counted_to(entry, local_day(now)) if entry.kind in _REMINDED else None
        if day is not None and _near(day, until, DEADLINE):
            yield from countdown(Kind.DEADLINE, entry.id, day, DEADLINE, MORNING)


def _unfinished(facts: Facts, book: Book, now: datetime, until: datetime) -> Iterator[Occasion]:
    lesson = book.lesson(facts.lesson) if facts.lesson else None
    if lesson is not None and facts.opened_at is not None and lesson.id not in facts.learned:
        yield from after(Kind.UNFINISHED, lesson.id, facts.opened_at, UNFINISHED)


def _reviews(facts: Facts, book: Book, now: datetime, until: datetime) -> Iterator[Occasion]:
    if facts.review_at is not None:
        yield of_one_day(Kind.REVIEW, max(local_day(facts.review_at), local_day(now)), EVENING, early=0)


def _lessons(facts: Facts, book: Book, now: datetime, until: datetime) -> Iterator[Occasion]:
    lesson = next_undone(facts, book)
    day = local_day(now)
    while lesson is not None and day <= local_day(until) + timedelta(days=1):
        if day.weekday() in LESSON_DAYS:
            yield of_one_day(Kind.DAILY, day, EVENING, lesson)
        day += timedelta(days=1)


def next_undone(facts: Facts, book: Book) -> str | None:
    """The first lesson of their path they have not learned."""
    undone = [lesson.id for lesson in path_in(book, facts.group) if lesson.id not in facts.learned]
    return next(iter(sorted(undone, key=lambda lesson: lesson in facts.skipped)), None)


def _beginning(entry: CalendarEntry, today: date) -> date | None:
    """The day a festival begins; one under way is no longer counted down to."""
    occurrence = next_occurrence(entry.rule, today)
    return starts(occurrence) if occurrence is not None and starts(occurrence) >= today else None


def _counted_to(entry: CalendarEntry, today: date) -> date | None:
    """A deadline's last day, a contest's first."""
    if entry.kind == "contest":
        return _beginning(entry, today)
    occurrence = next_occurrence(entry.rule, today)
    return ends(occurrence) if occurrence is not None else None


def _near(day: date, until: datetime, marks: tuple[int, ...]) -> bool:
    """Whether counting down to it begins before `until`, early ones included."""
    return day - timedelta(days=2 * marks[0]) <= local_day(until)


_Source = Callable[[Facts, Book, datetime, datetime], Iterator[Occasion]]
_ALL: Final[dict[Kind, _Source]] = {
    Kind.COUNTDOWN: _festival,
    Kind.DEADLINE: _deadlines,
    Kind.UNFINISHED: _unfinished,
    Kind.REVIEW: _reviews,
    Kind.DAILY: _lessons,
}
"""The most important first. News has no occasions of its own: people write it."""
