"""Room: channels. The web chat's end of the outbox: who has the page open, and did the letter arrive.

It may not read the network, cookies or the store: bot/web opens the sockets and attaches them here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit

from bot.model.channel import ConnectionFailed, Intake, Letter, Limits, NotConnected
from bot.model.urn import MessageId, Urn

NAME: Final = "web"
ACK_SECONDS: Final = 8.0
TABS_KEPT: Final = 8
"""Pages one person may have open; a ninth hangs up the oldest, so a stuck device cannot pile up sockets."""


class Tab(Protocol):
    """One open page of one person."""

    async def show(self, frame: Mapping[str, object]) -> None:
        """Hand a frame to the page; raises when the page is gone."""
        ...

    def hang_up(self) -> None:
        """End the connection; a page that is still alive comes back by itself."""
        ...


@dataclass(frozen=True, slots=True)
class Flight:
    """A letter that was shown and not yet acknowledged."""

    frame: Mapping[str, object]
    landed: asyncio.Future[None]


async def nobody_waits(urn: Urn) -> None:
    """What `on_connect` does until the outbox is wired to it."""


class WebChannel:
    """Delivers letters to every page its person has open. A closed page is NotConnected, not a failure."""

    def __init__(self, ack_seconds: float = ACK_SECONDS) -> None:
        self.on_connect: Callable[[Urn], Awaitable[None]] = nobody_waits
        """Called after a page is attached, so the outbox can wake what waits. It must return at once:
        the page's acknowledgements are read only after it has."""
        self._ack_seconds = ack_seconds
        self._tabs: dict[Urn, tuple[Tab, ...]] = {}
        self._flights: dict[Urn, dict[MessageId, Flight]] = {}

    @property
    def name(self) -> str:
        """The first part of its urns."""
        return NAME

    @property
    def limits(self) -> Limits:
        """None: the page is ours. It fetches pictures and documents like any page."""
        return Limits(fetches=True)

    async def run(self, intake: Intake) -> None:
        """Wait until cancelled: bot/web receives, and hands updates to the same intake."""
        await asyncio.Event().wait()

    async def send(self, letter: Letter) -> str:
        """Show the letter on every open page and wait for one of them to say it did.

        Raises:
            NotConnected: no page is open, or the last one closed before it answered.
            ConnectionFailed: a page seemed open but never answered. It is hung up, so that a phone in a
                tunnel costs one attempt and then waits.
        """
        urn, tabs = letter.urn, self._tabs.get(letter.urn, ())
        if not tabs:
            raise NotConnected(urn)
        flight = Flight(render(letter), asyncio.get_running_loop().create_future())
        self._flights.setdefault(urn, {})[letter.id] = flight
        try:
            await asyncio.wait_for(self._fly(urn, flight, tabs), self._ack_seconds)
        except TimeoutError as late:
            self._hang_up(urn, tabs)
            raise ConnectionFailed(f"no page answered in {self._ack_seconds} s") from late
        except NotConnected as left:
            # Whoever came back before we noticed has woken the outbox already and would wait in vain.
            if self.is_connected(urn):
                raise ConnectionFailed("the page was closed and opened again") from left
            raise
        finally:
            self._forget(urn, letter.id)
        return str(letter.id)

    async def attach(self, urn: Urn, tab: Tab) -> None:
        """A page has said hello. It is shown the letters in flight too: it may be a phone come back."""
        tabs = (*self._tabs.get(urn, ()), tab)
        self._tabs[urn] = tabs
        self._hang_up(urn, tabs[:-TABS_KEPT])
        for flight in tuple(self._flights.get(urn, {}).values()):
            await tab.show(flight.frame)
        await self.on_connect(urn)

    def detach(self, urn: Urn, tab: Tab) -> None:
        """A page is closed. Detaching twice is fine."""
        left = tuple(other for other in self._tabs.get(urn, ()) if other is not tab)
        if left:
            self._tabs[urn] = left
            return
        self._tabs.pop(urn, None)
        for flight in self._flights.get(urn, {}).values():
            if not flight.landed.done():
                flight.landed.set_exception(NotConnected(urn))

    def acknowledge(self, urn: Urn, seq: int) -> None:
        """A page of this person says it shows the letter. One for a letter nobody waits for is ignored."""
        flight = self._flights.get(urn, {}).get(MessageId(seq))
        if flight is not None and not flight.landed.done():
            flight.landed.set_result(None)

    def is_connected(self, urn: Urn) -> bool:
        """Whether a page is open."""
        return urn in self._tabs

    def __len__(self) -> int:
        """How many people have a page open."""
        return len(self._tabs)

    async def _fly(self, urn: Urn, flight: Flight, tabs: tuple[Tab, ...]) -> None:
        failures = await asyncio.gather(*(tab.show(flight.frame) for tab in tabs), return_exceptions=True)
        for tab, failure in zip(tabs, failures, strict=True):
            if failure is not None:
                self.detach(urn, tab)
        await flight.landed

    def _hang_up(self, urn: Urn, tabs: tuple[Tab, ...]) -> None:
        for tab in tabs:
            self.detach(urn, tab)
            tab.hang_up()

    def _forget(self, urn: Urn, seq: MessageId) -> None:
        flights = self._flights.get(urn, {})
        flights.pop(seq, None)
        if not flights:
            self._flights.pop(urn, None)


def render(letter: Letter) -> dict[str, object]:
    """The frame a page gets. `seq` is the outbox row's id, so the page recognises a repeated send."""
    message = letter.message
    return {
        "t": "message",
        "seq": letter.id,
        "text": message.text,
        "buttons": [{"label": button.label, "payload": button.payload} for button in message.buttons],
        "style": message.style.value,
        "erase": message.erase,
        **({"records": True} if message.records else {}),
        **_file(letter),
    }


def _file(letter: Letter) -> dict[str, object]:
    """Where the page fetches the attachment: from the host it came from, so only the path is told."""
    if letter.file is None or not letter.link:
        return {}
    path = urlsplit(letter.link).path
    file = letter.file
    return {"file": {"url": path, "name": file.name, "picture": file.is_picture, "sound": file.is_sound}}
