"""Chaos: the storm. Life after life under load, each killed; then one calm life in which everybody finishes."""

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot.config import HOME
from tests.chaos.crowd import Crowd
from tests.chaos.fuse import Kill, draw
from tests.chaos.provider import Provider
from tests.chaos.walks import Part

AT_ONCE = 24
PATIENCE = 20.0
"""The calm life is over when everybody has finished, or when nothing has moved for so many seconds."""


@dataclass(frozen=True, slots=True)
class Storm:
    """What happened, for the proof."""

    provider: Provider
    kills: int
    seconds: float


class FellOver(Exception):
    """A bot ended by itself."""


async def rage(
    folder: Path,
    parts: list[Part],
    kills: int,
    seed: int,
    *,
    program: str = "",
    stations: tuple[str, ...] = (),
    patience: float = PATIENCE,
) -> Storm:
    """Kill `kills` lives of `program`, at `stations` if any are given, then let one finish."""
    chance = random.Random(seed)
    provider = Provider(folder / "socket", Crowd(parts, AT_ONCE, chance), chance)
    started = time.monotonic()
    await provider.start()
    try:
        async with _zygote(folder, program) as zygote:
            for _ in range(kills):
                await _one_life(zygote, provider, draw(chance, *stations))
            await _calm_life(zygote, provider, patience)
    finally:
        await provider.close()
    return Storm(provider, kills, time.monotonic() - started)


class _Zygote:
    """The process that forks bots, and the orders it takes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        assert process.stdout
        self._in, self._out = process.stdin, process.stdout
        self._dead = False

    async def birth(self, kill: Kill) -> int:
        """A new life; its process id."""
        bury = "\n" if self._dead else ""
        self._in.write(f"{bury}{kill.station}\t{kill.count}\n".encode())
        self._dead = True
        return int(await self._out.readline())

    async def death(self) -> int:
        """How it ended: a signal's number, or an exit code."""
        return int(await self._out.readline())


@contextlib.asynccontextmanager
async def _zygote(folder: Path, program: str) -> AsyncIterator[_Zygote]:
    with (folder / "bot.log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos.zygote", str(folder), program,
            cwd=HOME, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
        )  # fmt: skip
        try:
            yield _Zygote(process)
        finally:
            assert process.stdin
            process.stdin.close()
            await process.wait()


async def _one_life(zygote: _Zygote, provider: Provider, kill: Kill) -> None:
    """From birth to SIGKILL. The next life begins only when the provider has read this one's last line."""
    provider.expect()
    child = await zygote.birth(kill)
    death = asyncio.ensure_future(zygote.death())
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(death), kill.seconds)
    if not death.done():
        os.kill(child, signal.SIGKILL)
    if (how := await death) != signal.SIGKILL:
        raise FellOver(f"with exit code {how} in life {provider.life}; see bot.log")
    await provider.hung_up()


async def _calm_life(zygote: _Zygote, provider: Provider, patience: float) -> None:
    """Everybody finishes; the bot stops gracefully."""
    provider.expect()
    provider.calm = True
    provider.crowd.close()
    await zygote.birth(Kill("", 0, 0))
    await _until_still(provider, patience)
    provider.dismiss()
    if (how := await zygote.death()) != 0:
        raise FellOver(f"with exit code {how} at the graceful stop; see bot.log")
    await provider.hung_up()


async def _until_still(provider: Provider, patience: float) -> None:
    moved, since = provider.sends, time.monotonic()
    while not provider.finished and time.monotonic() - since < patience:
        await asyncio.sleep(0.02)
        if provider.sends != moved:
            moved, since = provider.sends, time.monotonic()
