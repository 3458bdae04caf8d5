"""Tests: Telegram's pile of updates for one bot, after facts/telegram.md §2 "Updates": offsets, ages, two pollers."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.providers.telegram_rules import Refused

MESSAGE_SECONDS = 24 * 3600.0
PRESS_SECONDS = 150.0
HASTE_SECONDS = 0.5


@dataclass(slots=True)
class Pile:
    """Updates wait here until a poll names a higher number, or until they are too old."""

    clock: Callable[[], float]
    next_id: int = 1001
    waiting: dict[int, tuple[float, Mapping[str, Any]]] = field(default_factory=dict)
    forgotten: list[int] = field(default_factory=list)
    on_forgotten: Callable[[int], object] = lambda _: None
    handed_out: Counter[int] = field(default_factory=Counter)
    _arrival: asyncio.Event = field(default_factory=asyncio.Event)
    _poller: asyncio.Future[None] | None = None
    _last: tuple[int, float] | None = None

    def add(self, kind: str, body: Any) -> int:
        """Something happened. Its number."""
        return self.add_raw({"update_id": self.next_id, kind: body})

    def add_raw(self, update: Mapping[str, Any]) -> int:
        """An update of any shape."""
        number = self.next_id
        self.next_id += 1
        self.waiting[number] = (self.clock(), update)
        self._arrival.set()
        return number

    def let_go(self) -> None:
        """End the poll that waits, with nothing."""
        self._arrival.set()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Mapping[str, Any]]:
        """getUpdates.

        Raises:
            Refused: another poll came meanwhile; the older one loses.
        """
        self._forget(offset)
        if not self.waiting:
            await self._wait(min(seconds, 50.0))
        hasty = self._last is not None and self._last[0] == offset and self.clock() - self._last[1] < HASTE_SECONDS
        given = [update for _, update in self.waiting.values()][: 1 if hasty else limit]
        self._last = (offset, self.clock()) if given else None
        self.handed_out.update(update["update_id"] for update in given if "update_id" in update)
        return given

    def _forget(self, offset: int) -> None:
        """Confirming and ageing; a negative offset keeps only the last ones."""
        first = offset if offset >= 0 else min([*self.waiting][offset:], default=0)
        for number, (since, update) in list(self.waiting.items()):
            age = self.clock() - since
            if number < first or age >= (PRESS_SECONDS if "callback_query" in update else MESSAGE_SECONDS):
                del self.waiting[number]
                self.forgotten.append(number)
                self.on_forgotten(number)

    async def _wait(self, seconds: float) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(
                Refused(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance")
            )
        mine = self._poller = asyncio.get_running_loop().create_future()
        self._arrival.clear()
        arrival = asyncio.ensure_future(self._arrival.wait())
        try:
            await asyncio.wait({mine, arrival}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if mine.done():
                mine.result()
        finally:
            arrival.cancel()
            mine.cancel()
