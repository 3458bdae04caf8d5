"""Room: app. The composition root: Settings → parts, one task group, graceful stop. Nothing else builds things."""

import asyncio
import contextlib
import gc
import logging
import secrets
import signal
import socket
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

import structlog
import uvicorn
from starlette.routing import BaseRoute

from bot.bookshelf import Bookshelf
from bot.channels.terminal import TerminalChannel, lines_of
from bot.channels.web import WebChannel
from bot.config import Settings
from bot.engine import Engine
from bot.health import Health, ears_of
from bot.jobs import start_jobs
from bot.listening import ears_of_page, sound_drawers
from bot.logbook import discreet
from bot.model.channel import Channel, File, Intake
from bot.model.links import Links
from bot.own_data import data_drawers
from bot.rendering import renderer
from bot.report_drawing import report_drawers
from bot.web.desk import desk_routes
from bot.web.frame import BYTES
from bot.web.metrics import metrics_route
from bot.web.server import build_web
from bot.web.site import Site
from bot.web.sounds import sounds_route
from bot.web.texts import read_page_texts
from content.daily import Daily
from storage import Store

WATCH_SECONDS: Final = 1.0
RESTART_SECONDS: Final = (1.0, 60.0)
"""The first and the longest pause before a failed channel receives again."""
log = structlog.get_logger("app")


def clock() -> datetime:
    """Now, aware UTC: the one place that asks the machine."""
    return datetime.now(UTC)


def quiet_logs() -> None:
    """Constant event names with fields; httpx would write tokens (they stand in its URLs) into the log."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            discreet,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),  # the one of this moment: it may be redirected
    )


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens, and what to open."""

    socket: socket.socket
    url: str


