"""Tests: a neighbour who is reminded, without engine and file: what the planner says comes true at once.

The promises are checked here by other means than the planner keeps them: from the history alone, moment by moment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.model.day import VIETNAM
from bot.model.reminder import Kind
from bot.model.urn import Urn
from content.book import Book
from handlers.reminders.facts import Facts
from handlers.reminders.occasion import Occasion
from handlers.reminders.plan import due, permitted, plan

WEEK = timedelta(days=7)


@dataclass(slots=True)
class Neighbour:
    """One person's history: what they said and learned, what they were told."""

    facts: Facts
    window: timedelta | None = None
    told: list[tuple[datetime, Occasion]] = field(default_factory=list)
    heard: list[datetime] = field(default_factory=list)
    learned: dict[str, datetime] = field(default_factory=dict)
    stopped_at: datetime | None = None

    def writes(self, now: datetime, opens: str = "") -> None:
        """They say something, perhaps begin a lesson."""
        self.heard.append(now)
        self.facts = replace(self.facts, heard_at=now, unanswered=0)
        if opens and Kind.UNFINISHED in self.facts.since:
            self.facts = replace(self.facts, lesson=opens, opened_at=now)

    def learns(self, now: datetime, lesson: str) -> None:
        """They can do it."""
        self.learned.setdefault(lesson, now)
        self.facts = replace(self.facts, learned=self.facts.learned | {lesson})

    def stops(self, now: datetime) -> None:
        """Stop means stop."""
        self.stopped_at = now
        self.facts = replace(self.facts, stopped=True)

    def tick(self, book: Book, now: datetime) -> Occasion | None:
        """The job looks; its timer is decided with the same facts."""
        recent = tuple(at for at, _ in self.told if at > now - 8 * timedelta(days=1))
        self.facts = replace(self.facts, proactive=recent)
        wanted = due(self.facts, book, now, self.window)
        occasion = permitted(self.facts, book, now, wanted.id) if wanted else None
        if occasion is not None:
            self.told.append((now, occasion))
            known = self.facts.told | {occasion.id}
            self.facts = replace(self.facts, told=known, unanswered=self.facts.unanswered + 1)
        return occasion

    def next_look(self, book: Book, now: datetime) -> datetime:
        """When looking again is worth it, if nothing happens before."""
        ahead = plan(self.facts, book, now, now + WEEK, self.window)
        return min((one.at for one in ahead if one.at is not None and one.at > now), default=now + timedelta(days=1))


def neighbour(number: int, kinds: Iterable[Kind], now: datetime, window: timedelta | None = None) -> Neighbour:
    """Somebody who has just asked for these kinds."""
    facts = Facts(number, Urn(f"test:{number}"), dict.fromkeys(kinds, now), heard_at=now)
    return Neighbour(facts, window, heard=[now])


def broken_promises(person: Neighbour) -> Iterator[str]:
    """What should never have happened."""
    moments = sorted(at for at, _ in person.told)
    for early, late in zip(moments, moments[2:], strict=False):
        if late - early < WEEK:
            yield f"three messages in a week: {early} {late}"
    for early, late in pairwise(moments):
        if early.astimezone(VIETNAM).date() == late.astimezone(VIETNAM).date():
            yield f"two messages on one day: {early} {late}"
    if len({occasion.id for _, occasion in person.told}) != len(person.told):
        yield "told twice"
    for at, occasion in person.told:
        yield from _broken_at(person, at, occasion)


def _broken_at(person: Neighbour, at: datetime, occasion: Occasion) -> Iterator[str]:
    local = at.astimezone(VIETNAM)
    minutes = local.hour * 60 + local.minute
    if minutes >= 21 * 60 or minutes < 6 * 60 + 30:
        yield f"in the quiet hours: {local}"
    if person.stopped_at is not None and at >= person.stopped_at:
        yield f"after the stop: {local}"
    lesson = occasion.kind in (Kind.UNFINISHED, Kind.DAILY)
    if lesson and occasion.about in person.learned and at >= person.learned[occasion.about]:
        yield f"about a finished lesson: {occasion.about}"
    last = max((heard for heard in person.heard if heard <= at), default=None)
    if person.window is not None and (last is None or at - last > person.window):
        yield f"the window is closed: {local}"
    before = [told for told, _ in person.told if last is not None and last < told < at]
    if len(before) >= 3:
        yield f"a fourth one without an answer: {local}"
