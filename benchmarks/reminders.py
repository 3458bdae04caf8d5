"""Benchmarks: reminders for 10,000 people, half of them on a channel that carries messages 48 hours only.

What the planner reaches without knowing the future is put beside what could have been reached by somebody who knew
when everybody would write, found by trying everything on small cases.
"""

import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.figure import Figure, percentile
from bot.bookshelf import Bookshelf
from bot.config import HOME
from bot.model.day import VIETNAM, local_day
from bot.model.reminder import Kind, next_tick
from content.book import Book
from handlers.reminders.calendar import COUNTDOWN, MORNING
from handlers.reminders.occasion import Occasion, countdown
from tests.playing.neighbour import Neighbour, broken_promises, neighbour

PEOPLE: Final = 10_000
SMALL: Final = 300
WINDOW: Final = timedelta(hours=48)
START: Final = datetime(2027, 8, 25, 1, 0, tzinfo=UTC)
END: Final = datetime(2027, 10, 10, 16, 0, tzinfo=UTC)
FESTIVAL: Final = date(2027, 10, 10)
_KINDS: Final = tuple(kind for kind in Kind if kind is not Kind.NEWS)


def figures(folder: Path) -> Iterator[Figure]:
    """Promises first, then reach, then time."""
    book = Bookshelf(HOME / "content", "ea-trang-2026").current()
    chance = random.Random(10)
    began = time.perf_counter()
    people = [live(book, person, writes) for person, writes in crowd(chance, PEOPLE, _KINDS)]
    seconds = time.perf_counter() - began
    broken = [said for person in people for said in broken_promises(person)]
    told = sum(len(person.told) for person in people)
    yield Figure(f"promises broken, {len(people)} people, {told} reminders", str(len(broken)), "0", not broken)
    yield from _reach(book, chance)
    yield Figure("simulated, for one person, 46 days", f"{seconds / len(people) * 1000:.2f} ms")
    yield from _looks(book, people)


def _reach(book: Book, chance: random.Random) -> Iterator[Figure]:
    small = [(live(book, person, writes), writes) for person, writes in _small(chance)]
    best = [optimum(person, writes) for person, writes in small]
    reached, could = sum(bool(p.told) for p, _ in small), sum(bool(n) for n in best)
    told, most = sum(len(p.told) for p, _ in small), sum(best)
    share = reached / could
    yield Figure(f"people reached, of the {could} who could be", f"{share:.1%}", "≥ 97 %", share >= 0.97)
    yield Figure(f"reminders told, of the {most} at most", f"{told / most:.1%}", "≥ 97 %", told >= 0.97 * most)


def _small(chance: random.Random) -> Iterator[tuple[Neighbour, list[datetime]]]:
    """Small enough to try everything: the countdown alone, for people behind the window."""
    for person, writes in crowd(chance, SMALL, (Kind.COUNTDOWN,)):
        person.window = WINDOW
        yield person, writes


def _looks(book: Book, people: list[Neighbour]) -> Iterator[Figure]:
    """What the job spends on one person at a tick when everything it can look at is in play."""
    spent = []
    for person in people[:2000]:
        began = time.perf_counter()
        person.tick(book, datetime(2027, 10, 5, 1, 0, tzinfo=UTC))
        spent.append((time.perf_counter() - began) * 1e6)
    yield Figure(
        "one look at one person: median, p99", f"{percentile(spent, 0.5):.0f}, {percentile(spent, 0.99):.0f} µs"
    )


def crowd(chance: random.Random, count: int, kinds: tuple[Kind, ...]) -> Iterator[tuple[Neighbour, list[datetime]]]:
    """People and the moments they will write: some daily, most now and then, some never again."""
    for number in range(count):
        wanted = chance.sample(kinds, chance.randint(1, len(kinds)))
        person = neighbour(number, wanted, START, chance.choice((WINDOW, None)))
        pause = chance.choice((1.0, 4.0, 10.0, 30.0, 1000.0))
        yield person, list(_writing(chance, pause))


def _writing(chance: random.Random, pause: float) -> Iterator[datetime]:
    at = START
    while True:
        at += timedelta(days=chance.expovariate(1 / pause))
        if at >= END:
            return
        yield at.replace(hour=chance.randint(0, 14), minute=chance.randint(0, 59))


def live(book: Book, person: Neighbour, writes: list[datetime]) -> Neighbour:
    """Their weeks, from one moment worth looking at to the next."""
    lessons = [lesson.id for lesson in book.offered()]
    now, ahead = START, sorted(writes)
    while now < END:
        person.tick(book, now)
        look = person.next_look(book, now)
        if ahead and ahead[0] <= look:
            said = ahead.pop(0)
            person.writes(said, opens=lessons[len(ahead) % len(lessons)])
            if len(ahead) % 3 == 0:
                person.learns(said, lessons[len(ahead) % len(lessons)])
            look = next_tick(said)
        now = look
    return person


def optimum(person: Neighbour, writes: list[datetime]) -> int:
    """How many occasions somebody could be told of who knew everything: every way to choose days is tried."""
    heard = sorted([START, *writes])
    occasions = countdown(Kind.COUNTDOWN, "x", FESTIVAL, COUNTDOWN, MORNING)
    days = [_days(occasion, heard, person.window) for occasion in occasions]
    return _most(days, (), heard)


def _days(occasion: Occasion, heard: list[datetime], window: timedelta | None) -> list[date]:
    """The days on which it could be told at all, at some hour."""
    first, last = local_day(max(occasion.first, START)), local_day(min(occasion.last, END))
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in span if _open(day, heard, window)]


def _open(day: date, heard: list[datetime], window: timedelta | None) -> bool:
    opening = datetime(day.year, day.month, day.day, 6, 30, tzinfo=VIETNAM)
    closing = opening + timedelta(hours=14, minutes=25)
    last = max((at for at in heard if at <= closing), default=None)
    if last is None:
        return False
    return window is None or any(max(opening, at) <= min(closing, at + window) for at in heard)


def _most(days: list[list[date]], taken: tuple[date, ...], heard: list[datetime]) -> int:
    if not days:
        return 0
    best = _most(days[1:], taken, heard)
    for day in days[0]:
        if _fits(day, taken, heard):
            best = max(best, 1 + _most(days[1:], (*taken, day), heard))
            if best == len(days):
                break
    return best


def _fits(day: date, taken: tuple[date, ...], heard: list[datetime]) -> bool:
    """Occasions come in order of days, so only what lies before can be in the way."""
    if taken and day <= taken[-1]:
        return False
    if len(taken) >= 2 and (day - taken[-2]).days < 7:
        return False
    last = max((local_day(at) for at in heard if local_day(at) <= day), default=day)
    return sum(other > last for other in taken) < 3
