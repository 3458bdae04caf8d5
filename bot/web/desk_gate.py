"""Room: web. Desk gate: the desk's cookie, the token that its forms carry, and how often somebody may knock."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Final, Protocol
from urllib.parse import parse_qsl

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from bot.channels.body import read_body
from bot.web.address import address_of_peer, is_https
from bot.web.flood import Flood, Verdict
from bot.web.site import Site

COOKIE: Final = "hvs_desk"
FORM_BYTES: Final = 4096
"""A form of ours is a few words; nothing longer is read."""


class Door(Protocol):
    """Who may come in and who is in, as the store knows it."""

    async def enter(self, code: str, token: str, now: datetime) -> bool:
        """Spend a link."""
        ...

    def is_in(self, token: str, now: datetime) -> bool:
        """Whether this token is at the desk."""
        ...

    async def stay(self, token: str, now: datetime) -> None:
        """Begin the half hour anew."""
        ...

    async def leave(self, token: str) -> None:
        """Close this token's desk."""
        ...

    async def note(self, token: str, deed: str, now: datetime) -> bool:
        """A line of the audit."""
        ...


class DeskGate:
    """Cookies, form tokens and floods of the desk. It never sees a figure."""

    def __init__(self, site: Site, door: Door, now: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._site = site
        self.door = door
        self.now = now
        self._key = blake2b(site.secret.encode(), person=b"desk form").digest()
        self._knocks = Flood(10, 1 / 30, monotonic)
        self._downloads = Flood(12, 1 / 20, monotonic)

    def may_knock(self, request: Request) -> bool:
        """One more try to get in from this address."""
        return self._knocks.take(address_of_peer(request, self._site.trusted_proxy)) is Verdict.GO

    def may_download(self, token: str) -> bool:
        """One more file for whoever is in."""
        return self._downloads.take(self.form_token(token)) is Verdict.GO

    def token(self, connection: HTTPConnection) -> str | None:
        """The token of whoever is at the desk now; None for everybody else."""
        token = connection.cookies.get(COOKIE, "")
        return token if token and self.door.is_in(token, self.now()) else None

    def form_token(self, token: str) -> str:
        """What a form of this person carries, so that no other page can send it for them."""
        return blake2b(token.encode(), key=self._key, digest_size=16).hexdigest()

    def is_ours(self, form: Mapping[str, str], token: str) -> bool:
        """Whether a form came from a page that this person was given."""
        return hmac.compare_digest(form.get("form_token", "").encode(), self.form_token(token).encode())

    async def let_in(self, code: str) -> str | None:
        """A new token for whoever has this code, if it opens anything."""
        token = secrets.token_urlsafe(32)
        return token if await self.door.enter(code, token, self.now()) else None

    def give(self, request: Request, response: Response, token: str) -> None:
        """Set the cookie for as long as the browser is open; how long it works is the store's to say."""
        https = is_https(request, self._site.trusted_proxy)
        response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=https, path="/desk")

    def take_back(self, response: Response) -> None:
        """Have the browser forget it."""
        response.delete_cookie(COOKIE, path="/desk", httponly=True, samesite="strict")


def from_elsewhere(request: Request) -> bool:
    """Whether the browser itself says that another site sent this form."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a form; none of one that is too long or no text."""
    body = await read_body(request, FORM_BYTES) or b""
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=8))
    except ValueError:
        return {}
