"""Room: app. Engine: store, inbox and outbox wired together, for whatever channels there are."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.feeds import feeds_of
from bot.gathering import Gatherer
from bot.inbox import Inbox
from bot.jobs import Desk
from bot.model.broadcast import ChannelReach
from bot.model.channel import Channel, Fetching, File, Rejected, Render
from bot.model.urn import Urn
from bot.outbox import Outbox
from bot.places import PlacedBook
from content.book import Book
from storage import Store

Clock = Callable[[], datetime]

UPLOADS: Final = "web"
"""The channel whose recordings are uploaded to us instead of fetched."""

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
        placed = PlacedBook(store)
        self.inbox = Inbox(store, lambda: placed(book()), now, self._committed)
        self.outbox = Outbox(store, self.channels, now, self.inbox.receive, render=render, keep=self._keep)

        fetches = {channel.name: channel.fetch for channel in channels if isinstance(channel, Fetching)}
        self.gatherer = Gatherer(store, {UPLOADS: self._uploaded, **fetches}, now, self.look)

    def desk(self) -> Desk:
        """What the jobs may use."""
        windows = {name: channel.limits.reply_window for name, channel in self.channels.items()}
        return Desk(self.store, self.inbox.book, self.inbox.receive, windows, self.look)

    def _committed(self) -> None:
        self.outbox.nudge()

    async def _keep(self, urn: Urn, file: File) -> str:
        return self.inbox.links().file(file.token or await self.store.keep_file(urn, file, self.now()))

    async def _uploaded(self, token: str) -> bytes:
        file = self.store.file(token, self.now())
        if file is None or file.token:  # Gone, or somebody else's recording under its public address.
            raise Rejected("no such upload")
        return file.data

    async def settled(self) -> None:
        """Everything said has been answered, and everything answered has been sent."""
        await self.inbox.idle()
        await self.gatherer.gather()
        await self.inbox.idle()
        await self.outbox.idle()

    async def wake(self, urn: Urn) -> None:
        """Somebody is there again: what waited for them may go."""
        await self.store.wake(urn, self.now())
        self.outbox.nudge()

    def _reach(self, channel: Channel) -> ChannelReach:
        limits = channel.limits
        return ChannelReach(channel.name, limits.reply_window, limits.buttons != 0, limits.monthly)

    def look(self) -> None:
        """A job has been at work: what it left for people is answered and sent."""
        self.inbox.look()
        self.outbox.nudge()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.TaskGroup]:
        """Inbox and outbox at work; leaving answers what came in and lands what is in the air."""
        plan = self.inbox.book().campaign
        await self.store.figures.follow(plan.id, feeds_of(plan))
        await self.store.know_channels([self._reach(channel) for channel in self.channels.values()])
        async with asyncio.TaskGroup() as group:
            outbox = group.create_task(self.outbox.run())
            inbox = group.create_task(self.inbox.run())
            group.create_task(self.gatherer.run())
            yield group
            self.gatherer.close()
            self.inbox.close()
            await inbox
            self.outbox.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(outbox, DRAIN_SECONDS)
