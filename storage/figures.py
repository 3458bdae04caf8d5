"""Room: storage. Figures: the part of the Store that counting asks: targets followed, numbers entered, counts read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from bot.model.count import Count, Question
from bot.model.feed import Feed
from bot.model.number import Number, Rate
from bot.model.place import PlaceChange
from storage import attainments, counting, models, numbers, places, snapshots
from storage.snapshots import Snapshot
from storage.writer import Writer


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and the numbers they are compared with."""

    writer: Writer
    reader: Connection

    async def follow(self, plan: str, feeds: Sequence[Feed]) -> None:
        """Count for the targets of a plan from now on; nothing is written when they are followed already."""
        if attainments.fed(self.reader, plan) != attainments.feeding(plan, feeds):
            standing = f"{attainments.STANDING.format(only='')} UNION ALL {models.STANDING}"
            await self.writer.do(lambda db: attainments.follow(db, plan, feeds, standing))

    async def enter(self, given: Iterable[Number | Rate], by: str, now: datetime) -> None:
        """Keep numbers that an organizer gives: all of them or, on any error, none."""
        entered = tuple(given)
        await self.writer.do(lambda db: numbers.enter(db, entered, by, now))

    def count(self, question: Question) -> tuple[Count, ...]:
        """The cells that answer a question."""
        return counting.count(self.reader, question)

    async def change_places(
        self, plan: str, changes: Sequence[PlaceChange], given: Sequence[Number], now: datetime
    ) -> None:
        """Take over a filled-in list: its places and its numbers, all of it or, on any error, nothing."""

        def take(db: Connection) -> None:
            places.change(db, plan, changes, now)
            numbers.enter(db, given, "file", now)

        await self.writer.do(take)

    def places_version(self) -> int:
        """Grows whenever an organizer changes a place."""
        return places.version(self.reader)

    def places(self, plan: str) -> tuple[PlaceChange, ...]:
        """What organizers changed in the list of places of a plan."""
        return places.of(self.reader, plan)

    async def keep_snapshot(
        self, plan: str, period: str, made: str, figures: str, readings: bytes, now: datetime
    ) -> None:
        """Freeze what a report says and what it was written from; `made` names the drawing its files share."""
        await self.writer.do(lambda db: snapshots.keep(db, plan, period, made, figures, readings, now))

    def drawn(self, plan: str, period: str, made: str) -> Snapshot | None:
        """The report that was drawn under this name already."""
        return snapshots.drawn(self.reader, plan, period, made) if made else None

    def snapshot(self, plan: str, period: str, before: int | None = None) -> Snapshot | None:
        """What the last report of a period (before another one) said; None before the first."""
        return snapshots.latest(self.reader, plan, period, before)

    def published(self, plan: str, period: str, before: int | None = None) -> list[Snapshot]:
        """The reports that people outside hold, oldest first, as far as they matter for one of this period."""
        return snapshots.published(self.reader, plan, period, before)

    async def issue(self, plan: str, period: str, now: datetime) -> None:
        """The last report of a period was signed and sent."""
        await self.writer.do(lambda db: snapshots.issue(db, plan, period, now))
