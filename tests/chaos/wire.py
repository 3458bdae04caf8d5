"""Chaos: a real channel's provider. Its stand-in lives in the test, speaks HTTP on loopback, and outlives every kill.

What it kills at: "acknowledged", when it has just heard "received", and "sent", with a message in its hands.
"""

import asyncio
import contextlib
import os
import random
import signal
import socket
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.model.urn import Urn, address_of, make_urn
from tests.chaos.crowd import Crowd, Heard, Said
from tests.chaos.fuse import Fuse
from tests.chaos.provider import LOST_ACKNOWLEDGEMENTS
from tests.chaos.tap import MARK
from tests.providers.loopback import Served, served
from tests.providers.transport import Happening, Lost, Transport

Saved = Callable[[Urn, str], bool]
"""Whether an update of this person with this id is on disk."""


class WireProvider:
    """People behind one transport. `gone` are the updates it let go of without the bot ever having had them."""

    def __init__(self, transport: Transport, crowd: Crowd, chance: random.Random, saved: Saved) -> None:
        self.transport = transport
        self.crowd = crowd
        self.said: dict[str, Said] = {}
        self.acknowledged: set[str] = set()
        self.gone: set[str] = set()
        self.sends = 0
        self.life = 0
        self.calm = False
        self._chance = chance
        self._saved = saved
        self._fuse = Fuse()
        self._lines: defaultdict[Urn, deque[tuple[Said, Happening]]] = defaultdict(deque)
        self._tasks: set[asyncio.Task[None]] = set()
        self._errors: list[BaseException] = []
        self._stack = contextlib.AsyncExitStack()
        self._server: Served
        transport.listen(self._receive)

    @property
    def redelivered(self) -> int:
        """How often something was handed over once more."""
        return self.transport.deliveries - len(self.said)

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the bot is told."""
        port = int(self.transport.address.rpartition(":")[2])
        return {"host": "127.0.0.1", "port": port, **self.transport.settings(self._server.url)}

    async def start(self) -> None:
        """Listen, keep a port for the bot, and let the first people in."""
        self._stack.push_async_callback(self.transport.close)
        self._server = await self._stack.enter_async_context(served(self.transport.app()))
        kept = self._stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        self.transport.address = f"http://127.0.0.1:{kept.getsockname()[1]}"
        self._say(self.crowd.arrive())

    async def close(self) -> None:
        """Stop listening; what was never heard is called no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._stack.aclose()

    def expect(self) -> None:
        """A new life begins."""
        self.life += 1

    def watch(self, fuse: Fuse) -> None:
        """The provider's own stations burn down here."""
        self._fuse = fuse

    async def hung_up(self) -> None:
        """Wait until everything the dead bot had written is read, and settle what it had been handed last."""
        self._fuse = Fuse()
        for _ in range(5):
            await asyncio.sleep(0)
        while self._server.busy:
            self.transport.let_go()
            await asyncio.sleep(0)
        if doubtful := self.transport.in_doubt():
            self.transport.settle(doubtful, lost=not self._saved(self.said[doubtful].urn, doubtful))

    def dismiss(self, process: int) -> None:
        """Ask the bot for a graceful stop."""
        os.kill(process, signal.SIGTERM)

    @property
    def finished(self) -> bool:
        """Every update acknowledged and everybody at the end of their walk."""
        if self._errors:
            raise self._errors[0]
        return not self._lines and self.crowd.finished

    def _receive(self, person: str, text: str) -> None:
        """A message, in front of it its number. Killing now leaves its answer unread."""
        number, mark, words = text.partition(MARK)
        assert mark, "a message in several pieces has one number only"
        self.sends += 1
        urn = make_urn(self.transport.channel, person)
        self._fuse.pass_by("sent")
        self._say(self.crowd.hear(urn, Heard(int(number), self.life, words.strip())))

    def _say(self, words: Iterable[Said]) -> None:
        for said in words:
            waiting = said.urn in self._lines
            self._lines[said.urn].append((said, self._happens(said)))
            if not waiting:
                task = asyncio.get_running_loop().create_task(self._hand_over(said.urn))
                self._tasks.add(task)
                task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._errors.append(error)

    def _happens(self, said: Said) -> Happening:
        happening = self.transport.event(address_of(said.urn), said.what)
        self.said[happening.id] = said
        return happening

    async def _hand_over(self, urn: Urn) -> None:
        """One person's updates, one after the other."""
        line = self._lines[urn]
        while line:
            said, happening = line[0]
            try:
                await self._deliver(happening)
            except Lost:
                self.gone.add(happening.id)
                line[0] = said, self._happens(said)  # They get no answer, so they say it once more.
            else:
                line.popleft()
        del self._lines[urn]

    async def _deliver(self, happening: Happening) -> None:
        """Some acknowledgements get lost on the way, so that known updates come again too."""
        await self.transport.deliver(happening)
        self.acknowledged.add(happening.id)
        self._fuse.pass_by("acknowledged")
        if self.transport.calls and not self.calm and self._chance.random() < LOST_ACKNOWLEDGEMENTS:
            await self.transport.deliver(happening)
