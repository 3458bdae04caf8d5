"""Chaos: the provider. At least once, like Telegram: what was not acknowledged comes again after a reconnect.

It lives in the test, outlives every kill, and writes down every acknowledgement and every send.
"""

import asyncio
import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.model.update import pack
from bot.model.urn import Urn
from tests.chaos.crowd import Crowd, Heard, Said
from tests.chaos.fuse import Fuse

LOST_ACKNOWLEDGEMENTS = 0.03
"""The share of acknowledgements that get lost on the way, so that known updates come again too."""


class Provider:
    """A unix socket that speaks JSON lines with one bot at a time."""

    def __init__(self, path: Path, crowd: Crowd, chance: random.Random) -> None:
        self.path = path
        self.crowd = crowd
        self.said: dict[str, Said] = {}
        self.acknowledged: set[str] = set()
        self.gone: set[str] = set()
        """What the provider let go of before the bot had it: nothing."""
        self.redelivered = 0
        self.sends = 0
        self.life = 0
        self.calm = False
        """From now on no acknowledgement gets lost."""
        self._open: dict[str, Said] = {}
        self._chance = chance
        self._writer: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None
        self._hung_up = asyncio.Event()

    settings: Mapping[str, Any] | None = None
    """The bot speaks our own lines and needs none."""

    async def start(self) -> None:
        """Listen, and let the first people in."""
        self._server = await asyncio.start_unix_server(self._serve, self.path)
        self._say(self.crowd.arrive())

    async def close(self) -> None:
        """Stop listening."""
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    def expect(self) -> None:
        """A new life begins."""
        self.life += 1
        self._hung_up.clear()

    def watch(self, fuse: Fuse) -> None:
        """Every station of this storm lies in the bot's own process."""

    async def hung_up(self) -> None:
        """Wait until everything the dead bot had written is read. It may have connected this very moment."""
        for _ in range(5):
            await asyncio.sleep(0)
        if self._writer is not None:
            await self._hung_up.wait()

    def dismiss(self, process: int) -> None:
        """Ask the bot for a graceful stop."""
        self._write({"end": True})

    @property
    def finished(self) -> bool:
        """Every update acknowledged and everybody at the end of their walk."""
        return not self._open and self.crowd.finished

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        try:
            self.redelivered += len(self._open)
            for said in tuple(self._open.values()):
                self._deliver(said)
            while (line := await reader.readline()).endswith(b"\n"):
                self._take(json.loads(line))
        except ConnectionError:
            pass  # Killed with our lines unread; they come again.
        finally:
            self._writer = None if self._writer is writer else self._writer
            writer.close()
            self._hung_up.set()

    def _take(self, frame: dict[str, str]) -> None:
        if "ack" in frame:
            self._acknowledge(frame["ack"])
        else:
            self._receive(Urn(frame["urn"]), int(frame["send"]), frame["text"])

    def _acknowledge(self, update: str) -> None:
        self.acknowledged.add(update)
        if self.calm or self._chance.random() > LOST_ACKNOWLEDGEMENTS:
            self._open.pop(update, None)

    def _receive(self, urn: Urn, message: int, text: str) -> None:
        self.sends += 1
        reactions = self.crowd.hear(urn, Heard(message, self.life, text))
        self._write({"sent": message})
        self._say(reactions)

    def _say(self, words: Iterable[Said]) -> None:
        for said in words:
            self.said[said.id] = self._open[said.id] = said
            self._deliver(said)

    def _deliver(self, said: Said) -> None:
        self._write({"id": said.id, "urn": said.urn, "what": pack(said.what)})

    def _write(self, frame: dict[str, object]) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(json.dumps(frame).encode() + b"\n")
