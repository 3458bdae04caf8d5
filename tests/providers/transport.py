"""Tests: a way between people and the program: a provider's stand-in over polling or a webhook, in one shape.

    happening = transport.event("7", Text("chào"))    as the provider words it
    await transport.deliver(happening)                until the program has said "received"
    transport.screens()                               what people see

No adapter of ours is known here; tests/providers/transports.py lists them all.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import httpx
from starlette.applications import Starlette

from bot.model.update import What
from storage import Store

PUBLIC: Final = "https://hoc.example"
SECRET: Final = "mat-khau-cua-webhook"
AGAIN: Final = 0.01
"""Seconds until a provider calls again after a call that failed. Real ones take longer; nobody here has the time."""


class Lost(Exception):
    """The provider has let go of something the program never got."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something a person did, in the provider's words; `id` is how it is told from its own repetition."""

    id: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Screen:
    """One message as a person sees it."""

    person: str
    text: str
    labels: tuple[str, ...] = ()


Heard = Callable[[str, str], object]
"""Told of each message as it comes in: whose it is and what it says."""


class Transport(ABC):
    """`address` is where the program listens, `deliveries` how often something was handed over."""

    channel: ClassVar[str]
    calls: ClassVar[bool] = True
    """Whether the provider calls us; else it is polled."""

    def __init__(self) -> None:
        self.address = ""
        self.deliveries = 0

    @property
    @abstractmethod
    def refused(self) -> Sequence[str]:
        """What the provider would not carry."""

    @abstractmethod
    def app(self) -> Starlette:
        """The provider's server."""

    @abstractmethod
    def settings(self, url: str) -> Mapping[str, Any]:
        """What an operator sets to reach it at `url`."""

    async def prepare(self, store: Store) -> None:
        """For a storm, in which nobody keeps a pace: no rate is minded. `store` gets what a former life has kept."""
        store.close()

    @abstractmethod
    def listen(self, heard: Heard) -> None:
        """Tell somebody of each message."""

    @abstractmethod
    def event(self, person: str, what: What) -> Happening:
        """A person does something."""

    @abstractmethod
    def press(self, person: str, label: str, *, earlier: bool = False) -> Happening:
        """A person presses a button of their newest message, or of an earlier one.

        Raises:
            LookupError: it is not there.
        """

    @abstractmethod
    async def deliver(self, happening: Happening) -> None:
        """Hand it over as often as it takes.

        Raises:
            Lost: this provider does so only once.
        """

    @abstractmethod
    def screens(self) -> Sequence[Screen]:
        """Every message there is, oldest first, as it looks now."""

    def let_go(self) -> None:  # noqa: B027 - who is not polled holds nothing
        """The program is gone: drop the poll it held."""

    def in_doubt(self) -> str:
        """What was handed to a program that is gone now and may never have got it; "" when nothing was."""
        return ""

    def settle(self, number: str, *, lost: bool) -> None:  # noqa: B027
        """What became of it."""

    async def close(self) -> None:  # noqa: B027
        """Nobody is called any more."""


class Door:
    """The program's webhook as a provider calls it: the same again until it hears 200."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._client = httpx.AsyncClient(trust_env=False, verify=False)

    async def knock(self, transport: Transport, body: bytes, headers: Mapping[str, str]) -> None:
        """One call after the other."""
        heard = await self._is_heard(transport, body, headers)
        while not heard:
            await asyncio.sleep(AGAIN)
            heard = await self._is_heard(transport, body, headers)

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def _is_heard(self, transport: Transport, body: bytes, headers: Mapping[str, str]) -> bool:
        try:
            answer = await self._client.post(transport.address + self._path, content=body, headers=dict(headers))
        except httpx.ConnectError:
            return False
        except httpx.TransportError:
            transport.deliveries += 1
            return False
        transport.deliveries += 1
        return answer.status_code == 200


def pressed(screens: Sequence[Screen], person: str, label: str, *, earlier: bool) -> int:
    """Which of the screens has the button.

    Raises:
        LookupError: none of those that count.
    """
    mine = [number for number, screen in enumerate(screens) if screen.person == person]
    looked_at = reversed(mine[:-1]) if earlier else mine[-1:]
    found = next((number for number in looked_at if label in screens[number].labels), None)
    if found is None:
        there = " ".join(f"[{other}]" for number in mine[-1:] for other in screens[number].labels)
        raise LookupError(f"no button [{label}]; the last message has {there or 'none'}")
    return found
