"""Room: web. The Starlette app put together: page, chat, files, health. Knows no store and no decision."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.channels.web import WebChannel
from bot.model.channel import Intake
from bot.web.chat import Chat
from bot.web.cookie import CookieJar
from bot.web.files import FindFile, files_route
from bot.web.flood import Gate
from bot.web.headers import SafeHeaders
from bot.web.page import ChatPage
from bot.web.shelf import Shelf
from bot.web.site import Site

STATIC: Final = Path(__file__).parent / "static"


def build_web(
    channel: WebChannel,
    intake: Intake,
    site: Site,
    *,
    clock: Callable[[], datetime],
    health: Callable[[], Mapping[str, object]],
    files: FindFile = lambda token: None,
    extra_routes: Sequence[BaseRoute] = (),
    monotonic: Callable[[], float] = time.monotonic,
) -> Starlette:
    """The web app.

    `health` is what /healthz shows; "ok": False in it makes the answer a 503. Which proxy to believe is
    decided here (site.trusted_proxy): run uvicorn with `proxy_headers=False, ws_max_size=frame.BYTES`.
    """
    jar = CookieJar(site.secret)
    page = ChatPage(site, Shelf(STATIC), jar)
    chat = Chat(site, channel, intake, jar, Gate(monotonic), clock)
    routes: list[BaseRoute] = [
        Route("/", page.home),
        Route("/c/{code}", page.shared),
        Route("/manifest.webmanifest", page.manifest),
        Route("/static/{version}/{name}", page.shelf.fetch),
        Route("/healthz", _healthz(health)),
        WebSocketRoute("/ws", chat.open),
        files_route(files),
        *extra_routes,
    ]
    return Starlette(routes=routes, middleware=[Middleware(SafeHeaders)])


def _healthz(health: Callable[[], Mapping[str, object]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        state = health()
        status = 503 if state.get("ok") is False else 200
        return JSONResponse(dict(state), status, headers={"cache-control": "no-store"})

    return answer
