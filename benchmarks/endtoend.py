"""Benchmarks: updates a second from Telegram's stand-in through the bot and back, over loopback HTTP, all on disk.

Each bot is a process of its own that polls; the stand-in and the people are in ours. The provider's rate is lifted, or
30 a second would be all there is to see. The bot of textbook.py saves a row and replies; ours does its whole turn.
"""

import asyncio
import contextlib
import gc
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.figure import Figure, percentile
from benchmarks.turns import WALK
from bot.bookshelf import Bookshelf
from bot.channels.telegram import TelegramChannel
from bot.config import HOME
from bot.engine import Engine
from bot.model.channel import Limits
from storage import Store
from tests.providers.telegram import TOKEN, BotApi, Fields
from tests.providers.telegram_host import hosted

PEOPLE: Final = 64
WALKS: Final = 3
"""Each of nine turns; the first warms up and is not counted."""
SETTLE_SECONDS: Final = 1.0
"""A newcomer gets a second message, which must not pass for the answer to what they say next."""
ROUNDS: Final = 2
RIVALS: Final = {
    "ours": "Học Vụ Số, a whole turn",
    "textbook": "textbook bot as it comes",
    "concurrent": "textbook bot, concurrent_updates",
}


def figures(folder: Path) -> Iterator[Figure]:
    """By turns, so that a busy moment of the machine hits all; the better round of each counts."""
    rounds = [{name: asyncio.run(_measure(folder, name)) for name in RIVALS} for _ in range(ROUNDS)]
    best = {name: max((run[name] for run in rounds), key=_rate) for name in RIVALS}
    for name, what in RIVALS.items():
        waits = best[name][1]
        middle, worst = (percentile(waits, share) * 1000 for share in (0.5, 0.99))
        yield Figure(f"{what}: updates a second", f"{_rate(best[name]):,.0f}/s")
        yield Figure("    update waiting → answer arrived: p50 / p99", f"{middle:.0f} / {worst:.0f} ms")
    for name in ("textbook", "concurrent"):
        yield Figure(f"ours against {RIVALS[name]}", f"{_rate(best['ours']) / _rate(best[name]):.2f} ×")


def _rate(run: tuple[float, list[float]]) -> float:
    return len(run[1]) / run[0]


# ------------------------------------------------------------------------------------------- the people


class Answered(BotApi):
    """The stand-in, which also wakes whoever waits for a message."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: dict[int, asyncio.Event] = {}

    def _send(self, fields: Fields) -> Fields:
        sent = super()._send(fields)
        self.arrived[int(fields["chat_id"])].set()
        return sent


async def _measure(folder: Path, name: str) -> tuple[float, list[float]]:
    """Seconds in all, and of each update until it was answered."""
    waits = list[float]()
    api = Answered()
    with tempfile.TemporaryDirectory(dir=folder) as place:
        async with hosted(api.app()) as address, _bot(name, address, Path(place) / "bot.db"):
            await _walk_all(api)
            await asyncio.sleep(SETTLE_SECONDS)
            seconds = 0.0
            for _ in range(1, WALKS):
                started = time.perf_counter()
                waits += await _walk_all(api)
                seconds += time.perf_counter() - started
    return seconds, waits


async def _walk_all(api: Answered) -> list[float]:
    walks = await asyncio.gather(*(_walk(api, number) for number in range(1, PEOPLE + 1)))
    return [wait for waits in walks for wait in waits]


async def _walk(api: Answered, number: int) -> list[float]:
    return [await _turn(api, number, what.text) for what in WALK]


async def _turn(api: Answered, number: int, text: str) -> float:
    """Seconds until the person has something to read; a textbook bot is given the same words."""
    arrived = api.arrived[number] = asyncio.Event()
    started = time.perf_counter()
    api.person(number).says(text)
    await asyncio.wait_for(arrived.wait(), 30)
    return time.perf_counter() - started


@contextlib.asynccontextmanager
async def _bot(name: str, address: str, path: Path) -> AsyncIterator[None]:
    """One of the bots, in a process of its own, until the block ends."""
    program = "benchmarks.endtoend" if name == "ours" else "benchmarks.textbook"
    command = [sys.executable, "-m", program, name, address, str(path)]
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=HOME, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):  # It died by itself; what it said is on the screen.
            process.kill()
        await process.wait()


# -------------------------------------------------------------------------------------------- our bot


class _Unpaced(TelegramChannel):
    """Ours, without the provider's rate."""

    @property
    def limits(self) -> Limits:
        return replace(super().limits, per_second=None, per_contact_second=None)


async def ours(address: str, path: Path) -> None:
    """The engine and the channel as `hocvuso run` puts them together, polling."""
    book = Bookshelf(HOME / "content", "ea-trang-2026").current()
    channel = _Unpaced(TOKEN, clock=_now, base_url=address)
    engine = Engine(Store(path), lambda: book, [channel], _now)
    async with engine.running():
        gc.freeze()
        await channel.run(engine.inbox.receive)


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    asyncio.run(ours(sys.argv[2], Path(sys.argv[3])))
