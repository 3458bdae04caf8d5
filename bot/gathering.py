"""Room: app. Gathering: fetches the sound of each recording once, from where it was recorded, while it is still there.

It decides nothing: what is no sound, too long or gone is lost, and the speaker's next turn says so.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.model.channel import Fetch, Misconfigured, Rejected, Retry
from bot.model.sound import sound
from storage import StorageError, Store
from storage.sounds import Wanted

LOOK_AGAIN: Final = 5.0
"""Seconds between two looks. A look is one read of an index that is nearly always empty."""

TRIES: Final = 8
_FIRST_PAUSE: Final = timedelta(seconds=10)
"""Doubled after each failure: about forty minutes in all, for an address that its provider may let expire."""

_SETTINGS_PAUSE: Final = timedelta(hours=1)
"""A wrong token says nothing about a recording, which waits until it is mended."""

log = structlog.get_logger("gathering")


@dataclass(slots=True)
class Gatherer:
    """`fetches` says for each channel how its recordings are had; `told` hears that a speaker has news."""

    store: Store
    fetches: Mapping[str, Fetch]
    clock: Callable[[], datetime]
    told: Callable[[], None]
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Look until `close`."""
        while not self._closing.is_set():
            try:
                await self.gather()
            except StorageError as error:
                log.error("disk_refused", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), LOOK_AGAIN)

    def close(self) -> None:
        """Take nothing new."""
        self._closing.set()

    async def gather(self) -> None:
        """Fetch what can be fetched now.

        Raises:
            StorageError: the disk refuses; the next look tries again.
        """
        async with self._one:
            for wanted in self.store.sounds.wanted(tuple(self.fetches), self.clock()):
                if not self._closing.is_set():
                    await self._take(wanted)

    async def _take(self, wanted: Wanted) -> None:
        try:
            found = sound(await self.fetches[wanted.channel](wanted.file), f"giong-doc-{wanted.id}")
        except Rejected as error:
            log.warning("recording_lost", recording=wanted.id, why=str(error))
            await self._lose(wanted)
        except Misconfigured as error:
            log.error("recording_waits_for_settings", channel=wanted.channel, why=str(error))
            await self.store.sounds.put_off(wanted.id, self.clock() + _SETTINGS_PAUSE, attempt_counts=False)
        except Exception as error:
            await self._put_off(wanted, error)
        else:
            await (self.store.sounds.keep(wanted.id, found) if found else self._lose(wanted))

    async def _put_off(self, wanted: Wanted, error: Exception) -> None:
        """A channel that raises what it should not is a connection that failed, as it is for the outbox."""
        if not isinstance(error, Retry):
            log.error("channel_raised", channel=wanted.channel, error=type(error).__name__)
        if wanted.tries + 1 >= TRIES:
            await self._lose(wanted)
        else:
            await self.store.sounds.put_off(
                wanted.id, self.clock() + _FIRST_PAUSE * 2**wanted.tries, attempt_counts=True
            )

    async def _lose(self, wanted: Wanted) -> None:
        await self.store.sounds.lose(wanted.id, self.clock())
        self.told()
