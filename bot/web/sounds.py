"""Room: web. Sounds: a voice message recorded on the page comes in. It knows no store and no decision.

Only somebody who has just been asked to read aloud may leave one; what it is good for is decided when the page says it.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.body import read_body
from bot.model.channel import File
from bot.model.sound import MOST, sound
from bot.model.urn import Urn
from bot.web.address import address_of_peer, is_same_origin
from bot.web.cookie import NAME as COOKIE
from bot.web.cookie import CookieJar
from bot.web.flood import Gate, Verdict
from bot.web.site import Site

NAME: Final = "giong-doc"


@dataclass(frozen=True, slots=True)
class Ears:
    """`expects` says whether somebody was asked to read aloud, `keep` keeps a recording and gives its token."""

    expects: Callable[[Urn], bool]
    keep: Callable[[Urn, File], Awaitable[str]]


def sounds_route(site: Site, ears: Ears, monotonic: Callable[[], float] = time.monotonic) -> Route:
    """POST /sound: its bytes, answered with the token that a "voice" frame then carries."""
    jar, gate = CookieJar(site.secret), Gate(monotonic)

    async def take(request: Request) -> Response:
        urn = jar.read(request.cookies.get(COOKIE))
        if urn is None or not is_same_origin(request):
            return Response(status_code=403)
        if gate.may_speak(urn, address_of_peer(request, site.trusted_proxy)) is not Verdict.GO:
            return Response(status_code=429)
        if not ears.expects(urn):
            return Response(status_code=403)
        data = await read_body(request, MOST)
        if data is None:
            return Response(status_code=413)
        found = sound(data, NAME)
        return JSONResponse({"file": await ears.keep(urn, found)}) if found else Response(status_code=415)

    return Route("/sound", take, methods=["POST"])
