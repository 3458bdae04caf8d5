"""Tests: the stage of a golden chat over a real transport: the real channel and real HTTP; only the provider stands in.

The channel is made from Settings as the program makes it. Time runs as it does outside, and is turned ahead only
while everybody waits for it (a person may get one message a second), by an event loop that can do that.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette

from bot.config import Settings
from bot.connections import connections
from bot.model.update import What
from bot.model.urn import Urn, address_of, make_urn
from bot.outbox import Outbox
from tests.playing.screen import Seen
from tests.playing.script import ChatError
from tests.playing.stage import Stage
from tests.providers.telegram_host import hosted
from tests.providers.transport import Happening, Screen, Transport
from tests.providers.transports import TRANSPORTS

_MOMENT: Final = 0.01
"""Seconds to wait before the clock is turned once more."""

_PATIENCE: Final = 60.0
"""Seconds, turned ones too, in which a line of the chat must be over."""

_SPEAKER: Final = re.compile(r"^@(\w+/\w+)\b", re.MULTILINE)


class Hourglass(asyncio.SelectorEventLoop):
    """The machine's time, and what it has been turned ahead."""

    ahead = 0.0

    def time(self) -> float:
        """Seconds, as every pause and pace in the loop counts them."""
        return super().time() + self.ahead

    def turn(self, seconds: float) -> None:
        """So much later, at once."""
        self.ahead += seconds


def stage_for(chat: str, path: Path) -> Stage:
    """The stage a chat is written for.

    Raises:
        ChatError: it names a transport that there is not.
    """
    names = set(_SPEAKER.findall(chat))
    if not names:
        return Stage(path)
    if len(names) > 1 or not names <= set(TRANSPORTS):
        raise ChatError(f"one transport a chat; there are {', '.join(TRANSPORTS)}")
    return WiredStage(path, names.pop())


class WiredStage(Stage):
    """People of one provider talk to the program over HTTP; what they see is what the provider shows."""

    transport: Transport

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(path)
        self._name = name
        self._people: list[str] = []
        self._seen: list[Seen] = []
        self._screens: list[Screen] = []
        self._happened: Happening | None = None

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["WiredStage"]:
        """The program at work; afterwards the ledger is whole, and the provider had nothing to refuse."""
        self.transport = TRANSPORTS[self._name]()
        async with contextlib.AsyncExitStack() as closing:
            closing.push_async_callback(self.transport.close)
            url = await closing.enter_async_context(hosted(self.transport.app()))
            channel = self._connect(url)
            closing.push_async_callback(channel.close)
            ours = Starlette(routes=list(channel.routes(self.engine.inbox.receive)))
            self.transport.address = await closing.enter_async_context(hosted(ours))
            await closing.enter_async_context(super().open())
            run = asyncio.ensure_future(channel.run(self.engine.inbox.receive))
            closing.push_async_callback(_ended, run)
            yield self
            self._check()

    def enter(self, channel: str, person: str) -> None:
        """Providers know people by numbers."""
        if channel != self._name:
            raise ChatError(f"everybody here is at {self._name}")
        if person not in self._people:
            self._people.append(person)
        self.speaker = make_urn(self.transport.channel, str(7 + self._people.index(person)))

    async def say(self, what: What) -> None:
        """The speaker does something, and everything it leads to happens."""
        await self._happens(self.transport.event(address_of(self.speaker), what))

    async def press(self, label: str, *, earlier: bool = False) -> None:
        """The speaker presses what they see."""
        try:
            pressed = self.transport.press(address_of(self.speaker), label, earlier=earlier)
        except LookupError as error:
            raise ChatError(str(error)) from None
        await self._happens(pressed)

    async def say_again(self) -> None:
        """The provider calls once more with what it has delivered."""
        if self._happened is None or self._name.endswith("/polling"):
            raise ChatError("who is polled hands over nothing twice while the program lives")
        await self._happens(self._happened)

    def seen(self) -> list[Seen]:
        """What the provider shows to people, and what it shows otherwise than before."""
        return self._seen

    def _connect(self, url: str) -> Any:
        """The channel as the program opens it, and an engine whose pace goes by the loop's clock."""
        settings = Settings(**self.transport.settings(url))
        (channel,) = connections(settings, self.store, self.book, lambda: self.now)
        self.engine = engine = self._hire([channel])
        engine.outbox = Outbox(
            self.store,
            engine.channels,
            lambda: self.now,
            engine.inbox.receive,
            monotonic=asyncio.get_running_loop().time,
        )
        return channel

    async def _happens(self, happening: Happening) -> None:
        self._happened = happening
        async with asyncio.timeout(_PATIENCE):
            await self.transport.deliver(happening)
            await self._settle()
        self._look()

    async def _settle(self) -> None:
        """Everything answered and sent, and every press shown."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Hourglass)
        settled = asyncio.ensure_future(self.engine.settled())
        while not (await asyncio.wait({settled}, timeout=_MOMENT))[0]:
            if not any(line._in_air for line in self.engine.outbox._lines):
                loop.turn(1.0)
        await settled
        showing = [task for task in asyncio.all_tasks() if task.get_coro().__name__ == "acknowledge"]
        await asyncio.gather(*showing)

    def _look(self) -> None:
        """First what looks otherwise on the screens, then what is new on them."""
        screens = list(self.transport.screens())
        before = self._screens
        self._seen += [
            Seen(self._urn(new), new.text, new.labels, changed=True)
            for old, new in zip(before, screens, strict=False)
            if old != new
        ]
        self._seen += [Seen(self._urn(new), new.text, new.labels) for new in screens[len(before) :]]
        self._screens = screens

    def _urn(self, screen: Screen) -> Urn:
        return make_urn(self.transport.channel, screen.person)

    def _check(self) -> None:
        """No more was sent than the provider carries, and what was learned is counted once."""
        assert not self.transport.refused, self.transport.refused
        learned = [(event.lesson, event.evidence) for event in self.completed()]
        assert len(learned) == len(set(learned)), learned


async def _ended(run: asyncio.Future[None]) -> None:
    """The channel receives nothing any more."""
    run.cancel()
    await asyncio.wait({run})
