"""Room: channels. Vigil: how long Telegram has been silent, and what to do about it. It knows no update.

Silence is measured from the last good answer, not from whether something runs: a poller can be alive,
able to send, and deaf for hours (facts/telegram.md §4).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.model.channel import SendError, Throttled

FIRST_PAUSE: Final = 1.0
GROWTH: Final = 1.5
LONGEST_PAUSE: Final = 30.0

log = structlog.get_logger("telegram")


class TelegramSilent(Exception):
    """No good answer for too long, new connections did not help: the supervisor should start the channel anew."""


def pause_after(failures: int) -> float:
    """Seconds to wait after so many failures in a row: 1, 1.5, 2.25 … 30."""
    return min(FIRST_PAUSE * GROWTH ** min(failures - 1, 20), LONGEST_PAUSE)


@dataclass(slots=True)
class Vigil:
    """`renew` is called after each `patience` of silence; after `give_up` (None: never) TelegramSilent is raised."""

    clock: Callable[[], datetime]
    pause: Callable[[float], Awaitable[None]]
    renew: Callable[[], Awaitable[None]]
    patience: timedelta
    give_up: timedelta | None
    heard_at: datetime | None = None
    _since: datetime | None = None
    _renewed_at: datetime | None = None
    _failures: int = field(default=0)

    def begin(self) -> None:
        """Silence counts from here."""
        self._since = self._renewed_at = self.clock()

    def heard(self) -> None:
        """A good answer."""
        self.heard_at = self._since = self._renewed_at = self.clock()

    def recovered(self) -> None:
        """A whole round went well: the next pause is a short one again."""
        self._failures = 0

    async def trouble(self, error: SendError) -> None:
        """A bad answer or none: wait, longer each time; renew the connections, or give up.

        Raises:
            TelegramSilent: the silence has lasted for `give_up`.
        """
        self._failures += 1
        log.warning("telegram_trouble", error=type(error).__name__, words=str(error), failures=self._failures)
        if isinstance(error, Throttled):
            # Telegram is there and knows us; it only wants to be left alone for a while.
            await self.pause(error.retry_after + 0.5)
            self._since = self._renewed_at = self.clock()
            return
        await self._watch()
        await self.pause(pause_after(self._failures))

    async def hold(self) -> None:
        """Telegram answered but we could not take it (the disk): wait, without blaming Telegram."""
        self._failures += 1
        await self.pause(pause_after(self._failures))

    async def _watch(self) -> None:
        now = self.clock()
        if self.give_up is not None and self._since is not None and now - self._since >= self.give_up:
            log.error("telegram_silent", since=self._since.isoformat())
            raise TelegramSilent(f"no good answer since {self._since.isoformat()}")
        if self._renewed_at is not None and now - self._renewed_at >= self.patience:
            log.warning("telegram_connections_renewed")
            self._renewed_at = now
            await self.renew()