def listen(settings: Settings) -> Address:
    """Take the port before anything is said to be ready.

    Raises:
        OSError: the port is taken or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio asks this for TCP_NODELAY
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
    except OSError:
        bound.close()
        raise
    port = bound.getsockname()[1]
    return Address(bound, settings.public_url.rstrip("/") or f"http://{settings.host}:{port}")


class Server(uvicorn.Server):
    """Uvicorn that leaves signals to us, so that a stop goes in our order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Catch nothing."""
        yield


async def talk(settings: Settings, readline: Callable[[], str], show: Callable[[str], None], *, echo: bool) -> bool:
    """A conversation in the terminal. False when one of its turns failed or nothing was answered."""
    shelf = Bookshelf(settings.content, settings.campaign)
    store = Store(settings.db, key=secret_of(settings))
    channel = TerminalChannel(lines_of(readline), show, clock, run_id=secrets.token_hex(8), echo=echo)
    channel.folder = settings.db.parent / "files"
    engine = Engine(
        store,
        shelf.current,
        [channel],
        clock,
        renderer(shelf.current, {**report_drawers(store, clock), **data_drawers(store), **sound_drawers(store)}),
    )
    engine.inbox.links = lambda: Links(settings.web_address)
    engine.inbox.daily = lambda: Daily(secret_of(settings))
    channel.settled = engine.settled
    async with engine.running():
        failed = store.count_set_aside()
        await channel.run(engine.inbox.receive)
    fine = channel.sent > 0 and store.count_set_aside() == failed
    store.close()
    return fine


@runtime_checkable
class Hooked(Protocol):
    """A channel whose provider calls us, and which holds connections to hang up."""

    def routes(self, intake: Intake) -> Sequence[BaseRoute]:
        """The addresses the provider calls."""
        ...

    async def close(self) -> None:
        """Hang up."""
        ...


@runtime_checkable
class Named(Protocol):
    """A channel on which we have a name that links can open."""

    @property
    def username(self) -> str:
        """The name; "" as long as it is not known."""
        ...


class App:
    """The program: engine, web server, jobs."""

    def __init__(self, settings: Settings, store: Store, shelf: Bookshelf, channels: Sequence[Channel] = ()) -> None:
        self.web = WebChannel()
        self.engine = Engine(
            store,
            shelf.current,
            [self.web, *channels],
            clock,
            renderer(shelf.current, {**report_drawers(store, clock), **data_drawers(store), **sound_drawers(store)}),
        )
        self._fetching = frozenset(channel.name for channel in channels if channel.limits.fetches)
        self.engine.inbox.links = self._links
        daily = Daily(secret_of(settings))
        self.engine.inbox.daily = lambda: daily
        self.web.on_connect = self.engine.wake
        self._wellbeing = Health(
            store, self.engine.channels, ears_of(settings), settings.db.parent, clock, started=clock()
        )
        self._shelf = shelf
        self._settings = settings
        self._stop = asyncio.Event()

    async def serve(self, address: Address, ready: Callable[[str], None], *, watch: bool) -> None:
        """Run until SIGTERM, SIGINT or `stop`. `watch` reloads content as authors save it."""
        self._catch_signals()
        scheduler = start_jobs(replace(self.engine.desk(), health=self._wellbeing.look), clock)
        try:
            async with self.engine.running() as group:
                await self._receive(group, address, ready, watch=watch)
        finally:
            scheduler.shutdown(wait=False)
            for channel in self.engine.channels.values():
                if isinstance(channel, Hooked):
                    await channel.close()

    async def _receive(
        self, group: asyncio.TaskGroup, address: Address, ready: Callable[[str], None], *, watch: bool
    ) -> None:
        """Listen on every channel until the stop, then stop listening, nothing else yet."""
        server = Server(self._uvicorn())
        web = group.create_task(server.serve([address.socket]))
        gc.freeze()  # What stands now stays; the collector need not walk through all the content again and again.
        runs = [group.create_task(self._keep(channel)) for channel in self.engine.channels.values()]
        if watch:
            runs.append(group.create_task(self._watch()))
        ready(address.url)
        await self._stop.wait()
        for run in runs:
            run.cancel()
        server.should_exit = True
        await web

    async def _keep(self, channel: Channel) -> None:
        """Keep one channel receiving. One that fails begins anew and never takes the others with it."""
        seconds = RESTART_SECONDS[0]
        while True:
            try:
                await channel.run(self.engine.inbox.receive)
            except Exception as error:
                log.error("channel_failed", channel=channel.name, error=type(error).__name__, again_in=seconds)
            await asyncio.sleep(seconds)
            seconds = min(seconds * 2, RESTART_SECONDS[1])

    def stop(self) -> None:
        """Ask for a graceful stop."""
        self._stop.set()

    def _catch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self._reload)

    def _reload(self) -> None:
        problems = self._shelf.reload()
        log.info("content_reloaded", problems=len(problems))
        for problem in problems:
            log.warning("content_problem", problem=str(problem))

    async def _watch(self) -> None:
        stamp = self._shelf.stamp()
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if (now := self._shelf.stamp()) != stamp:
                stamp = now
                self._reload()

    def _uvicorn(self) -> uvicorn.Config:
        site = Site(
            secret_of(self._settings),
            read_page_texts(_page(self._settings.content), self._shelf.current().campaign.commune),
            self._settings.trusted_proxy,
        )
        intake = self.engine.inbox.receive
        hooks = [channel for channel in self.engine.channels.values() if isinstance(channel, Hooked)]
        routes = [route for channel in hooks for route in channel.routes(intake)]
        routes += desk_routes(site, self.engine.store, self.engine.inbox.book, clock)
        routes.append(metrics_route(self._health, self._settings.metrics_token.get_secret_value()))
        routes.append(sounds_route(site, ears_of_page(self.engine.store, clock)))
        web = build_web(self.web, intake, site, clock=clock, health=self._health, files=self._file, extra_routes=routes)
        return uvicorn.Config(
            web,
            log_level="warning",
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            ws_max_size=BYTES,
            timeout_graceful_shutdown=3,
        )

    def _links(self) -> Links:
        """Where people find us, with our name at Telegram once Telegram has told it."""
        named = (channel for channel in self.engine.channels.values() if isinstance(channel, Named))
        return Links(self._settings.web_address, next((channel.username for channel in named), ""), self._fetching)

    def _file(self, token: str) -> File | None:
        return self.engine.store.file(token, clock())

    def _health(self) -> Mapping[str, object]:
        book = self._shelf.current()
        return {**self._wellbeing.look(), "campaign": book.campaign.id, "lessons": len(book.library)}


def secret_of(settings: Settings) -> str:
    """The key that signs cookies: the operator's, or our own, kept in a file only we may read."""
    given = settings.secret.get_secret_value()
    if given:
        return given
    path = Path(f"{settings.db}.secret")
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="ascii")


def _page(content: Path) -> Mapping[str, object]:
    table = tomllib.loads((content / "copy" / "web.toml").read_text(encoding="utf-8"))
    page: Mapping[str, object] = table["page"]
    return page
