"""Benchmarks: outcomes committed per second by 64 writing contacts, group commit against one commit each."""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figure import Figure, percentile
from bot.model.contact import Contact
from bot.model.event import LessonOpened, Replied
from bot.model.message import Button, Message
from bot.model.outcome import Outcome
from bot.model.session import Session
from bot.model.update import SavedUpdate, Text, Update
from bot.model.urn import make_urn
from storage import Store
from storage.writer import GROUP, Flush, at_once

CONTACTS = 64
SLOW_SECONDS = 0.005
NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
OUTCOME = Outcome(
    Session("lesson", "1", "vneid-cai-dat"),
    (
        LessonOpened("vneid-cai-dat"),
        Replied(Message("Bước 1/6\nMở chỗ tải ứng dụng có sẵn trong máy.", (Button("Bước tiếp", "=x|2"),))),
    ),
)


def slow_disk(commit: Callable[[], object]) -> None:
    """A disk whose flush takes 5 ms: the writer's thread waits that long at every commit."""
    time.sleep(SLOW_SECONDS)
    commit()


def figures(folder: Path) -> Iterator[Figure]:
    """The disk itself, then the pairs."""
    yield Figure("one flush of this disk, p50", f"{_flush_seconds(folder) * 1000:.2f} ms")
    yield from _pair(folder, "on this disk", at_once, turns=40, goal=3.0)
    yield from _pair(folder, "flush of 5 ms (simulated)", slow_disk, turns=8, goal=10.0)


def _pair(folder: Path, where: str, flush: Flush, *, turns: int, goal: float) -> Iterator[Figure]:
    """Both ways by turns, so that a busy moment of the machine hits both; the better round of each counts."""
    rounds = [[asyncio.run(_rate(folder, group, flush, turns)) for group in (1, GROUP)] for _ in range(3)]
    single, grouped = (max(rates) for rates in zip(*rounds, strict=True))
    ratio = grouped / single
    yield Figure(f"{where}: one commit each", f"{single:,.0f}/s")
    yield Figure(f"{where}: group commit", f"{grouped:,.0f}/s")
    yield Figure(f"{where}: group commit against one each", f"{ratio:.1f} ×", f"≥ {goal:.0f} ×", ratio >= goal)


async def _rate(folder: Path, group: int, flush: Flush, turns: int) -> float:
    """Outcomes a second."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "commits.db"
        lines = await _save(path, turns)
        store = Store(path, group=group, flush=flush)
        started = time.perf_counter()
        await asyncio.gather(*(_write(store, line) for line in lines))
        seconds = time.perf_counter() - started
        store.close()
    return len(lines) * turns / seconds


async def _save(path: Path, turns: int) -> list[list[SavedUpdate]]:
    """Updates to be answered, a line for each contact."""
    store = Store(path)
    lines = await asyncio.gather(*(_line(store, contact, turns) for contact in range(CONTACTS)))
    store.close()
    return lines


async def _line(store: Store, contact: int, turns: int) -> list[SavedUpdate]:
    updates = (Update(make_urn("bench", str(contact)), f"{contact}/{n}", NOW, Text("1")) for n in range(turns))
    saved = await asyncio.gather(*(store.save_update(update) for update in updates))
    return [one for one in saved if one is not None]


async def _write(store: Store, line: list[SavedUpdate]) -> None:
    """One contact: the next outcome is decided when the last one is on disk."""
    for saved in line:
        await store.commit(saved, Contact(saved.contact_id), OUTCOME, NOW)


def _flush_seconds(folder: Path) -> float:
    """What a write of one page and its fsync take."""
    seconds = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(100):
            started = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            seconds.append(time.perf_counter() - started)
    return percentile(seconds, 0.5)
