"""Benchmarks: one turn of the engine, from the update coming in to its last answer closed in the outbox."""

import asyncio
import gc
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figure import Figure, percentile
from bot.bookshelf import Bookshelf
from bot.config import HOME
from bot.engine import Engine
from bot.model.channel import Intake, Letter, Limits
from bot.model.update import Text, Update, What
from bot.model.urn import Urn, make_urn
from content.book import Book
from storage import Store

CONTACTS = 64
TURNS = 6000
"""In one measurement; enough rows for a query that walks through a whole table to show."""
CPU_BUDGET = 400e-6
WALK = (Text("cai vneid sao v"), *(Text("1") for _ in range(7)), Text("chưa"))
"""A question, the steps of its lesson, and "not yet": nine turns as most people take them."""


@dataclass(slots=True)
class _Mailbox:
    """A channel without a network: takes every message at once and wakes who waits for it."""

    name: str = "bench"
    limits: Limits = field(default_factory=Limits)
    arrived: dict[Urn, asyncio.Event] = field(default_factory=dict)

    async def send(self, letter: Letter) -> str:
        self.arrived[letter.urn].set()
        return str(letter.id)

    async def run(self, intake: Intake) -> None:
        await asyncio.Event().wait()


def figures(folder: Path) -> Iterator[Figure]:
    """CPU with many people at once; the wait for an answer with one person and with many."""
    book = Bookshelf(HOME / "content", "ea-trang-2026").current()
    gc.freeze()  # As bot/app.py does once everything stands.
    alone = asyncio.run(_measure(folder, book, 1, TURNS // 10))
    crowd = asyncio.run(_measure(folder, book, CONTACTS, TURNS))
    cpu = percentile(crowd.cpu, 0.5)
    yield Figure(f"a whole turn, {CONTACTS} people at once: CPU", f"{cpu * 1e6:.0f} µs", "≤ 400 µs", cpu <= CPU_BUDGET)
    yield Figure("    its last thousand against its first thousand", f"{crowd.growth:.2f} ×")
    yield Figure("a whole turn, nobody to share a commit with: CPU", f"{percentile(alone.cpu, 0.5) * 1e6:.0f} µs")
    for who, run in (("one person", alone), (f"{CONTACTS} people at once", crowd)):
        waits = " / ".join(f"{percentile(run.waits, share) * 1000:.1f}" for share in (0.5, 0.99))
        yield Figure(f"update in → answer handed over, {who}: p50 / p99", f"{waits} ms")
    yield Figure(f"turns a second, {CONTACTS} people at once", f"{len(crowd.waits) / crowd.seconds:,.0f}/s")


@dataclass(frozen=True, slots=True)
class _Run:
    """CPU seconds a turn, round by round; seconds until each answer; seconds in all."""

    cpu: list[float]
    waits: list[float]
    seconds: float

    @property
    def growth(self) -> float:
        """Whether a turn gets dearer as rows pile up."""
        thousand = max(1000 // (CONTACTS * len(WALK)), 1)
        return sum(self.cpu[-thousand:]) / sum(self.cpu[:thousand])


async def _measure(folder: Path, book: Book, contacts: int, turns: int) -> _Run:
    """Everybody walks again and again; the first walk warms up and is not counted."""
    cpu, waits = list[float](), list[float]()
    with tempfile.TemporaryDirectory(dir=folder) as place:
        store, mailbox = Store(Path(place) / "turns.db"), _Mailbox()
        engine = Engine(store, lambda: book, [mailbox], _now)
        async with engine.running():
            await _walk_all(engine, mailbox, contacts, 0)
            started = time.perf_counter()
            for number in range(1, turns // (contacts * len(WALK)) + 1):
                before = time.process_time()
                taken = await _walk_all(engine, mailbox, contacts, number)
                cpu.append((time.process_time() - before) / len(taken))
                waits += taken
            seconds = time.perf_counter() - started
        store.close()
    return _Run(cpu, waits, seconds)


async def _walk_all(engine: Engine, mailbox: _Mailbox, contacts: int, number: int) -> list[float]:
    walks = await asyncio.gather(*(_walk(engine, mailbox, contact, number) for contact in range(contacts)))
    await engine.settled()
    return [wait for waits in walks for wait in waits]


async def _walk(engine: Engine, mailbox: _Mailbox, contact: int, number: int) -> list[float]:
    urn = make_urn("bench", str(contact))
    return [await _turn(engine, mailbox, urn, f"{number}/{n}", what) for n, what in enumerate(WALK)]


async def _turn(engine: Engine, mailbox: _Mailbox, urn: Urn, number: str, what: What) -> float:
    """Seconds until the person has something to read."""
    mailbox.arrived[urn] = asyncio.Event()
    started = time.perf_counter()
    await engine.inbox.receive(Update(urn, number, _now(), what))
    await mailbox.arrived[urn].wait()
    return time.perf_counter() - started


def _now() -> datetime:
    return datetime.now(UTC)
