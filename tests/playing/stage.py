"""Tests: the stage of a golden chat: the real engine on a real file; only channels, clock and ids are fake."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from bot.bookshelf import Bookshelf
from bot.config import HOME
from bot.engine import Engine
from bot.jobs import JOBS, Job, Timed, remind, spread
from bot.model.channel import Channel, Intake, Letter, Limits, NotConnected, Rejected
from bot.model.contact import Contact
from bot.model.event import Event, LessonCompleted
from bot.model.links import Links
from bot.model.message import Message, pack_message, unpack_message
from bot.model.outcome import Outcome
from bot.model.role import Role
from bot.model.session import pack_session, unpack_session
from bot.model.update import ButtonPress, SavedUpdate, Update, What
from bot.model.urn import Urn, channel_of, make_urn
from content.book import Book, bind
from content.schema import Library
from handlers import Turn, decide
from storage import Store, contacts, roles
from tests.playing.screen import Seen, seen
from tests.playing.script import ChatError

START: Final = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
"""A Friday, 08:30 in Viet Nam."""

CHANNELS: Final = {
    "web": Limits(),
    "terminal": Limits(buttons=0),
    "telegram": Limits(text=4096),
    "zalo_oa": Limits(text=2000, buttons=5, label=100, reply_window=timedelta(hours=48), last_window=timedelta(days=7)),
    "zalo_bot": Limits(text=2000, buttons=0, monthly=3000),
}
CAMPAIGN: Final = "ea-trang-2026"


@functools.cache
def book_of(campaign: str = CAMPAIGN) -> Book:
    """The real content under one plan, read once a session."""
    return Bookshelf(HOME / "content", campaign).current()


def book_without(book: Book, lesson: str) -> Book:
    """The same book after an author took a lesson away."""
    return bind(
        Library({id_: other for id_, other in book.library.lessons.items() if id_ != lesson}),
        book.campaign,
        book.copy,
    )


@dataclass(slots=True)
class RecordingChannel:
    """Remembers what it was asked to send. Someone `away` is not connected."""

    name: str
    limits: Limits
    sent: list[Letter]
    """Shared by all channels of a stage, so that it keeps the order of things."""
    away: set[Urn] = field(default_factory=set)

    async def send(self, letter: Letter) -> str:
        """Deliver by remembering."""
        if letter.urn in self.away:
            raise NotConnected(letter.urn)
        self.sent.append(letter)
        return str(letter.id)

    async def fetch(self, file: str) -> bytes:
        """Every voice message is there, but for one that is called GONE."""
        if file == "GONE":
            raise Rejected("gone")
        return b"OggS" + file.encode()

    async def run(self, intake: Intake) -> None:
        """Nothing arrives by itself."""
        await asyncio.Event().wait()


class WitnessedStore(Store):
    """The real store; it also remembers which events it has committed."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.events: list[Event] = []

    async def commit(self, saved: SavedUpdate, contact: Contact, outcome: Outcome, now: datetime) -> bool:
        """Commit; what was committed counts, not what was only decided."""
        assert_survives_json(outcome)
        committed = await super().commit(saved, contact, outcome, now)
        if committed:
            self.events += outcome.events
        return committed


def assert_survives_json(outcome: Outcome) -> None:
    """Session and messages come back from JSON as they went in."""
    if outcome.session is not None:
        assert outcome.session == unpack_session(pack_session(outcome.session))
    for message in outcome.messages:
        assert message == unpack_message(pack_message(message))


