"""Tests: the real web app under uvicorn in a thread; it can be stopped and started on the same port."""

import asyncio
import socket
import threading
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from bot.channels.web import WebChannel
from bot.model.channel import Letter
from bot.model.message import Message
from bot.web.frame import BYTES
from bot.web.server import build_web
from bot.web.site import Site
from bot.web.sounds import Ears, sounds_route
from bot.web.texts import PageTexts, read_page_texts
from tests.browser.desk import Desk

COPY = Path(__file__).parents[2] / "content" / "copy" / "web.toml"


def page_texts(place: str = "xã Ea Trang") -> PageTexts:
    """The page's real sentences."""
    return read_page_texts(tomllib.loads(COPY.read_text("utf-8"))["page"], place)


class Host:
    """A server that the browser can reach."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.secret = "browser tests"
        self.port = _free_port()

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Returns once it answers."""
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(10), "the test server did not start"

    def stop(self) -> None:
        """Returns once the port is free; open sockets are closed."""
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive(), "the test server did not stop"

    def post(self, message: Message, token: str = "") -> None:
        """A message to whoever wrote first, from outside the server's thread; with the file that is kept by `token`."""
        self._loop.call_soon_threadsafe(self.desk.post, self.desk.updates[0].urn, message, token)

    def send_again(self, letter: Letter) -> str:
        """Send a letter that was delivered before; returns once the page has acknowledged it again."""
        sending = asyncio.run_coroutine_threadsafe(self.desk.channel.send(letter), self._loop)
        return sending.result(10)

    async def _run(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._server = self._build(ready)
        delivering = asyncio.create_task(self.desk.deliver())
        await self._server.serve()
        delivering.cancel()

    def _build(self, ready: threading.Event) -> uvicorn.Server:
        channel = WebChannel()
        self.desk.open(channel)
        site = Site(self.secret, page_texts())
        app = build_web(
            channel,
            self.desk.intake,
            site,
            clock=lambda: datetime.now(UTC),
            health=lambda: {"ok": True},
            files=self.desk.kept.get,
            extra_routes=[sounds_route(site, Ears(lambda urn: self.desk.listens, self.desk.keep))],
        )
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=self.port,
            log_level="error",
            proxy_headers=False,
            ws_max_size=BYTES,
            timeout_graceful_shutdown=1,
        )
        return _Server(config, ready)


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
