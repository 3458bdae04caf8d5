"""Room: app. Engine: store, inbox and outbox wired together, for whatever channels there are."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.inbox import Inbox
from bot.model.channel import Channel, Render
from bot.model.urn import Urn
from bot.outbox import Outbox
from content.book import Book
from storage import Store

Clock = Callable[[], datetime]

DRAIN_SECONDS: Final = 10.0
"""How long a stop waits for messages that are with their provider."""


class Engine:
    """Answers what its channels receive and sends what they must deliver."""

    def __init__(
        self,
        store: Store,
        book: Callable[[], Book],
        channels: Sequence[Channel],
        now: Clock,
        render: Render | None = None,
    ) -> None:
        self.store = store
        self.now = now
        self.channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self.inbox = Inbox(store, book, now, self._committed)
        self.outbox = Outbox(store, self.channels, now, self.inbox.receive, render=render)

    def _committed(self) -> None:
        self.outbox.nudge()

    async def settled(self) -> None:
        """Everything said has been answered, and everything answered has been sent."""
        await self.inbox.idle()
        await self.outbox.idle()

    async def wake(self, urn: Urn) -> None:
        """Somebody is there again: what waited for them may go."""
        await self.store.wake(urn, self.now())
        self.outbox.nudge()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.TaskGroup]:
        """Inbox and outbox at work; leaving answers what came in and lands what is in the air."""
        async with asyncio.TaskGroup() as group:
            outbox = group.create_task(self.outbox.run())
            inbox = group.create_task(self.inbox.run())
            yield group
            self.inbox.close()
            await inbox
            self.outbox.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(outbox, DRAIN_SECONDS)
