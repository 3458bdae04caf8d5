"""Room: web. Desk: the organizers' pages behind a one-time link. Plain HTML without a script; it changes nothing."""

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.exports.figures import CountTable
from bot.model.day import VIETNAM
from bot.model.desk import CODE
from bot.web import desk_figures as figures
from bot.web.desk_files import NoSuchFile, Wanted, make_file, quarters
from bot.web.desk_gate import DeskGate, from_elsewhere, read_form
from bot.web.desk_waiting import Section, questions, waiting
from bot.web.page import TEMPLATES
from bot.web.shelf import Shelf
from bot.web.site import Site
from content.book import Book
from storage import Store

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
}
STATIC: Final = TEMPLATES.parent / "static"
OWN_STATIC: Final = TEMPLATES.parent / "desk_static"
"""The chat page's folder holds what the chat page loads and nothing else."""
LEAGUE: Final = "league"
_DRAWN: Final = re.compile(r"[0-9]{14}")
"""When a page was shown, as its forms say it."""
Endpoint = Callable[[Request], Awaitable[Response]]
AtDesk = Callable[[Request, str], Awaitable[Response]]
"""An endpoint for whoever is in; the second argument is their token."""
Filled = Callable[[Mapping[str, str], str], Awaitable[Response]]
"""The same for a form they sent."""


class Count(Protocol):
    """A table of figures; to `publish`, without what so few people are behind that they could be known."""

    def __call__(self, store: Store, book: Book, now: datetime, *, publish: bool = False) -> CountTable:
        """Count."""
        ...


