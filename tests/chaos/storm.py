"""Chaos: the storm. Life after life under load, each killed; then one calm life in which everybody finishes."""

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from bot.config import HOME
from tests.chaos.crowd import Crowd, Said
from tests.chaos.fuse import Fuse, Kill, draw
from tests.chaos.zygote import Order

AT_ONCE = 24
PATIENCE = 20.0
"""The calm life is over when everybody has finished, or when nothing has moved for so many seconds."""


class Around(Protocol):
    """What a storm needs of a provider; `settings` is what the bot has to be told, None for the storm's own channel."""

    crowd: Crowd
    said: dict[str, Said]
    acknowledged: set[str]
    gone: set[str]
    sends: int
    life: int
    calm: bool

    @property
    def settings(self) -> Mapping[str, Any] | None: ...
    @property
    def redelivered(self) -> int: ...
    @property
    def finished(self) -> bool: ...
    async def start(self) -> None: ...
    async def close(self) -> None: ...
    def expect(self) -> None: ...
    def watch(self, fuse: Fuse) -> None: ...
    async def hung_up(self) -> None: ...
    def dismiss(self, process: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Storm:
    """What happened, for the proof."""

    provider: Around
    kills: int
    seconds: float


class FellOver(Exception):
    """A bot ended by itself."""


async def rage(
    zygote: "Zygote",
    folder: Path,
    provider: Around,
    kills: int,
    chance: random.Random,
    *,
    program: str = "",
    stations: tuple[str, ...] = (),
    patience: float = PATIENCE,
    slower: int = 1,
) -> Storm:
    """Kill `kills` lives of `program`, at `stations` if any are given, then let one finish."""
    started = time.monotonic()
    await provider.start()
    calm = Order(str(folder), program, provider.settings)
    try:
        for _ in range(kills):
            await _one_life(zygote, provider, calm, draw(chance, *stations, slower=slower))
        await _calm_life(zygote, provider, calm, patience)
    finally:
        await provider.close()
    return Storm(provider, kills, time.monotonic() - started)


class Zygote:
    """The process that forks bots, and the orders it takes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        assert process.stdout
        self._in, self._out = process.stdin, process.stdout
        self._dead = False

    async def birth(self, order: Order) -> int:
        """A new life; its process id."""
        bury = "\n" if self._dead else ""
        self._in.write(f"{bury}{order}\n".encode())
        self._dead = True
        return int(await self._out.readline())

    async def death(self) -> int:
        """How it ended: a signal's number, or an exit code."""
        return int(await self._out.readline())


@contextlib.asynccontextmanager
async def zygote(folder: Path) -> AsyncIterator[Zygote]:
    """One for as many storms as you like; what the bots log is in `folder`."""
    with (folder / "bot.log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos.zygote",
            cwd=HOME, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
        )  # fmt: skip
        try:
            yield Zygote(process)
        finally:
            assert process.stdin
            process.stdin.close()
            await process.wait()


async def _one_life(zygote: Zygote, provider: Around, order: Order, kill: Kill) -> None:
    """From birth to SIGKILL. The next life begins only when the provider has read this one's last line."""
    provider.expect()
    child = await zygote.birth(replace(order, station=kill.station, count=kill.count))
    provider.watch(Fuse(kill.station, kill.count, child))
    death = asyncio.ensure_future(zygote.death())
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(death), kill.seconds)
    if not death.done():
        os.kill(child, signal.SIGKILL)
    if (how := await death) != signal.SIGKILL:
        raise FellOver(f"with exit code {how} in life {provider.life}; see bot.log")
    await provider.hung_up()


async def _calm_life(zygote: Zygote, provider: Around, order: Order, patience: float) -> None:
    """Everybody finishes; the bot stops gracefully."""
    provider.expect()
    provider.calm = True
    provider.crowd.close()
    child = await zygote.birth(order)
    await _until_still(provider, patience)
    provider.dismiss(child)
    if (how := await zygote.death()) != 0:
        raise FellOver(f"with exit code {how} at the graceful stop; see bot.log")
    await provider.hung_up()


async def _until_still(provider: Around, patience: float) -> None:
    moved, since = provider.sends, time.monotonic()
    while not provider.finished and time.monotonic() - since < patience:
        await asyncio.sleep(0.02)
        if provider.sends != moved:
            moved, since = provider.sends, time.monotonic()
