"""Chaos: the test of the test. Programs with one promise broken on purpose; the proof must name what they lose."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.model.channel import Intake
from bot.model.contact import Contact
from bot.model.event import Replied
from bot.model.outcome import Outcome
from bot.model.update import SavedUpdate, Update
from storage import End, Leased, Store, outbox
from tests.chaos.channel import SocketChannel
from tests.chaos.tap import Tap


class AcknowledgesFirst(SocketChannel):
    """Tells the provider "received" before the update is on disk."""

    async def take(self, intake: Intake, frame: dict[str, Any]) -> None:
        self.write({"ack": frame["id"]})
        self.fuse.pass_by("received")
        await intake(self.update(frame))


class Forgetful(Store):
    """Takes an update that comes again for a new one."""

    async def save_update(self, update: Update) -> SavedUpdate | None:
        again = replace(update, external_id=f"{update.external_id} again {time.monotonic_ns()}")
        return await super().save_update(update) or await super().save_update(again)


class OutboxApart(Store):
    """Commits the decision first and its messages in a second transaction."""

    async def commit(self, saved: SavedUpdate, contact: Contact, outcome: Outcome, now: datetime) -> bool:
        facts = replace(outcome, events=tuple(e for e in outcome.events if not isinstance(e, Replied)))
        await super().commit(saved, contact, facts, now)
        for event in outcome.events:
            if isinstance(event, Replied):
                await self._queue(saved, contact, event, now)
        return True

    async def _queue(self, saved: SavedUpdate, contact: Contact, event: Replied, now: datetime) -> None:
        urn = saved.update.urn
        await self._writer.do(lambda db: outbox.add(db, saved.id, contact.id, urn, event.message, event.lane, now))


class SentTooSoon(Store):
    """Writes "sent" down before the provider has the message."""

    async def lease(self, channel: str, now: datetime, *limits: Any) -> list[Leased]:
        leased = await super().lease(channel, now, *limits)
        for one in leased:
            await self.end_message(one.letter.id, End.SENT, now)
        return leased


class Hasty(Tap):
    """A provider's channel that says "received" and saves in its own time, as a library's own polling does."""

    def watched(self, intake: Intake) -> Intake:
        async def take(update: Update) -> bool:
            asyncio.get_running_loop().call_later(0.05, save, update)
            return True

        def save(update: Update) -> None:
            saving.add(asyncio.ensure_future(watched(update)))

        watched, saving = super().watched(intake), set[asyncio.Future[bool]]()
        return take


@dataclass(frozen=True, slots=True)
class Program:
    """Which parts to run: the real ones, or a broken one in the place of one of them."""

    store: Callable[..., Store] = Store
    channel: type[SocketChannel] = SocketChannel
    tap: type[Tap] = Tap


PROGRAMS = {
    "": Program(),
    "herald": Program(),
    "acknowledges first": Program(channel=AcknowledgesFirst, tap=Hasty),
    "forgetful": Program(store=Forgetful),
    "outbox apart": Program(store=OutboxApart),
    "sent too soon": Program(store=SentTooSoon),
}
