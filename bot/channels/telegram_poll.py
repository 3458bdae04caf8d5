"""Room: channels. Poller: asks Telegram for updates, has them saved, and only then lets Telegram forget them.

It may not read an update: that is Reception's. The library's own polling confirms before anything is saved.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.channels.telegram_errors import TakenElsewhere
from bot.channels.telegram_line import CONNECT_SECONDS, READ_SECONDS, Line
from bot.channels.telegram_parse import KINDS, update_id
from bot.channels.telegram_reception import NotSaved, Reception
from bot.channels.telegram_vigil import Vigil
from bot.model.channel import ConnectionFailed, SendError

POLL_SECONDS: Final = 25
"""How long Telegram may hold a poll open. Its own limit is 50; a shorter one finds a dead connection sooner."""

AT_ONCE: Final = 100

BREATH: Final = 0.1
"""Seconds to wait after a poll that came back sooner than that with nothing: a server that cannot hold a poll would be
asked hundreds of times a second."""

QUIET: Final = timedelta(days=6)
"""After a week without updates Telegram starts at a random number, perhaps below ours: then we name none."""


@dataclass(slots=True)
class Poller:
    """`introduce` is asked first, and again after a conflict (somebody may have set a webhook)."""

    line: Line
    reception: Reception
    vigil: Vigil
    introduce: Callable[[], Awaitable[None]]
    seconds: int = POLL_SECONDS
    _offset: int | None = None
    _busy_at: datetime | None = None
    _introduced: bool = False

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            TelegramSilent: no good answer for too long.
        """
        self.vigil.begin()
        while True:
            try:
                await self._round()
            except SendError as error:
                self._introduced = self._introduced and not isinstance(error, TakenElsewhere)
                await self.vigil.trouble(error)

    async def _round(self) -> None:
        if not self._introduced:
            await self.introduce()
            self._introduced = True
        asked_at = self.vigil.clock()
        batch = await self._fetch()
        self.vigil.heard()
        if not batch and self.vigil.clock() - asked_at < timedelta(seconds=BREATH):
            await self.vigil.pause(BREATH)
        try:
            await self.reception.take(batch)
        except NotSaved as kept:
            self._offset = kept.first
            await self.vigil.hold()
        else:
            self._confirm(batch)
            self.vigil.recovered()

    async def _fetch(self) -> Sequence[Any]:
        """What waits for us. The whole call has a limit of its own: a stuck connection must not hold us."""
        fields = {"timeout": self.seconds, "limit": AT_ONCE, "allowed_updates": list(KINDS)}
        if self._offset is not None:
            fields["offset"] = self._offset
        try:
            async with asyncio.timeout(self.seconds + READ_SECONDS + 2 * CONNECT_SECONDS):
                result = await self.line.call("getUpdates", fields, wait=self.seconds)
        except TimeoutError:
            raise ConnectionFailed("the poll never came back") from None
        if isinstance(result, dict):
            return [result]
        if not isinstance(result, list):
            raise ConnectionFailed("getUpdates gave no list")
        return result

    def _confirm(self, batch: Sequence[Any]) -> None:
        """Everything in the batch is on disk or set aside: the next poll may name the number after it."""
        numbers = [number for raw in batch if (number := update_id(raw)) is not None]
        now = self.reception.clock()
        if numbers:
            self._offset, self._busy_at = max(numbers) + 1, now
        elif batch:
            # Nothing to confirm these by: they come again, so they must not come again at once.
            raise ConnectionFailed("updates without a number")
        elif self._busy_at is not None and now - self._busy_at > QUIET:
            self._offset = None
