"""Chaos: the tap. A real channel with stations on either side, and each letter's number in front of its words.

The number tells the proof which sends are the same message again. The pace is taken off: it has tests of its own, and
at one message a second a storm would be over before anybody had learned anything.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from starlette.routing import BaseRoute

from bot.model.channel import Intake, Letter, Limits
from bot.model.update import Update
from tests.chaos.fuse import Fuse

MARK: Final = " ▸ "


class Tap:
    """Everything else the channel does itself."""

    def __init__(self, channel: Any, fuse: Fuse) -> None:
        self._channel = channel
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    @property
    def limits(self) -> Limits:
        """The channel's, without its pace."""
        limits: Limits = self._channel.limits
        return replace(limits, per_second=None, per_contact_second=None)

    async def send(self, letter: Letter) -> str:
        """Deliver; the provider itself has the station between (it kills with the message in its hands)."""
        self._fuse.pass_by("sending")
        marked = replace(letter.message, text=f"{letter.id}{MARK}{letter.message.text}")
        sent: str = await self._channel.send(replace(letter, message=marked))
        self._fuse.pass_by("landed")
        return sent

    async def run(self, intake: Intake) -> None:
        """Receive."""
        await self._channel.run(self.watched(intake))

    def routes(self, intake: Intake) -> Sequence[BaseRoute]:
        """The webhook, if there is one."""
        routes: Sequence[BaseRoute] = self._channel.routes(self.watched(intake))
        return routes

    async def close(self) -> None:
        """Hang up."""
        await self._channel.close()

    def watched(self, intake: Intake) -> Intake:
        """The way into the inbox with a station at either end."""

        async def take(update: Update) -> bool:
            self._fuse.pass_by("received")
            new = await intake(update)
            self._fuse.pass_by("saved")
            return new

        return take