class Desk:
    """The pages. Whatever asks the store for figures does so in a thread, so that the chat never waits for a table."""

    def __init__(self, gate: DeskGate, store: Store, book: Callable[[], Book], shelf: Shelf) -> None:
        self._gate = gate
        self._store = store
        self._book = book
        self._shelf = shelf
        self._own_shelf = Shelf(OWN_STATIC)
        self._templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)

    def routes(self) -> list[BaseRoute]:
        """The addresses of the desk."""
        return [
            Route("/desk/static/{version}/{name}", self._own_shelf.fetch, methods=["GET"]),
            Route("/desk/in/{code}", self._knock, methods=["GET"]),
            Route("/desk/in/{code}", self._enter, methods=["POST"]),
            Route("/desk", self._in(self._overview), methods=["GET"]),
            Route("/desk/waiting", self._in(self._sections("waiting", waiting)), methods=["GET"]),
            Route("/desk/questions", self._in(self._sections("questions", questions)), methods=["GET"]),
            Route("/desk/villages", self._in(self._table("villages", figures.villages)), methods=["GET"]),
            Route("/desk/lessons", self._in(self._table("lessons", figures.lessons)), methods=["GET"]),
            Route("/desk/league", self._in(self._table(LEAGUE, figures.ranking)), methods=["GET"]),
            Route("/desk/print", self._in(self._print), methods=["GET"]),
            Route("/desk/file", self._in(self._sent(self._file)), methods=["POST"]),
            Route("/desk/out", self._in(self._sent(self._leave)), methods=["POST"]),
        ]

    # The door

    async def _knock(self, request: Request) -> Response:
        """Looking at the address spends nothing: chats fetch it to show a preview."""
        return self._page("desk_in.html", {"code": self._code(request)})

    async def _enter(self, request: Request) -> Response:
        if not self._gate.may_knock(request):
            return self._refusal("slow", 429)
        code = self._code(request)
        if not code or from_elsewhere(request):
            return self._refusal("shut", 403)
        token = await self._gate.let_in(code)
        if token is None:
            return self._refusal("shut", 403)
        response = RedirectResponse("/desk", 303, headers=HEADERS)
        self._gate.give(request, response, token)
        return response

    async def _leave(self, form: Mapping[str, str], token: str) -> Response:
        await self._gate.door.leave(token)
        response = self._refusal("shut", 200)
        self._gate.take_back(response)
        return response

    def _in(self, endpoint: AtDesk) -> Endpoint:
        """Only for whoever is in; every page they open begins their half hour anew."""

        async def answer(request: Request) -> Response:
            token = self._gate.token(request)
            if token is None:
                return self._refusal("shut", 401)
            await self._gate.door.stay(token, self._gate.now())
            return await endpoint(request, token)

        return answer

    def _sent(self, endpoint: Filled) -> AtDesk:
        """Only for a form of a page that we gave this very person."""

        async def answer(request: Request, token: str) -> Response:
            form = await read_form(request)
            if from_elsewhere(request) or not self._gate.is_ours(form, token):
                return self._refusal("wrong", 403)
            return await endpoint(form, token)

        return answer

    @staticmethod
    def _code(request: Request) -> str:
        code: str = request.path_params["code"]
        return code if CODE.fullmatch(code) else ""

    # The pages

    async def _overview(self, request: Request, token: str) -> Response:
        return await self._shown("desk.html", token, self._figures)

    def _figures(self, book: Book, now: datetime) -> Mapping[str, object]:
        drawing, numbers = figures.trend(self._store, book, now)
        return {
            "targets": figures.target_lines(self._store, book, now),
            "drawing": drawing,
            "numbers": numbers,
            "queues": tuple(figures.queues(self._store, book, now)),
            "quarters": quarters(book, now),
            "drawn": f"{now:%Y%m%d%H%M%S}",
        }

    def _table(self, here: str, count: Count) -> AtDesk:
        """A page of one table, in the order that is asked for, in full or to be published."""

        async def answer(request: Request, token: str) -> Response:
            query = request.query_params
            asked, down, publish = query.get("sort", ""), query.get("down") == "1", query.get("publish") == "1"
            sort = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else None

            def read(book: Book, now: datetime) -> Mapping[str, object]:
                shown = figures.grid(count(self._store, book, now, publish=publish), book, sort, down=down)
                texts = figures.recognised(self._store, book, now) if here == LEAGUE else ()
                order = {"sort": sort, "down": down, "publish": publish}
                return {"grid": shown, "texts": texts, "here": here, **order}

            return await self._shown("desk_table.html", token, read)

        return answer

    def _sections(self, here: str, read: Callable[[Store, Book, datetime], tuple[Section, ...]]) -> AtDesk:
        """A page of one table after the other."""

        async def answer(request: Request, token: str) -> Response:
            def shown(book: Book, now: datetime) -> Mapping[str, object]:
                return {"sections": read(self._store, book, now), "here": here}

            return await self._shown("desk_sections.html", token, shown)

        return answer

    async def _print(self, request: Request, token: str) -> Response:
        def read(book: Book, now: datetime) -> Mapping[str, object]:
            tables = [
                figures.grid(count(self._store, book, now), book) for count in (figures.villages, figures.lessons)
            ]
            return {**self._figures(book, now), "tables": tables}

        return await self._shown("desk_print.html", token, read)

    async def _file(self, form: Mapping[str, str], token: str) -> Response:
        if not self._gate.may_download(token):
            return self._refusal("slow", 429)
        book, now = self._book(), self._gate.now()
        drawn = form.get("drawn", "")
        wanted = Wanted(
            form.get("file", ""),
            form.get("quarter", ""),
            publish=form.get("publish") == "1",
            drawn=drawn if _DRAWN.fullmatch(drawn) else "",
        )
        try:
            file = await run_in_threadpool(make_file, self._store, book, wanted, now)
        except NoSuchFile:
            return self._refusal("wrong", 400)
        if not await self._gate.door.note(token, file.name, now):
            return self._refusal("shut", 401)
        disposition = {"content-disposition": f'attachment; filename="{file.name}"'}
        return Response(file.data, media_type=file.media_type, headers={**HEADERS, **disposition})

    async def _shown(
        self, template: str, token: str, read: Callable[[Book, datetime], Mapping[str, object]]
    ) -> Response:
        book, now = self._book(), self._gate.now()
        given = await run_in_threadpool(read, book, now)
        at = now.astimezone(VIETNAM).strftime("%H:%M, %d/%m/%Y")
        whose = {"form_token": self._gate.form_token(token), "at": at, "plan": book.campaign.name}
        return self._page(template, {**whose, **given})

    def _refusal(self, what: str, status: int) -> Response:
        return self._page("desk_refusal.html", {"what": what}, status)

    def _page(self, template: str, given: Mapping[str, object], status: int = 200) -> Response:
        book = self._book()
        page = self._templates.get_template(template)
        looks = {"icon": self._shelf.url("icon.svg"), "sheet": f"/desk{self._own_shelf.url('desk.css')}"}
        html = page.render(say=book.copy.say, commune=book.campaign.commune, **looks, **given)
        return HTMLResponse(html, status, headers=HEADERS)


def desk_routes(
    site: Site,
    store: Store,
    book: Callable[[], Book],
    now: Callable[[], datetime],
    monotonic: Callable[[], float] = time.monotonic,
) -> list[BaseRoute]:
    """The desk of one installation."""
    gate = DeskGate(site, store.desk, now, monotonic)
    return Desk(gate, store, book, Shelf(STATIC)).routes()
