"""Room: channels. The month of a Zalo Bot: each message carried, either way, is told to its meter. Knows no message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.model.channel import Intake
from bot.model.quota import Meter
from bot.model.update import Update

log = structlog.get_logger("zalo")


@dataclass(frozen=True, slots=True)
class Month:
    """`meter` keeps the count."""

    meter: Meter
    clock: Callable[[], datetime]

    async def count(self) -> None:
        """One more. It was carried, so whatever the disk says now, it must not go again: nothing is raised."""
        try:
            await self.meter.count(self.clock())
        except Exception as error:
            log.error("zalo_bot_not_counted", error=type(error).__name__)

    def counting(self, intake: Intake) -> Intake:
        """The same intake; what comes in for the first time is one of the month's too."""

        async def take(update: Update) -> bool:
            is_new = await intake(update)
            if is_new:
                await self.count()
            return is_new

        return take