class Stage:
    """People talk to the engine here. `speaker` is who says the next line; `in_group` when it is one of many there."""

    def __init__(self, path: Path, campaign: str = CAMPAIGN) -> None:
        self.now = START
        self.book = book_of(campaign)
        self.store = WitnessedStore(path)
        self._letters: list[Letter] = []
        self.channels = {name: RecordingChannel(name, limits, self._letters) for name, limits in CHANNELS.items()}
        self.engine = self._hire(tuple(self.channels.values()))
        self._drawn = 0
        self.speaker = make_urn("web", "lan")
        self.in_group = False
        self.only: tuple[str, ...] = ()
        """The jobs that run, by name; empty: all of them."""
        self.raising = 0
        self.health: dict[str, object] = {}
        """What /healthz would say."""
        self._said = 0
        self._last: Update | None = None

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["Stage"]:
        """The engine at work; afterwards the ledger must be whole."""
        async with self.engine.running():
            await self.engine.settled()
            yield self
            await self.engine.settled()
        findings = self.store.prove().findings
        self.store.close()
        assert not findings, findings

    def enter(self, channel: str, person: str) -> None:
        """From here on this person speaks.

        Raises:
            ChatError: there is no such channel.
        """
        if channel not in CHANNELS:
            raise ChatError(f"no channel {channel}; there are {', '.join(CHANNELS)}")
        self.in_group = person.startswith("group ")
        self.speaker = make_urn(channel, person.removeprefix("group "))

    async def say(self, what: What) -> None:
        """The speaker sends something, and everything it leads to happens."""
        self._said += 1
        self._last = Update(self.speaker, f"u{self._said}", self.now, what, in_group=self.in_group)
        await self._receive(self._last)

    async def press(self, label: str, *, earlier: bool = False) -> None:
        """The speaker presses a button of their last message, or of an earlier one.

        Raises:
            ChatError: it is not there, which is a dead end.
        """
        if self.channel.limits.buttons == 0:
            raise ChatError("this channel has no buttons: type the number")
        shown = self.shown()
        looked_at = reversed(shown[:-1]) if earlier else iter(shown[-1:])
        found = next((b.payload for m in looked_at for b in m.buttons if b.label == label), None)
        if found is None:
            there = " ".join(f"[{b.label}]" for m in shown[-1:] for b in m.buttons)
            raise ChatError(f"no button [{label}]; the last message has {there or 'none'}")
        await self.say(ButtonPress(found))

    async def say_again(self) -> None:
        """The provider delivers the last update once more."""
        assert self._last is not None
        await self._receive(replace(self._last, received_at=self.now))

    async def come_back(self) -> None:
        """The speaker is connected again."""
        self.channel.away.discard(self.speaker)
        await self.engine.wake(self.speaker)
        await self.engine.settled()

    async def give_role(self, role: Role, villages: tuple[str, ...]) -> None:
        """The speaker, who has agreed to be remembered, holds a role from here on."""

        def give(db: Connection) -> None:
            contact_id = contacts.known_or_new(db, self.speaker, self.now)
            contacts.set_greeted(db, contact_id)
            contacts.set_consent(db, contact_id, True, "test", channel_of(self.speaker), self.now)
            roles.give(db, contact_id, role, villages, self.now)

        await self.store._writer.do(give)

    def go_away(self) -> None:
        """The speaker is not connected any more."""
        self.channel.away.add(self.speaker)

    async def move_to(self, moment: datetime) -> None:
        """Time passes: every job whose hour comes runs at its hour, then what is due goes out."""
        for at, job in sorted(_due(self._jobs(), self.now, moment), key=lambda pair: pair[0]):
            self.now = at
            await job(replace(self.engine.desk(), health=lambda: self.health), at)
            await self.engine.settled()
        self.now = moment
        self.engine.outbox.nudge()
        await self.engine.settled()

    def _jobs(self) -> tuple[Timed, ...]:
        """Hundreds of looks a day for who wants to be reminded, or for a broadcast that goes on, would only cost time
        while there is neither; nothing but a person's own turn begins one."""
        idle = () if self.store.report("reminding", None, self.now, {"count": "1"}) else (remind,)
        idle += () if self.store.spreading() else (spread,)
        return tuple(timed for timed in JOBS if (not self.only or timed[0] in self.only) and timed[2] not in idle)

    def shown(self) -> list[Message]:
        """What the speaker has been sent, oldest first."""
        return [letter.message for letter in self.channel.sent if letter.urn == self.speaker]

    def letters(self) -> list[Letter]:
        """Everything that was sent to anybody, in the order it was sent."""
        return self._letters

    def seen(self) -> list[Seen]:
        """The same as people see it."""
        return [seen(letter, self.channel_of(letter.urn).limits) for letter in self._letters]

    def completed(self) -> list[LessonCompleted]:
        """The rungs that were committed."""
        return [event for event in self.store.events if isinstance(event, LessonCompleted)]

    @property
    def channel(self) -> RecordingChannel:
        """The speaker's channel."""
        return self.channel_of(self.speaker)

    def channel_of(self, urn: Urn) -> RecordingChannel:
        """The channel of an address."""
        return self.channels[channel_of(urn)]

    async def _receive(self, update: Update) -> None:
        await self.engine.inbox.receive(update)
        await self.engine.settled()

    def _hire(self, channels: Sequence[Channel]) -> Engine:
        engine = Engine(self.store, lambda: self.book, channels, lambda: self.now)
        engine.inbox.decision = self._decide
        engine.inbox.chance = self._chance
        engine.inbox.links = lambda: Links("https://hoc.example", "hocvuso_bot", frozenset({"zalo_oa", "zalo_bot"}))
        return engine

    def _chance(self) -> str:
        """The same codes in every run."""
        self._drawn += 1
        return f"{self._drawn:064x}"

    def _decide(self, turn: Turn) -> Outcome:
        if self.raising:
            self.raising -= 1
            raise RuntimeError("broken on purpose")
        return decide(turn)


def _due(jobs: tuple[Timed, ...], after: datetime, until: datetime) -> Iterator[tuple[datetime, Job]]:
    """Each run of each job in the time between."""
    for _, trigger, job in jobs:
        at = trigger.get_next_fire_time(None, after)
        while at is not None and at <= until:
            yield at, job
            at = trigger.get_next_fire_time(at, at)
