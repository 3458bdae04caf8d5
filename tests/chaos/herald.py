"""Chaos: the herald. The real engine with the job that spreads broadcasts, on a socket, at the hour the town says."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.engine import Engine
from bot.jobs import spread
from bot.model.channel import ContactStopped, Intake, Limits
from bot.model.update import Update
from bot.model.urn import MessageId
from content.book import Book
from content.daily import Daily
from storage import Store
from tests.chaos.channel import SocketChannel
from tests.chaos.fuse import Fuse

PROGRAM = "herald"
NAME = SocketChannel.name
WINDOW = timedelta(hours=48)
RATE = 300
"""Messages a second: at any rate a tenth of them is in the air, and an organizer has time to think better of it."""
LOOK_AGAIN = 0.02
"""Seconds between two runs of the job that `hocvuso run` starts every few minutes."""


def hour_of(folder: Path) -> datetime:
    """What the town's clock shows."""
    return datetime.fromisoformat((folder / "clock").read_text(encoding="ascii"))


class HeraldChannel(SocketChannel):
    """Some people have blocked us, and who was silent for long is out of reach."""

    limits = Limits(per_second=RATE, reply_window=WINDOW)

    def __init__(self, folder: Path, fuse: Fuse) -> None:
        super().__init__(folder / "socket", fuse)
        self.folder = folder

    async def take(self, intake: Intake, frame: dict[str, Any]) -> None:
        """News of a refused message belongs to whoever is sending it; all else is an update."""
        if "refused" in frame:
            self._flights.pop(MessageId(frame["refused"])).set_exception(ContactStopped("blocked"))
        else:
            await super().take(intake, frame)

    def update(self, frame: dict[str, Any]) -> Update:
        """They speak at the town's hour."""
        return replace(super().update(frame), received_at=hour_of(self.folder))


async def live(folder: Path, book: Callable[[], Book], fuse: Fuse) -> None:
    """Until the town says "end" or something kills us."""
    store = Store(folder / "chaos.db", flush=fuse.flush, key=PROGRAM)
    channel = HeraldChannel(folder, fuse)
    engine = Engine(store, book, [channel], lambda: hour_of(folder))
    engine.inbox.decision = fuse.decide
    engine.inbox.daily = lambda: Daily(PROGRAM)
    async with engine.running() as group:
        job = group.create_task(_spread(engine))
        await channel.run(engine.inbox.receive)
        job.cancel()
    store.close()


async def _spread(engine: Engine) -> None:
    while True:
        await spread(engine.desk(), engine.now())
        await asyncio.sleep(LOOK_AGAIN)
