"""Chaos: what people in the storm say. A walk is a fixed list of updates; its calm twin shows what it must bring.

The rehearsal plays each walk once, one update at a time, through the real engine with nobody killing it.
Whatever a person hears there, in that order, every person on the same walk must hear in the storm.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.engine import Engine
from bot.model.channel import Intake, Letter, Limits
from bot.model.evidence import Evidence
from bot.model.message import Message
from bot.model.press import Choice, Go, pack_press, unpack_press
from bot.model.update import ButtonPress, Joined, Media, MediaKind, Text, Update, What
from bot.model.urn import Urn, make_urn
from content.book import Book
from content.schema import Lesson
from storage import Store

CAMPAIGN = "ea-trang-2026"
CHAOS = "chaos"
"""The channel of the storm that has no provider's HTTP in between."""
FIRST, SECOND = "vneid-cai-dat", "dak-lak-so-cai-dat"

NO_LIMITS = Limits()

Rung = tuple[str, str]
"""A lesson and the evidence for it."""


def clock() -> datetime:
    """The machine's clock: the storm is about order and loss, never about dates."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Walk:
    """What a person says from first to last, and what they have learned by then, written down by hand."""

    name: str
    says: tuple[What, ...]
    learned: frozenset[Rung]


@dataclass(frozen=True, slots=True)
class Part:
    """A rehearsed walk: the texts that answer each update, and how many lessons were opened on the way."""

    walk: Walk
    answers: tuple[tuple[str, ...], ...]
    opened: int

    @property
    def texts(self) -> list[str]:
        """Everything this person must hear, in order."""
        return [text for answer in self.answers for text in answer]


def walks(book: Book) -> tuple[Walk, ...]:
    """Learning, quizzing, doubting, pressing twice, and refusing: all that may touch a count."""
    first, second = _lesson(book, FIRST), _lesson(book, SECOND)
    yes, no, village = Text(book.copy.say("consent.yes")), Text(book.copy.say("consent.no")), Text("1")
    did = Text(book.copy.say("lesson.did"))
    doubt = ButtonPress(pack_press(Go("chua", FIRST)))
    press = ButtonPress(pack_press(Choice(f"lesson.{FIRST}.end", "did")))
    read, read_on, quiz = _read(first), _read(second), _quiz(first)
    self_reported = (FIRST, Evidence.SELF_REPORTED), (SECOND, Evidence.SELF_REPORTED)
    passed = (FIRST, Evidence.QUIZ_PASSED)
    return (
        _walk("learner", Joined(), *read, did, yes, village, *read_on, did, learned=self_reported),
        _walk("quizzer", *read, *quiz, did, yes, village, *read, *quiz, did, learned=(self_reported[0], passed)),
        _walk("doubter", *read, did, yes, village, doubt, *read_on, did, learned=self_reported[1:]),
        _walk(
            "presses twice",
            *(*read, press, press, yes, village, press, *read, press, press, *read, did),
            learned=self_reported[:1],
        ),
        _walk("private", Joined(), Media(MediaKind.STICKER), *read, did, no, *read_on, did, learned=()),
    )


def _walk(name: str, *says: What, learned: tuple[Rung, ...]) -> Walk:
    return Walk(name, says, frozenset(learned))


def _lesson(book: Book, lesson_id: str) -> Lesson:
    lesson = book.lesson(lesson_id)
    assert lesson is not None, lesson_id
    return lesson


def _read(lesson: Lesson) -> tuple[What, ...]:
    """Open it and go through its steps to the end."""
    return (ButtonPress(pack_press(Go("bai", lesson.id))), *(Text("1") for _ in range(len(lesson.steps) + 1)))


def _quiz(lesson: Lesson) -> tuple[What, ...]:
    """Take its questions and answer all of them right."""
    answers = (Text(str(question.right + 1)) for question in lesson.quiz)
    return (ButtonPress(pack_press(Go("kiemtra", lesson.id))), *answers)


TYPED_ONLY = "zalo_bot"
"""The channel on which nothing can be pressed and nobody is seen to arrive."""


def _typed(walk: Walk, book: Book) -> Walk:
    """The same walk in words."""
    return replace(walk, says=tuple(_words(what, book) for what in walk.says))


def _words(what: What, book: Book) -> What:
    press = unpack_press(what.payload) if isinstance(what, ButtonPress) else None
    match press:
        case Go(command, argument):
            return Text(f"/{command} {argument}")
        case Choice():
            return Text(book.copy.say("lesson.did"))
    return Text("/batdau") if isinstance(what, Joined) else what


@dataclass(slots=True)
class _Listener:
    """A channel that only listens."""

    name: str
    shown: Callable[[Message], str]
    limits: Limits = NO_LIMITS
    heard: list[str] = field(default_factory=list)

    async def send(self, letter: Letter) -> str:
        self.heard.append(self.shown(letter.message))
        return str(letter.id)

    async def run(self, intake: Intake) -> None:
        await asyncio.Event().wait()


async def rehearse(
    book: Book, folder: Path, channel: str = CHAOS, shown: Callable[[Message], str] = lambda message: message.text
) -> list[Part]:
    """Play every walk once in the calm. `shown` is how the channel shows a message."""
    listener = _Listener(channel, shown)
    said = walks(book) if channel != TYPED_ONLY else tuple(_typed(walk, book) for walk in walks(book))
    return [await _rehearse(walk, lambda: book, folder / f"{channel} {walk.name}.db", listener) for walk in said]


async def _rehearse(walk: Walk, book: Callable[[], Book], path: Path, channel: _Listener) -> Part:
    store = Store(path)
    engine, answers = Engine(store, book, [channel], clock), []
    async with engine.running():
        for number, what in enumerate(walk.says):
            before = len(channel.heard)
            await engine.inbox.receive(Update(make_urn(channel.name, walk.name), str(number), clock(), what))
            await engine.settled()
            answers.append(tuple(channel.heard[before:]))
    store.close()
    learned, opened = _facts(path)
    assert walk.learned == learned, f"the walk {walk.name} no longer does what it says it does"
    return Part(walk, tuple(answers), opened)


def _facts(path: Path) -> tuple[frozenset[Rung], int]:
    db = sqlite3.connect(path)
    learned = frozenset(db.execute("SELECT lesson, evidence FROM completions").fetchall())
    opened = db.execute("SELECT count(*) FROM happenings WHERE kind = 'opened'").fetchone()[0]
    db.close()
    return learned, opened


def urn_of(number: int, channel: str) -> Urn:
    """The address of the n-th person; providers know people by numbers, and none by 0."""
    return make_urn(channel, str(1000 + number))
