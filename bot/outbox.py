"""Room: outbox. Delivery: take what is due, send it at the channel's pace, end each message in one terminal state."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.model.channel import (
    Channel,
    ConnectionFailed,
    ContactStopped,
    Intake,
    Keep,
    Letter,
    NotConnected,
    Render,
    Retry,
    SendError,
    Throttled,
    WindowClosed,
)
from bot.model.message import Lane
from bot.model.update import Stopped, Update
from bot.pace import UNPACED, Pace
from storage import End, Leased, StorageError, Store

ATTEMPTS: Final = 8
"""Tries before a message nobody acknowledges is given up: about ten minutes in all."""

_FIRST_PAUSE: Final = 2.0
_LONGEST_PAUSE: Final = 300.0
_LOOK_AGAIN: Final = 60.0
"""Seconds between two looks when nothing is known to be due; a nudge comes sooner."""

log = structlog.get_logger("outbox")


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the given number of tries: 2, 4, 8 … 300 seconds."""
    return timedelta(seconds=min(_FIRST_PAUSE * 2 ** (attempts - 1), _LONGEST_PAUSE))


class Outbox:
    """Sends what the store holds, each channel by itself. `intake` hears of people who stopped us."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        intake: Intake,
        *,
        render: Render | None = None,
        keep: Keep | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._lines = [
            Line(store, channel, clock, intake, monotonic, pause, render, keep) for channel in channels.values()
        ]

    def nudge(self) -> None:
        """There may be something to send."""
        for line in self._lines:
            line.nudge()

    async def run(self) -> None:
        """Send until `close`, then wait for what is in the air."""
        again = await self._store.resend_interrupted(self._clock())
        if again:
            log.warning("messages_sent_again", count=again)
        async with asyncio.TaskGroup() as group:
            for line in self._lines:
                group.create_task(line.run())

    def close(self) -> None:
        """Take nothing new; `run` ends when what is in the air has landed."""
        for line in self._lines:
            line.close()

    async def idle(self) -> None:
        """Wait until nothing is due and nothing is in the air."""
        for line in self._lines:
            await line.quiet.wait()


@dataclass(slots=True)
class Line:
    """One channel's messages on their way out."""

    store: Store
    channel: Channel
    clock: Callable[[], datetime]
    intake: Intake
    monotonic: Callable[[], float]
    pause: Callable[[float], Awaitable[None]]
    render: Render | None = None
    keep: Keep | None = None
    quiet: asyncio.Event = field(default_factory=asyncio.Event)
    _pace: Pace = field(init=False)
    _work: asyncio.Event = field(default_factory=asyncio.Event)
    _in_air: int = 0
    _closing: bool = False

    def __post_init__(self) -> None:
        self._pace = Pace(self.channel.limits)

    def nudge(self) -> None:
        """There may be something to send."""
        self.quiet.clear()
        self._work.set()

    def close(self) -> None:
        """Take nothing new."""
        self._closing = True
        self._work.set()

    async def run(self) -> None:
        """Lease, send, wait; until closed and landed."""
        async with asyncio.TaskGroup() as group:
            while not self._closing:
                self._work.clear()
                leased = await self._lease()
                for one in leased:
                    self._in_air += 1
                    group.create_task(self._deliver(one, self._pace.slot(self.monotonic())))
                if not leased and not self._in_air and not self._work.is_set() and self._nothing_due():
                    self.quiet.set()
                await self._wait(bool(leased))

    async def _lease(self) -> list[Leased]:
        now = self.monotonic()
        room = min(self._pace.room(now), UNPACED - self._in_air)
        if room <= 0:
            return []
        try:
            return await self.store.lease(self.channel.name, self.clock(), room, self._pace.resting(now))
        except StorageError as error:
            log.error("disk_refused", error=type(error).__name__)
            return []

    def _nothing_due(self) -> bool:
        due = self.store.next_due(self.channel.name)
        return due is None or due > self.clock()

    async def _wait(self, taken: bool) -> None:
        """Until there is work, a slot, or the next message is due."""
        if taken and self._pace.room(self.monotonic()):
            return
        seconds = self._seconds()
        try:
            await asyncio.wait_for(self._work.wait(), seconds)
        except TimeoutError:
            return

    def _seconds(self) -> float:
        due = self.store.next_due(self.channel.name)
        until_due = _LOOK_AGAIN if due is None else (due - self.clock()).total_seconds()
        until_slot = self._pace.wait(self.monotonic())
        if until_due <= 0:
            return 0.05 if until_slot is None else max(min(until_slot, _LOOK_AGAIN), 0.001)
        return min(until_due, _LOOK_AGAIN)

    async def _deliver(self, leased: Leased, wait: float) -> None:
        try:
            if wait > 0:
                await self.pause(wait)
            await self._settle(leased, *await self._try(leased))
        finally:
            self._in_air -= 1
            self.nudge()

    async def _try(self, leased: Leased) -> tuple[str, SendError | None]:
        """Send once. The provider's id, or the error as one of our classes."""
        try:
            self._mind_window(leased)
            self._mind_group(leased)
            return await self._send(leased), None
        except SendError as error:
            return "", error
        except Exception as error:
            log.error("channel_raised", channel=self.channel.name, message=leased.letter.id, error=type(error).__name__)
            return "", ConnectionFailed(type(error).__name__)

    async def _send(self, leased: Leased) -> str:
        letter = await self._drawn(leased.letter)
        try:
            return await self.channel.send(letter)
        finally:
            now = self.monotonic()
            self._pace.sent(letter.urn, now)
            if leased.in_group:
                self._pace.sent_to_group(letter.urn, now, self.channel.limits.most_pieces(letter.message))

    def _mind_group(self, leased: Leased) -> None:
        """What would be too much for a group is put off; whoever else is to get something does not wait for it."""
        if leased.in_group:
            letter, now = leased.letter, self.monotonic()
            wait = self._pace.group_wait(letter.urn, now, self.channel.limits.most_pieces(letter.message))
            if wait > 0:
                raise Throttled(wait, contact_only=True)

    def _mind_window(self, leased: Leased) -> None:
        """What nobody just asked for may have waited until the provider no longer carries it, or not for free."""
        limits = self.channel.limits
        window = limits.reply_window if leased.lane is Lane.REMINDER else limits.last_window
        heard = leased.heard_at
        if leased.lane > Lane.REPLY and window and heard and self.clock() - heard > window:
            raise WindowClosed("silent for too long")

    async def _drawn(self, letter: Letter) -> Letter:
        """The letter with its attachment. One that cannot be drawn is left out: the words say what matters."""
        wanted = letter.message.attachment
        if wanted is None or self.render is None:
            return letter
        try:
            file = await asyncio.to_thread(self.render, wanted)
            link = await self.keep(letter.urn, file) if self.keep and self.channel.limits.fetches else ""
            return replace(letter, file=file, link=link)
        except Exception as error:
            log.error("attachment_not_drawn", kind=wanted.kind, error=type(error).__name__)
            return letter

    async def _settle(self, leased: Leased, external_id: str, error: SendError | None) -> None:
        """Write down how it went, however often the disk has to be asked."""
        seconds = 0.2
        while True:
            try:
                await self._write(leased, external_id, error)
            except StorageError as refused:
                log.error("disk_refused", message=leased.letter.id, error=type(refused).__name__)
                await self.pause(seconds)
                seconds = min(seconds * 2, 30.0)
            else:
                return

    async def _write(self, leased: Leased, external_id: str, error: SendError | None) -> None:
        message_id, now = leased.letter.id, self.clock()
        match error:
            case None:
                await self.store.end_message(message_id, End.SENT, now, external_id=external_id)
            case NotConnected():
                await self.store.put_back(message_id, None, attempt_counts=False)
            case Throttled(retry_after=seconds):
                if not error.contact_only and not leased.in_group:
                    self._pace.hold(seconds, self.monotonic())
                await self.store.put_back(message_id, now + timedelta(seconds=seconds), attempt_counts=False)
            case Retry() if leased.attempts < ATTEMPTS:
                await self.store.put_back(message_id, now + pause_after(leased.attempts), attempt_counts=True)
            case _:
                await self._give_up(leased, error, now)

    async def _give_up(self, leased: Leased, error: SendError, now: datetime) -> None:
        """Final. That somebody stopped us is news for the inbox, and reaches it before the message is closed."""
        letter = leased.letter
        if isinstance(error, ContactStopped):
            await self.intake(Update(letter.urn, f"stopped-{letter.id}", now, Stopped(str(error))))
        log.warning("message_failed", message=letter.id, reason=type(error).__name__)
        await self.store.end_message(letter.id, End.FAILED, now, reason=f"{type(error).__name__}: {error}")
