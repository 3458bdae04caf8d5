"""Tests: every message ends in exactly one state, nothing overtakes, and each kind of failure has its own way on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.model.channel import (
    Channel,
    ConnectionFailed,
    ContactStopped,
    Intake,
    Letter,
    Limits,
    Misconfigured,
    NotConnected,
    Rejected,
    Throttled,
)
from bot.model.event import Event, Replied
from bot.model.message import Lane, Message
from bot.model.outcome import Outcome
from bot.model.update import Stopped, Text, Update
from bot.model.urn import make_urn
from bot.outbox import ATTEMPTS, Outbox, pause_after
from storage import Store
from tests.playing.stage import START

Row = tuple[str, int, str | None]


@dataclass(slots=True)
class MoodyChannel:
    """Sends, unless a mood for that text is left: then it raises the next one."""

    name: str = "web"
    limits: Limits = field(default_factory=Limits)
    moods: dict[str, list[Exception]] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    async def send(self, letter: Letter) -> str:
        """Deliver or fail."""
        await asyncio.sleep(0)
        moods = self.moods.get(letter.message.text)
        if moods:
            raise moods.pop(0)
        self.sent.append(letter.message.text)
        return f"provider-{letter.id}"

    async def run(self, intake: Intake) -> None:
        """Nothing comes in."""


class Mail:
    """A store, an outbox, a clock that is moved by hand."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.channel = MoodyChannel()
        self.now: datetime = START
        self.heard: list[Update] = []
        self.outbox = self.outbox_for({"web": self.channel})
        self._count = 0

    def outbox_for(self, channels: Mapping[str, Channel]) -> Outbox:
        """An outbox whose two clocks are ours."""
        return Outbox(
            self.store,
            channels,
            lambda: self.now,
            self.hear,
            monotonic=self._seconds,
        )

    def _seconds(self) -> float:
        return (self.now - START).total_seconds()

    async def hear(self, update: Update) -> bool:
        """What the inbox would be told."""
        self.heard.append(update)
        return True

    async def put(self, *texts: str, person: str = "lan", lane: Lane = Lane.REPLY) -> None:
        """These wait for somebody."""
        self._count += 1
        update = Update(make_urn("web", person), str(self._count), self.now, Text("x"))
        saved = await self.store.save_update(update)
        assert saved is not None
        known = await self.store.load(saved)
        events: tuple[Event, ...] = tuple(Replied(Message(text), lane) for text in texts)
        await self.store.commit(saved, known.contact, Outcome(None, events), self.now)
        self.outbox.nudge()

    async def later(self, seconds: float) -> None:
        """Time passes, and what is due goes."""
        self.now += timedelta(seconds=seconds)
        self.outbox.nudge()
        await self.outbox.idle()

    async def rows(self) -> list[Row]:
        """State, attempts, reason of each message."""
        return await self.store._writer.do(
            lambda db: db.execute("SELECT state, attempts, reason FROM outbox ORDER BY id").fetchall()
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The outbox at work."""
        async with asyncio.TaskGroup() as group:
            task = group.create_task(self.outbox.run())
            yield
            self.outbox.close()
            await task


@pytest.fixture
async def mail(database: Path) -> AsyncIterator[Mail]:
    store = Store(database)
    mail = Mail(store)
    yield mail
    assert store.prove().findings == ()
    store.close()


async def test_a_message_is_sent_once_and_its_words_are_forgotten(mail: Mail) -> None:
    async with mail.running():
        await mail.put("a")
        await mail.later(0)
        await mail.later(3600)
    assert mail.channel.sent == ["a"]
    assert await mail.rows() == [("sent", 1, None)]


async def test_a_persons_messages_keep_their_order_behind_one_that_must_wait(mail: Mail) -> None:
    mail.channel.moods = {"first": [Throttled(30, contact_only=True)]}
    async with mail.running():
        await mail.put("first", "second")
        await mail.put("other", person="minh")
        await mail.later(0)
        assert mail.channel.sent == ["other"]
        await mail.later(29)
        assert mail.channel.sent == ["other"]
        await mail.later(2)
    assert mail.channel.sent == ["other", "first", "second"]
    assert (await mail.rows())[0] == ("sent", 1, None), "being told to wait costs no attempt"


async def test_a_channel_that_asks_for_a_rest_gets_it_from_everybody(mail: Mail) -> None:
    mail.channel.moods = {"a": [Throttled(30)]}
    async with mail.running():
        await mail.put("a")
        await mail.later(0)
        await mail.put("b", person="minh")
        mail.now += timedelta(seconds=29)
        mail.outbox.nudge()
        await asyncio.sleep(0)
        assert mail.channel.sent == []
        await mail.later(2)
    assert sorted(mail.channel.sent) == ["a", "b"]


async def test_nobody_answering_is_tried_again_later_and_later_and_given_up_at_last(mail: Mail) -> None:
    mail.channel.moods = {"a": [ConnectionFailed("no answer")] * ATTEMPTS}
    async with mail.running():
        await mail.put("a", "b")
        await mail.later(0)
        for attempt in range(1, ATTEMPTS):
            assert (await mail.rows())[0][:2] == ("queued", attempt)
            await mail.later(pause_after(attempt).total_seconds() - 1)
            assert (await mail.rows())[0][:2] == ("queued", attempt), "not before its time"
            await mail.later(1)
    assert await mail.rows() == [("failed", ATTEMPTS, "ConnectionFailed: no answer"), ("sent", 1, None)]


def test_the_pauses_double_up_to_five_minutes() -> None:
    assert [pause_after(n).total_seconds() for n in (1, 2, 3, 8, 9, 20)] == [2, 4, 8, 256, 300, 300]


async def test_someone_away_is_waited_for_without_an_end(mail: Mail) -> None:
    mail.channel.moods = {"a": [NotConnected("away")] * 3}
    async with mail.running():
        await mail.put("a", "b")
        await mail.later(0)
        await mail.later(86400)
        assert await mail.rows() == [("queued", 0, None), ("queued", 0, None)]
        for _ in range(3):
            await mail.store.wake(make_urn("web", "lan"), mail.now)
            await mail.later(0)
    assert mail.channel.sent == ["a", "b"]


@pytest.mark.parametrize("error", [Rejected("400 too long"), Misconfigured("401")], ids=["rejected", "misconfigured"])
async def test_a_final_error_ends_that_message_only(mail: Mail, error: Exception) -> None:
    mail.channel.moods = {"a": [error]}
    async with mail.running():
        await mail.put("a", "b")
        await mail.later(0)
    assert await mail.rows() == [("failed", 1, f"{type(error).__name__}: {error}"), ("sent", 1, None)]
    assert mail.heard == []


async def test_that_somebody_stopped_us_is_news_for_the_inbox(mail: Mail) -> None:
    mail.channel.moods = {"a": [ContactStopped("blocked")]}
    async with mail.running():
        await mail.put("a")
        await mail.later(0)
    assert [(update.urn, update.what) for update in mail.heard] == [("web:lan", Stopped("blocked"))]
    assert await mail.rows() == [("failed", 1, "ContactStopped: blocked")]


async def test_an_error_of_ours_in_a_channel_is_tried_again(mail: Mail) -> None:
    mail.channel.moods = {"a": [KeyError("our own mistake")]}
    async with mail.running():
        await mail.put("a")
        await mail.later(0)
        await mail.later(2)
    assert mail.channel.sent == ["a"]


async def test_replies_leave_before_broadcasts(mail: Mail) -> None:
    for number in range(3):
        await mail.put(f"news {number}", person=f"p{number}", lane=Lane.BROADCAST)
    await mail.put("reply", person="lan")
    leased = await mail.store.lease("web", mail.now, 2)
    assert [one.letter.message.text for one in leased] == ["reply", "news 0"]
    await mail.store.resend_interrupted(mail.now)


async def test_what_was_in_the_air_when_a_run_died_goes_again(mail: Mail) -> None:
    await mail.put("a")
    await mail.store.lease("web", mail.now, 1)
    async with mail.running():
        await mail.later(0)
    assert mail.channel.sent == ["a"]
    assert mail.store.prove().repeated == 1


async def test_a_message_for_a_channel_that_is_off_waits(mail: Mail) -> None:
    mail.outbox = mail.outbox_for({})
    async with mail.running():
        await mail.put("a")
        await mail.later(0)
    assert await mail.rows() == [("queued", 0, None)]


MANY: Final = 200


async def test_many_people_are_served_and_each_ends_once(mail: Mail) -> None:
    async with mail.running():
        for number in range(MANY):
            await mail.put(f"to {number}", person=f"p{number}")
        await mail.later(0)
    assert sorted(f"to {number}" for number in range(MANY)) == sorted(mail.channel.sent)
