"""Room: channels. Asking Zalo for a bot's messages, one at a time. It sends nothing to people.

At most once by nature: Zalo forgets a message as it hands it out and knows no acknowledgement, so what is in the
air when the program dies is lost. Everything after that is ours: the next poll waits until the disk has it. Where
this matters, use the webhook (docs/decisions, "Zalo Bot").
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from bot.channels.zalo_bot_errors import BAD_REQUEST, IDLE, UNAUTHORIZED, code_of, failure
from bot.channels.zalo_bot_parse import Fields, unwrap
from bot.channels.zalo_http import Answer
from bot.model.channel import ConnectionFailed, Intake, Misconfigured, SendError, Throttled
from bot.model.update import Update

WAIT: Final = 30
"""Seconds Zalo holds a poll open when there is nothing."""

PATIENCE: Final = WAIT + 15.0
"""Seconds we wait for that: always longer, or an update would be handed to nobody."""

_LONGEST: Final = 60.0

Call = Callable[[str, Mapping[str, object], float], Awaitable[Answer]]

log = structlog.get_logger("zalo")


@dataclass(slots=True)
class Poller:
    """One loop for one token; two of them would take each other's messages."""

    call: Call
    parse: Callable[[Fields], Update | None]
    clock: Callable[[], datetime]
    pause: Callable[[float], Awaitable[None]]
    last_poll_at: datetime | None = None
    _failures: int = field(default=0)

    async def run(self, intake: Intake) -> None:
        """Poll until cancelled.

        Raises:
            Misconfigured: the token is refused; asking again cannot help.
        """
        await self._leave_webhook()
        while True:
            try:
                events = await self._poll()
            except Misconfigured:
                raise
            except SendError as error:
                await self._rest(error)
                continue
            self._failures = 0
            self.last_poll_at = self.clock()
            for event in events:
                await self._take(event, intake)

    async def _poll(self) -> list[Fields]:
        """What Zalo hands out: nothing, or one event.

        Raises:
            SendError: the poll failed.
        """
        # The documentation types this number as text and its example does not; both are understood.
        answer = await self.call("getUpdates", {"timeout": str(WAIT)}, PATIENCE)
        if code_of(answer) == IDLE:
            return []
        wrong = failure(answer)
        if wrong is None:
            return unwrap({"result": answer.fields.get("result", {})})
        if code_of(answer) == BAD_REQUEST:
            # While a webhook is set nobody may poll; somebody may have set one meanwhile.
            await self._leave_webhook()
        if isinstance(wrong, Misconfigured) and code_of(answer) != UNAUTHORIZED:
            # A host that does not know the method today may know it again tomorrow.
            raise ConnectionFailed(str(wrong))
        raise wrong

    async def _leave_webhook(self) -> None:
        """Without a webhook this is refused, which is what we wanted."""
        try:
            await self.call("deleteWebhook", {}, PATIENCE)
        except SendError as error:
            log.warning("zalo_bot_webhook_kept", error=type(error).__name__)

    async def _take(self, event: Fields, intake: Intake) -> None:
        """On disk, however often it has to be asked: Zalo has forgotten it already."""
        try:
            update = self.parse(event)
        except ValueError:
            log.warning("zalo_event_unread", channel="zalo_bot")
            return
        if update is None:
            return
        tries = 0
        while True:
            try:
                await intake(update)
            except Exception as error:
                # A channel cannot see the store's errors, and none of them is a reason to drop a message.
                log.error("zalo_update_not_saved", channel="zalo_bot", error=type(error).__name__)
                tries += 1
                await self.pause(_backoff(tries))
            else:
                return

    async def _rest(self, error: SendError) -> None:
        """After a failure, always a pause: a refusal can come back at once, and a thousand a second."""
        log.warning("zalo_bot_poll_failed", error=type(error).__name__, reason=str(error))
        self._failures += 1
        await self.pause(error.retry_after if isinstance(error, Throttled) else _backoff(self._failures))


def _backoff(failures: int) -> float:
    """1, 2, 4 … 60 seconds."""
    return float(min(2 ** min(failures - 1, 6), _LONGEST))
