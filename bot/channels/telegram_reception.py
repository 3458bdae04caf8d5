"""Room: channels. Reception: a raw update read, saved, and only then acknowledged, by polling and webhook alike.

It may not move an offset or answer a request: it says what is safe, and the caller tells Telegram.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from bot.channels.telegram_parse import UNREADABLE, Me, Move, Parsed, Pressed, parse, update_id
from bot.model.channel import Intake

log = structlog.get_logger("telegram")

Saved = tuple[int | None, Parsed]
"""An update's number and what it said."""


class NotSaved(Exception):
    """The inbox could not put an update on disk. Telegram must keep it: `first` is the lowest of its kind."""

    def __init__(self, first: int) -> None:
        super().__init__("an update is not on disk")
        self.first = first


@dataclass(slots=True)
class Reception:
    """`moved` hears of a group's new address before Telegram is told "received", `pressed` of a press after.

    `set_aside` counts the updates nobody could read.
    """

    me: Me
    intake: Intake
    clock: Callable[[], datetime]
    moved: Callable[[Move], Awaitable[None]]
    pressed: Callable[[Pressed], None]
    set_aside: int = field(default=0)

    async def take(self, batch: Sequence[Any]) -> None:
        """Save a batch: each person's updates in order, different people's side by side (they share a flush).

        Raises:
            NotSaved: some are not on disk; those below `first` are.
        """
        lines = _lines([(update_id(raw), self._read(raw)) for raw in batch])
        unsaved = await asyncio.gather(*(self._save_line(line) for line in lines))
        failed = [number for number in unsaved if number is not None]
        if failed:
            raise NotSaved(min(failed))

    def _read(self, raw: Any) -> Parsed:
        """A bad update is set aside: it would be as bad the next time, and everybody waits behind it."""
        try:
            return parse(raw, self.me, self.clock())
        except UNREADABLE as error:
            self.set_aside += 1
            log.error("telegram_update_set_aside", update=update_id(raw), error=type(error).__name__)
            return Parsed()

    async def _save_line(self, line: Sequence[Saved]) -> int | None:
        """The number of the first update that is not on disk, or None. Those after it wait for their turn."""
        for number, parsed in line:
            try:
                await self._save(parsed)
            except Exception as error:
                # The inbox's own classes belong to a room this one may not see. Whatever it raised, the
                # update is not safe, and Telegram keeps it for a day.
                log.error("telegram_update_not_saved", update=number, error=type(error).__name__)
                return number
        return None

    async def _save(self, parsed: Parsed) -> None:
        if parsed.move is not None:
            await self.moved(parsed.move)
        if parsed.update is not None:
            await self.intake(parsed.update)
        if parsed.pressed is not None:
            self.pressed(parsed.pressed)


def _lines(batch: Sequence[Saved]) -> Collection[Sequence[Saved]]:
    """One line a person. A group's move has to come between its old messages and its new ones: one line for all."""
    if any(parsed.move for _, parsed in batch):
        return (batch,)
    lines: dict[str, list[Saved]] = {}
    for number, parsed in batch:
        lines.setdefault(parsed.update.urn if parsed.update else "", []).append((number, parsed))
    return lines.values()
