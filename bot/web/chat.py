"""Room: web. Chat: one WebSocket, from hello to the end. It hands updates on and may not decide anything."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import anyio
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.web import WebChannel
from bot.model.channel import Intake
from bot.model.update import Joined, Update, What
from bot.model.urn import Urn
from bot.web.address import address_of_peer, is_same_origin
from bot.web.cookie import NAME as COOKIE
from bot.web.cookie import CookieJar, nickname
from bot.web.flood import Gate, Verdict
from bot.web.frame import Frame, Got, Hello, Ping, Said, TooLongError, parse
from bot.web.site import Site

WRONG_ORIGIN: Final = 1008
FLOODING: Final = 1008
TOO_LONG: Final = 1009
OUR_FAULT: Final = 1011
TRY_LATER: Final = 1013
NO_COOKIE: Final = 4401
NO_ANSWER: Final = 4408
WAIT_SECONDS: Final = 2
"""How long a page that was told to slow down waits before it says the same again."""

log = structlog.get_logger("web")


class Page:
    """One open socket, as the channel sees it."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self.listening = anyio.CancelScope()

    async def show(self, frame: Mapping[str, object]) -> None:
        """Hand over one frame; raises when the page is gone."""
        await self._socket.send_json(frame)

    def hang_up(self) -> None:
        """Stop listening. The socket's own task closes it, so nobody waits for a silent phone."""
        self.listening.cancel()


@dataclass(frozen=True, slots=True)
class Chat:
    """What every visit shares."""

    site: Site
    channel: WebChannel
    intake: Intake
    jar: CookieJar
    gate: Gate
    clock: Callable[[], datetime]

    async def open(self, socket: WebSocket) -> None:
        """The endpoint of /ws."""
        if not is_same_origin(socket):
            await socket.close(WRONG_ORIGIN)
            return
        # A browser learns a close code only from a socket that was accepted first.
        await socket.accept()
        address = address_of_peer(socket, self.site.trusted_proxy)
        urn = self.jar.read(socket.cookies.get(COOKIE))
        if urn is None:
            await socket.close(NO_COOKIE)
        elif not self.gate.may_enter(address):
            await socket.close(TRY_LATER)
        else:
            await Visit(self, socket, urn, address).last()


class Visit:
    """One page being open: hears its frames one after the other until it goes."""

    def __init__(self, chat: Chat, socket: WebSocket, urn: Urn, address: str) -> None:
        self._chat = chat
        self._socket = socket
        self._urn = urn
        self._address = address
        self._page = Page(socket)
        self._greeted = False

    async def last(self) -> None:
        """Stay until the page leaves, is hung up, or misbehaves."""
        code = NO_ANSWER
        try:
            with self._page.listening:
                code = await self._listen()
        except WebSocketDisconnect:
            return
        # Whatever broke, the page keeps what was not saved and comes back; one visit must not end the others.
        except Exception as error:
            log.error("web_visit_failed", error=type(error).__name__)
            code = OUR_FAULT
        finally:
            self._chat.channel.detach(self._urn, self._page)
        await self._close(code)

    async def _listen(self) -> int:
        every_frame = self._chat.gate.for_socket()
        while True:
            raw = await self._receive()
            if every_frame.take("") is not Verdict.GO:
                return FLOODING
            try:
                frame = parse(raw)
            except TooLongError:
                return TOO_LONG
            await self._hear(frame)

    async def _receive(self) -> str:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        return message.get("text") or ""

    async def _hear(self, frame: Frame | None) -> None:
        match frame:
            case Hello():
                await self._greet(frame)
            case Said(said_id, what):
                await self._save(said_id, what)
            case Got(seq):
                self._chat.channel.acknowledge(self._urn, seq)
            case Ping():
                await self._page.show({"t": "pong"})
            case None:
                await self._may_speak()

    async def _greet(self, hello: Hello) -> None:
        # One hello a socket: a second one would be a way to arrive a thousand times.
        if self._greeted:
            return
        self._greeted = True
        if hello.first or hello.code is not None:
            await self._take(_arrival(hello, self._chat.clock()), Joined(hello.code))
        await self._page.show({"t": "welcome", "me": nickname(self._urn)})
        await self._chat.channel.attach(self._urn, self._page)

    async def _save(self, said_id: str, what: What) -> None:
        if await self._may_speak():
            await self._take(said_id, what)

    async def _take(self, external_id: str, what: What) -> None:
        """On disk first, "saved" after. The same one twice is saved all the same."""
        await self._chat.intake(Update(self._urn, external_id, self._chat.clock(), what))
        await self._page.show({"t": "saved", "id": external_id})

    async def _may_speak(self) -> bool:
        verdict = self._chat.gate.may_speak(self._urn, self._address)
        if verdict is Verdict.GO:
            return True
        text = self._chat.site.texts["slow"] if verdict is Verdict.SLOW_DOWN else ""
        await self._page.show({"t": "slow", "text": text, "wait": WAIT_SECONDS})
        return False

    async def _close(self, code: int) -> None:
        # The page may have gone by itself in the meantime; then there is nothing left to close.
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await self._socket.close(code)


def _arrival(hello: Hello, now: datetime) -> str:
    """The id of an arrival. A page that gave none arrives once a day through each link."""
    return hello.id or f"join-{hello.code or ''}-{now.date().isoformat()}"
