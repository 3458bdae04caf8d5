"""Room: channels. The webhook: Telegram calls us. 200 means "on disk", 503 "keep it and try again".

The secret is compared before a byte of the body is read, and in constant time.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.body import read_body
from bot.channels.telegram_parse import KINDS
from bot.channels.telegram_reception import NotSaved, Reception

PATH: Final = "/webhooks/telegram"
HEADER: Final = "x-telegram-bot-api-secret-token"
BYTES: Final = 1_000_000
"""More than any update; what is longer is not Telegram's."""

WATCH_SECONDS: Final = 60.0
CONNECTIONS: Final = 40

log = structlog.get_logger("telegram")


@dataclass(frozen=True, slots=True)
class Hook:
    """The endpoint. `ready` says whether the bot knows its own name yet, without which groups go unheard."""

    secret: str
    reception: Reception
    ready: Callable[[], bool]

    def route(self) -> Route:
        """For the web server."""
        return Route(PATH, self._answer, methods=["POST"])

    async def _answer(self, request: Request) -> Response:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            log.warning("telegram_webhook_wrong_secret")
            return Response(status_code=403)
        body = await read_body(request, BYTES)
        if body is None:
            return Response(status_code=413)
        return await self._take(body) if self.ready() else Response(status_code=503)

    async def _take(self, body: bytes) -> Response:
        """A body nobody can read gets 200 too: refused, it would block its chat until it expires."""
        try:
            await self.reception.take([_read(body)])
        except NotSaved:
            return Response(status_code=503)
        return Response(status_code=200)


def _read(body: bytes) -> Any:
    """JSON, or nothing at all: Reception sets that aside and counts it."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def webhook(url: str, secret: str) -> Mapping[str, Any]:
    """What setWebhook takes. What waits at Telegram is kept: people wrote it while we were down."""
    return {
        "url": url,
        "secret_token": secret,
        "allowed_updates": list(KINDS),
        "max_connections": CONNECTIONS,
        "drop_pending_updates": False,
    }


def note(info: Any) -> None:
    """Log what getWebhookInfo complains about."""
    if isinstance(info, dict) and info.get("last_error_message"):
        log.warning(
            "telegram_webhook_trouble",
            pending=info.get("pending_update_count"),
            at=info.get("last_error_date"),
            words=info["last_error_message"],
        )
