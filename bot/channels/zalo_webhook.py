"""Room: channels. Zalo's webhook door: genuine, then on disk, then 200, all within the two seconds Zalo waits.

What a request means is not known here: each product hands in its own check and its own parse.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.body import read_body
from bot.model.channel import Intake
from bot.model.update import Update

BYTES: Final = 256 * 1024
"""More than any event of Zalo's; a longer body is not read to its end."""

PATIENCE: Final = 1.7
"""Seconds for the disk. Zalo gives the whole answer 2 s (facts/zalo.md §2.8)."""

log = structlog.get_logger("zalo")


@dataclass(frozen=True, slots=True)
class Door:
    """One webhook address.

    `parse` returns None for an event that is nothing to us, and raises ValueError for one it cannot read.
    """

    name: str
    is_genuine: Callable[[Mapping[str, str], bytes], bool]
    parse: Callable[[bytes], Update | None]
    intake: Intake
    patience: float = PATIENCE

    async def open(self, request: Request) -> Response:
        """The endpoint. 200 means "on disk, or nothing to us"."""
        body = await read_body(request, BYTES)
        if body is None:
            return _answer(413)
        if not self.is_genuine(request.headers, body):
            log.warning("zalo_webhook_refused", channel=self.name)
            return _answer(401)
        try:
            update = self.parse(body)
        except ValueError:
            # It would come again and again and never be readable, so it is counted in the log and let go.
            log.warning("zalo_event_unread", channel=self.name, bytes=len(body))
            return _answer(200)
        return _answer(200 if update is None or await self._is_saved(update) else 503)

    async def _is_saved(self, update: Update) -> bool:
        """Whether it is on disk in time. A slow save goes on after us, and the retry finds it done."""
        try:
            await asyncio.wait_for(asyncio.shield(self.intake(update)), self.patience)
        except Exception as error:
            # A channel cannot see the store's errors; whatever kept the update off the disk, it is not "received".
            log.error("zalo_update_not_saved", channel=self.name, error=type(error).__name__)
            return False
        return True


def _answer(status: int) -> Response:
    return JSONResponse({"ok": status == 200}, status)
