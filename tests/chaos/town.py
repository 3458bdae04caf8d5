"""Chaos: the town. A provider for a broadcast to everybody: it keeps the clock, some refuse, one of them organizes.

It lives in the test, outlives every kill, and writes down who was sent what, in which life and at what hour.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from bot.model.update import Text, pack
from bot.model.urn import Urn, make_urn
from tests.chaos.herald import NAME

ORGANIZER = make_urn(NAME, "0")
PATIENCE = 20.0


class Sent(NamedTuple):
    """One send as the town saw it."""

    urn: Urn
    message: int
    text: str
    life: int
    at: datetime


class Town:
    """A unix socket that speaks JSON lines with one bot at a time."""

    def __init__(self, folder: Path, now: datetime, refusing: frozenset[Urn]) -> None:
        self._folder = folder
        self._refusing = refusing
        self.sends: list[Sent] = []
        self.life = 0
        self._words = 0
        self._open: dict[str, str] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._moved = asyncio.Condition()
        self._gone = asyncio.Event()
        self._gone.set()
        self.move_to(now)

    def move_to(self, now: datetime) -> None:
        """The clock everybody goes by; replaced at once, so that nobody reads half an hour."""
        self.now = now
        (self._folder / "clock.new").write_text(now.isoformat(), encoding="ascii")
        (self._folder / "clock.new").rename(self._folder / "clock")

    async def open(self) -> asyncio.Server:
        """Listen."""
        return await asyncio.start_unix_server(self._serve, self._folder / "socket")

    async def say(self, words: str, awaits: str) -> str:
        """The organizer says something, in as many lives as it takes; the answer that holds `awaits`."""
        before = len(self.sends)
        self._words += 1
        self._open[str(self._words)] = words
        self._deliver(str(self._words))
        return await self.hear(awaits, before)

    async def hear(self, awaits: str, since: int = 0) -> str:
        """The organizer is told something with these words."""
        return await self._until(
            lambda: next((s.text for s in self.sends[since:] if s.urn == ORGANIZER and awaits in s.text), "")
        )

    async def sent(self, many: int) -> None:
        """So many messages have been sent by now."""
        await self._until(lambda: "enough" if len(self.sends) >= many else "")

    def dismiss(self) -> None:
        """Ask the bot for a graceful stop."""
        self._write({"end": True})

    async def hung_up(self) -> None:
        """Everything the dead bot had written is read. It may have connected this very moment."""
        for _ in range(5):
            await asyncio.sleep(0)
        await self._gone.wait()

    async def _until(self, found: Callable[[], str]) -> str:
        async with asyncio.timeout(PATIENCE), self._moved:
            await self._moved.wait_for(found)
            return found()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._gone.clear()
        self._writer = writer
        try:
            for number in tuple(self._open):
                self._deliver(number)
            while (line := await reader.readline()).endswith(b"\n"):
                await self._take(json.loads(line))
        except ConnectionError:
            pass  # Killed with our lines unread; they come again.
        finally:
            self._writer = None
            writer.close()
            self._gone.set()

    async def _take(self, frame: dict[str, str]) -> None:
        if "ack" in frame:
            self._open.pop(frame["ack"], None)
            return
        urn, message = Urn(frame["urn"]), int(frame["send"])
        if urn in self._refusing:
            self._write({"refused": message})
            return
        self.sends.append(Sent(urn, message, frame["text"], self.life, self.now))
        self._write({"sent": message})
        async with self._moved:
            self._moved.notify_all()

    def _deliver(self, number: str) -> None:
        self._write({"id": number, "urn": ORGANIZER, "what": pack(Text(self._open[number]))})

    def _write(self, frame: dict[str, object]) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(json.dumps(frame).encode() + b"\n")
