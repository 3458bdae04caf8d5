"""Room: channels. Telegram: the parts put together, and what app.py sees. Decision: docs/decisions/0007.

Receiving is polling, or a webhook when `webhook_secret` is set. Sending maps every refusal to SendError.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from starlette.routing import BaseRoute

from bot.channels import telegram_hook
from bot.channels.telegram_line import Line
from bot.channels.telegram_menu import TelegramMenu, hang_out
from bot.channels.telegram_parse import NAME, Me, Move, Pressed
from bot.channels.telegram_poll import POLL_SECONDS, Poller
from bot.channels.telegram_press import acknowledge
from bot.channels.telegram_reception import Reception
from bot.channels.telegram_render import BUTTONS, TEXT
from bot.channels.telegram_send import Sender
from bot.channels.telegram_vigil import TelegramSilent, Vigil
from bot.model.channel import Final as Hopeless
from bot.model.channel import Intake, Letter, Limits, SendError
from bot.model.sound import MOST
from bot.model.urn import Urn

GIVE_UP: Final = timedelta(minutes=10)
BURST: Final = 3
"""Messages to one chat at once. Telegram lets "short bursts" pass and does not say how short: a welcome and the lesson,
or an answer right after one's copy of a broadcast."""

log = structlog.get_logger("telegram")

__all__ = ["NAME", "TelegramChannel", "TelegramMenu", "TelegramSilent"]


async def nobody_moves(old: Urn, new: Urn) -> None:
    """What `on_moved` does until the store is wired to it."""


class TelegramChannel:
    """One bot. `webhook_url` is our public address; without it the operator has set the webhook by hand."""

    def __init__(
        self,
        token: str,
        *,
        clock: Callable[[], datetime],
        base_url: str = "",
        proxy: str = "",
        webhook_secret: str = "",
        webhook_url: str = "",
        menu: TelegramMenu | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.on_moved: Callable[[Urn, Urn], Awaitable[None]] = nobody_moves
        """Called when a group has another urn, before Telegram may forget that it said so."""
        self._line = Line(token, base_url=base_url, proxy=proxy)
        self._ear = Line(token, base_url=base_url, proxy=proxy, connections=4)
        self._secret = webhook_secret
        self._address = webhook_url.rstrip("/") + telegram_hook.PATH if webhook_url else ""
        self._menu = menu or TelegramMenu()
        self._clock, self._pause = clock, pause
        self._vigil = Vigil(
            clock,
            pause,
            self._ear.renew,
            patience=timedelta(seconds=3 * POLL_SECONDS),
            give_up=None if webhook_secret else GIVE_UP,
        )
        self._me = Me(int(head) if (head := token.partition(":")[0]).isdecimal() else 0)
        self._reception: Reception | None = None
        self._group: asyncio.TaskGroup | None = None
        self._introduced = self._knows_itself = False
        self._sender = Sender(self._line, self._move)

    @property
    def name(self) -> str:
        """The first part of its urns."""
        return NAME

    @property
    def username(self) -> str:
        """Our name there, for links; "" until Telegram has told it."""
        return self._me.username

    @property
    def limits(self) -> Limits:
        """Telegram's advice; render cuts longer texts itself."""
        return Limits(
            text=TEXT, buttons=BUTTONS, per_second=30, per_contact_second=1, contact_burst=BURST, per_group_minute=20
        )

    @property
    def last_poll_at(self) -> datetime | None:
        """When Telegram last gave a good answer to a poll, or to the question how its webhook is doing."""
        return self._vigil.heard_at

    @property
    def set_aside(self) -> int:
        """Updates nobody could read, since the start."""
        return self._reception.set_aside if self._reception else 0

    async def send(self, letter: Letter) -> str:
        """Deliver every piece; the id is the last one's.

        Raises:
            SendError: as telegram_errors classifies it.
        """
        return await self._sender.send(letter)

    async def fetch(self, file: str) -> bytes:
        """A voice message, by the id that came with it.

        Raises:
            SendError: how it failed.
        """
        return await self._line.fetch(file, MOST)

    def routes(self, intake: Intake) -> Sequence[BaseRoute]:
        """The webhook's endpoint; none when the bot polls."""
        if not self._secret:
            return ()
        return (telegram_hook.Hook(self._secret, self._desk(intake), lambda: self._knows_itself).route(),)

    async def run(self, intake: Intake) -> None:
        """Receive until cancelled; then hang up. What is half saved comes again from Telegram.

        Raises:
            TelegramSilent: no good answer for ten minutes.
        """
        silent: TelegramSilent | None = None
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                try:
                    await (self._watch_webhook(intake) if self._secret else self._poll(intake))
                except TelegramSilent as gone:
                    silent = gone
        finally:
            self._group = None
        if silent is not None:
            raise silent

    async def close(self) -> None:
        """Hang up for good, after the outbox has landed what is in the air."""
        await self._ear.close()
        await self._line.close()

    async def _poll(self, intake: Intake) -> None:
        await Poller(self._ear, self._desk(intake), self._vigil, self._introduce).run()

    async def _watch_webhook(self, intake: Intake) -> None:
        """Telegram calls us; all there is to do is to see that it can."""
        self._desk(intake)
        self._vigil.begin()
        while True:
            try:
                await self._see_to_webhook()
            except SendError as error:
                await self._vigil.trouble(error)

    async def _see_to_webhook(self) -> None:
        if not self._introduced:
            await self._introduce()
        info = await self._ear.call("getWebhookInfo", {})
        self._vigil.heard()
        self._vigil.recovered()
        telegram_hook.note(info)
        if self._address and isinstance(info, dict) and info.get("url") != self._address:
            log.warning("telegram_webhook_was_elsewhere")
            await self._set_up("setWebhook", telegram_hook.webhook(self._address, self._secret))
        await self._pause(telegram_hook.WATCH_SECONDS)

    async def _introduce(self) -> None:
        """Learn our own name, choose how updates come, hang out the menu (once, and nobody waits for it)."""
        me = await self._set_up("getMe", {})
        if isinstance(me, dict) and isinstance(me.get("id"), int):
            self._me = Me(me["id"], str(me.get("username", "")))
            if self._reception is not None:
                self._reception.me = self._me
        self._knows_itself = True
        if not self._secret:
            await self._set_up("deleteWebhook", {"drop_pending_updates": False})
        elif self._address:
            await self._set_up("setWebhook", telegram_hook.webhook(self._address, self._secret))
        if not self._introduced and self._group is not None:
            self._group.create_task(hang_out(self._line, self._menu))
        self._introduced = True

    async def _set_up(self, method: str, fields: Mapping[str, Any]) -> Any:
        """The result, or None when Telegram refuses: receiving goes on and meets the real trouble itself."""
        try:
            return await self._ear.call(method, fields)
        except Hopeless as error:
            log.error("telegram_set_up_refused", method=method, error=type(error).__name__, words=str(error))
            return None

    def _desk(self, intake: Intake) -> Reception:
        if self._reception is None:
            self._reception = Reception(self._me, intake, self._clock, self._move, self._show)
        return self._reception

    def _show(self, pressed: Pressed) -> None:
        """Beside the receiving, which waits for nobody's screen."""
        if self._group is not None:
            self._group.create_task(acknowledge(self._line, pressed))

    async def _move(self, move: Move) -> None:
        await self.on_moved(move.old, move.new)
