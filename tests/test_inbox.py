"""Tests: the inbox answers everything that was received, one person's words in order, whatever goes wrong."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from bot.inbox import STARTS, TRIES, Inbox
from bot.model.contact import Contact
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from bot.model.update import SavedUpdate, Text, Update
from bot.model.urn import make_urn
from handlers import Turn
from storage import Busy, DiskFull, Store
from tests.playing.stage import START, book_of

WAITING: Final = Session("lesson", "1", "vneid-cai-dat")


class RefusingStore(Store):
    """A disk that refuses what some people say, until it is mended."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.refuses: Counter[str] = Counter()
        self.mistakes = 0
        self.committed = asyncio.Event()

    async def commit(self, saved: SavedUpdate, contact: Contact, outcome: Outcome, now: datetime) -> bool:
        """Refuse as often as was asked for, then commit."""
        if self.refuses[saved.update.urn]:
            self.refuses[saved.update.urn] -= 1
            raise Busy("held by another program")
        if self.mistakes:
            self.mistakes -= 1
            raise KeyError("our own mistake")
        committed = await super().commit(saved, contact, outcome, now)
        self.committed.set()
        return committed


@dataclass(slots=True)
class Post:
    """An inbox whose decision writes down what it saw and fails as often as it is told."""

    store: RefusingStore
    path: Path
    seen: list[tuple[str, str]] = field(default_factory=list)
    failing: Counter[str] = field(default_factory=Counter)
    pauses: list[float] = field(default_factory=list)
    waking: asyncio.Event | None = None

    def inbox(self) -> Inbox:
        return Inbox(self.store, book_of, lambda: START, lambda: None, decision=self.decide, pause=self.wait)

    def decide(self, turn: Turn) -> Outcome:
        if self.failing[turn.text]:
            self.failing[turn.text] -= 1
            raise RuntimeError("broken on purpose")
        self.seen.append((turn.update.urn, turn.text))
        return reply(WAITING, Message(turn.text))

    async def wait(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await (self.waking.wait() if self.waking else asyncio.sleep(0))

    def states(self) -> list[tuple[str, str | None]]:
        connection = sqlite3.connect(self.path)
        rows = connection.execute("SELECT state, reason FROM updates ORDER BY id").fetchall()
        connection.close()
        return rows

    def bodies(self) -> str:
        connection = sqlite3.connect(self.path)
        rows = connection.execute("SELECT group_concat(body) FROM updates").fetchone()
        connection.close()
        return str(rows[0])


@pytest.fixture
def post(database: Path) -> Iterator[Post]:
    store = RefusingStore(database)
    yield Post(store, database)
    assert store.prove().findings == ()
    store.close()


def said(text: str, person: str = "lan", name: str = "") -> Update:
    """Somebody says something; its words are its id."""
    return Update(make_urn("web", person), name or text, START, Text(text))


async def answer(post: Post, *updates: Update) -> None:
    """Receive these, and answer until all is quiet."""
    inbox = post.inbox()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(inbox.run())
        await inbox.idle()
        for update in updates:
            await inbox.receive(update)
        await inbox.idle()
        inbox.close()
        await running


async def test_what_is_received_is_on_disk_before_anybody_decides(post: Post) -> None:
    assert await post.inbox().receive(said("a"))
    assert post.states() == [("pending", None)]
    assert post.seen == []


async def test_the_same_update_is_received_once(post: Post) -> None:
    inbox = post.inbox()
    assert await inbox.receive(said("a"))
    assert not await inbox.receive(said("a"))


async def test_a_secret_never_reaches_the_disk(post: Post) -> None:
    await post.inbox().receive(said("so can cuoc cua toi 052085001234 mat khau la Lan1985"))
    assert "052085001234" not in post.bodies()
    assert "Lan1985" not in post.bodies()


async def test_a_provider_is_not_told_received_when_the_disk_refuses(post: Post) -> None:
    await post.store._writer.do(lambda db: db.execute("PRAGMA max_page_count = 1").fetchone())
    with pytest.raises(DiskFull):
        await post.inbox().receive(said("x" * 300_000))
    assert post.states() == []


async def test_one_persons_words_are_answered_in_order(post: Post) -> None:
    words = [str(number) for number in range(20)]
    await answer(post, *(said(word) for word in words))
    assert words == [text for _, text in post.seen]


async def test_what_a_former_run_left_is_answered_at_the_start(post: Post) -> None:
    await post.inbox().receive(said("left behind"))
    await answer(post)
    assert post.seen == [("web:lan", "left behind")]
    assert post.states() == [("done", None)]


async def test_an_update_that_ends_every_run_is_set_aside_untried(post: Post) -> None:
    await post.inbox().receive(said("poison"))
    for _ in range(STARTS):
        await post.store.attempt((await post.store.unfinished())[0])
    await answer(post, said("fine", "minh"))
    assert post.seen == [("web:minh", "fine")]
    assert [state for state, _ in post.states()] == ["set_aside", "done"]


async def test_a_decision_that_keeps_failing_is_set_aside_and_the_talk_stays(post: Post) -> None:
    post.failing["bad"] = TRIES
    await answer(post, said("good"), said("bad"), said("next"))
    assert [text for _, text in post.seen] == ["good", "next"]
    assert post.states() == [("done", None), ("set_aside", f"gave up after {TRIES} tries"), ("done", None)]
    saved = await post.store.save_update(said("look"))
    assert saved is not None
    known = await post.store.load(saved)
    assert known.session == WAITING


async def test_a_decision_that_fails_for_a_moment_is_tried_again(post: Post) -> None:
    post.failing["shaky"] = TRIES - 1
    await answer(post, said("shaky"))
    assert post.states() == [("done", None)]


async def test_a_disk_that_refuses_is_waited_for_and_nothing_is_given_up(post: Post) -> None:
    post.store.refuses["web:lan"] = 7
    await answer(post, said("a"))
    assert post.states() == [("done", None)]
    assert post.pauses == [0.2, 1.0, 5.0, 15.0, 30.0, 30.0, 30.0]


async def test_one_person_who_waits_for_the_disk_holds_up_nobody_else(post: Post) -> None:
    post.waking = asyncio.Event()
    post.store.refuses["web:lan"] = 1
    inbox = post.inbox()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(inbox.run())
        await inbox.idle()
        await inbox.receive(said("stuck", "lan"))
        await inbox.receive(said("free", "minh"))
        await post.store.committed.wait()
        assert post.states() == [("pending", None), ("done", None)]
        post.waking.set()
        await inbox.idle()
        inbox.close()
        await running
    assert post.states() == [("done", None)] * 2


async def test_closing_answers_what_was_received(post: Post) -> None:
    inbox = post.inbox()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(inbox.run())
        await inbox.idle()
        for number in range(10):
            await inbox.receive(said(str(number), f"p{number}"))
        inbox.close()
        await running
    assert post.states() == [("done", None)] * 10


async def test_what_cannot_even_be_set_aside_is_tried_again_slowly(post: Post) -> None:
    post.store.mistakes = 50
    await answer(post, said("a"))
    assert len(post.pauses) >= 50 - TRIES, "without a pause it takes the whole program with it"
    assert [state for state, _ in post.states()] == ["set_aside"], "and set aside at last"
