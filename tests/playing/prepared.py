"""Tests: what a golden chat may find prepared: passed quizzes, a yes, a contest, how many adults a village has."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from sqlite3 import Connection

from bot.model.contest import Margin
from bot.model.day import local_day
from bot.model.evidence import Evidence
from bot.model.number import Number, NumberKind
from bot.model.urn import channel_of
from bot.reporting import make_report, period_of
from storage import completions, contacts, contests, quotas
from tests.playing.stage import Stage


async def passed(stage: Stage, words: Sequence[str]) -> None:
    """The speaker, who has agreed and was asked for village and group, has passed these quizzes just now."""
    told = dict(word.split("=", 1) for word in words if "=" in word)
    lessons = [word for word in words if "=" not in word]

    def learn(db: Connection) -> None:
        contact_id = contacts.known_or_new(db, stage.speaker, stage.now)
        contacts.set_greeted(db, contact_id)
        contacts.set_consent(db, contact_id, True, "test", channel_of(stage.speaker), stage.now)
        contacts.set_unit(db, contact_id, told.get("unit"))
        contacts.set_group(db, contact_id, told.get("group"), minor=False)
        contact = contacts.load(db, contact_id)
        assert contact is not None
        for lesson in lessons:
            completions.add(db, contact, lesson, Evidence.QUIZ_PASSED, channel_of(stage.speaker), stage.now)

    await stage.store._writer.do(learn)


async def agreed(stage: Stage, versions: Sequence[str]) -> None:
    """The speaker has said yes to these versions of the notice, one after the other."""

    def agree(db: Connection) -> None:
        contact_id = contacts.known_or_new(db, stage.speaker, stage.now)
        contacts.set_greeted(db, contact_id)
        for version in versions:
            contacts.set_consent(db, contact_id, True, version, channel_of(stage.speaker), stage.now)

    await stage.store._writer.do(agree)


async def contest(stage: Stage, lessons: str, given: Mapping[str, str]) -> None:
    """A contest over the quizzes of these lessons (comma between), from now on."""
    names = lessons.split(",")
    found = [stage.book.library.lessons[name] for name in names]
    questions = tuple(f"{lesson.id}:{number}" for lesson in found for number in range(len(lesson.quiz)))
    asked = questions[: int(given.get("questions", "99"))]
    span = (stage.now, stage.now + timedelta(hours=int(given.get("hours", "24"))))
    margin = Margin(int(given.get("margin", "95")))
    await stage.store._writer.do(lambda db: contests.open_one(db, "Thi tìm hiểu", asked, span, margin, 0))


async def adults(stage: Stage, given: Mapping[str, str]) -> None:
    """How many adults live where, as an organizer entered it."""
    day = local_day(stage.now)
    numbers = [Number(NumberKind.DENOMINATOR, "adults", unit, int(n), "test", day) for unit, n in given.items()]
    await stage.store.figures.enter(numbers, "test", stage.now)


async def spent(stage: Stage, told: Mapping[str, str]) -> None:
    """So many of the month's messages have been carried by these channels."""

    def spend(db: Connection) -> None:
        for channel, n in told.items():
            for _ in range(int(n)):
                quotas.count(db, channel, stage.now)

    await stage.store._writer.do(spend)


async def drawn(stage: Stage, periods: Sequence[str]) -> None:
    """The reports of these periods were drawn, as when their messages are really sent."""
    for period in periods:
        await make_report(stage.store, stage.book, period_of(stage.book, period), stage.now)
