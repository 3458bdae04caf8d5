"""Tests: our Telegram channel at work against the stand-in, with a clock, pauses and an inbox that tests hold."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.telegram import TelegramChannel
from bot.model.channel import Letter
from bot.model.message import Message
from bot.model.update import Update, What
from bot.model.urn import MessageId, Urn
from tests.providers.telegram import TOKEN, BotApi
from tests.providers.telegram_host import hosted


class DiskFull(Exception):
    """What the inbox raises when it cannot save; the channel knows only that it raised."""


@dataclass(slots=True)
class Desk:
    """`full` lists the urns whose updates the disk refuses; `gate`, when closed, holds every save."""

    api: BotApi
    now: datetime = datetime(2026, 11, 20, 8, tzinfo=UTC)
    saved: list[Update] = field(default_factory=list)
    full: set[str] = field(default_factory=set)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    pauses: list[float] = field(default_factory=list)
    on_pause: Callable[[], None] = lambda: None
    on_saved: Callable[[Update], None] = lambda _: None
    channel: TelegramChannel = field(init=False)

    def clock(self) -> datetime:
        """The bot's time."""
        return self.now

    async def pause(self, seconds: float) -> None:
        """The time goes by at once."""
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)
        self.on_pause()
        await asyncio.sleep(0)

    async def intake(self, update: Update) -> bool:
        """The inbox: once each, and only on a disk with room."""
        await self.gate.wait()
        if update.urn in self.full:
            raise DiskFull
        seen = any((old.urn, old.external_id) == (update.urn, update.external_id) for old in self.saved)
        self.saved += [] if seen else [update]
        self.on_saved(update)
        return not seen

    def heard(self, urn: str = "telegram:7") -> list[What]:
        """What came from one address, in the order it was saved."""
        return [update.what for update in self.saved if update.urn == urn]

    async def send(self, text: str | Message, urn: str = "telegram:7", number: int = 1) -> str:
        """A letter through the channel."""
        message = Message(text) if isinstance(text, str) else text
        return await self.channel.send(Letter(MessageId(number), Urn(urn), message))

    @contextlib.asynccontextmanager
    async def receiving(self) -> AsyncIterator[None]:
        """The channel runs inside this block."""
        run = asyncio.ensure_future(self.channel.run(self.intake))
        try:
            yield
        finally:
            run.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await run


@contextlib.asynccontextmanager
async def desk(*, flood: bool = False, **settings: Any) -> AsyncIterator[Desk]:
    """The stand-in, and the channel that talks to it over real HTTP."""
    holder: list[Desk] = []

    def seconds() -> float:
        return holder[0].now.timestamp()

    api = BotApi(clock=seconds, flood=flood)
    holder.append(made := Desk(api))
    made.gate.set()
    async with hosted(api.app()) as url:
        options = {"base_url": url, "clock": made.clock, "pause": made.pause, **settings}
        made.channel = TelegramChannel(TOKEN, **options)
        yield made
        await made.channel.close()


async def until(true: Callable[[], object]) -> None:
    """Let everybody work until it is so."""
    async with asyncio.timeout(10):
        while not true():
            await _everybody_else()


async def _everybody_else() -> None:
    """One round of the loop; no time passes."""
    await asyncio.sleep(0)
