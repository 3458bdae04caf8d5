"""Room: web. Cookie: the whole identity of a person in the web chat, a random number that we signed."""

import re
import secrets
from hashlib import blake2b
from typing import Final

from itsdangerous import BadData, URLSafeSerializer
from starlette.responses import Response

from bot.channels.web import NAME as CHANNEL
from bot.model.urn import Urn, address_of, make_urn

NAME: Final = "hvs"
SECONDS: Final = 400 * 24 * 3600
"""As long as browsers keep a cookie at all."""
_ID: Final = re.compile(r"[A-Za-z0-9_-]{22}")


class CookieJar:
    """Makes cookies, and knows its own from a forged one."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt="hocvuso.web.cookie")

    def new(self) -> Urn:
        """Somebody we have never met: 128 random bits."""
        return make_urn(CHANNEL, secrets.token_urlsafe(16))

    def read(self, value: str | None) -> Urn | None:
        """Whose cookie this is; None when it is missing, broken or not ours."""
        try:
            address = self._signer.loads(value or "")
        except BadData:
            return None
        if not isinstance(address, str) or not _ID.fullmatch(address):
            return None
        return make_urn(CHANNEL, address)

    def write(self, urn: Urn) -> str:
        """The value of this person's cookie."""
        return str(self._signer.dumps(address_of(urn)))

    def give(self, response: Response, urn: Urn, *, https: bool) -> None:
        """Set it, again at every visit, so that whoever comes once a year stays known."""
        response.set_cookie(
            NAME, self.write(urn), max_age=SECONDS, httponly=True, samesite="lax", secure=https, path="/"
        )


def nickname(urn: Urn) -> str:
    """What the page may know: enough to see that the person changed, too little to be that person."""
    return blake2b(urn.encode(), digest_size=6).hexdigest()
