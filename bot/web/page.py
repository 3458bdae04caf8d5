"""Room: web. The chat page and its manifest: texts in, HTML and JSON out. It gives every visitor a cookie."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.web.address import is_https
from bot.web.cookie import NAME as COOKIE
from bot.web.cookie import CookieJar, nickname
from bot.web.frame import CODE
from bot.web.shelf import Shelf
from bot.web.site import Site

TEMPLATES: Final = Path(__file__).parent / "templates"
COLOUR: Final = "#0a58a8"


class ChatPage:
    """Everything of the page but the talk itself."""

    def __init__(self, site: Site, shelf: Shelf, jar: CookieJar) -> None:
        templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
        self._template = templates.get_template("chat.html")
        self._site = site
        self._jar = jar
        self.shelf = shelf

    async def home(self, request: Request) -> Response:
        """The endpoint of /."""
        return self._page(request, code="")

    async def shared(self, request: Request) -> Response:
        """The endpoint of /c/{code}. A garbled link still leads to the chat."""
        code: str = request.path_params["code"]
        return self._page(request, code) if CODE.fullmatch(code) else RedirectResponse("/", 303)

    async def manifest(self, request: Request) -> Response:
        """The endpoint of /manifest.webmanifest, for people who put the chat on their home screen."""
        icon = {"src": self.shelf.url("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
        return JSONResponse(
            {
                "name": self._site.texts["title"],
                "short_name": self._site.texts["short_title"],
                "description": self._site.texts["description"],
                "lang": "vi",
                "start_url": "/",
                "display": "standalone",
                "background_color": "#e9eff6",
                "theme_color": COLOUR,
                "icons": [icon],
            },
            media_type="application/manifest+json",
        )

    def _page(self, request: Request, code: str) -> Response:
        urn = self._jar.read(request.cookies.get(COOKIE)) or self._jar.new()
        html = self._template.render(
            texts=self._site.texts,
            shelf=self.shelf,
            code=code,
            me=nickname(urn),
            colour=COLOUR,
        )
        response = HTMLResponse(html, headers={"cache-control": "no-store"})
        self._jar.give(response, urn, https=is_https(request, self._site.trusted_proxy))
        return response
