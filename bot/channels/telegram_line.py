"""Room: channels. Line: calls of the Bot API through python-telegram-bot's transport; raw JSON in and out.

It may not know what an update or a message means. Every failure leaves here as a SendError.
"""

import asyncio
import logging
import ssl
import warnings
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import quote

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bot.channels.telegram_errors import classified
from bot.model.channel import ConnectionFailed, Rejected
from bot.model.channel import Final as Hopeless

OFFICIAL: Final = "https://api.telegram.org"

READ_SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 10.0
POOL_SECONDS: Final = 5.0

CONNECTIONS: Final = 16
"""At thirty messages a second enough for answers that take half a second. Before each request httpcore looks at every
connection it has and every request that waits, so many of either cost more than they bring."""

_MUTED: Final = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram": logging.CRITICAL}
"""They write addresses into the log, which hold the token; the last one also any answer it cannot read, which
may be a proxy's page with our address in it, or half of somebody's message. What fails we log ourselves."""


class Line:
    """One pool of connections. Polling and sending have a line each, so neither waits for the other."""

    def __init__(self, token: str, *, base_url: str = "", proxy: str = "", connections: int = CONNECTIONS) -> None:
        _quieten()
        self._token = token
        self._base_url = bot_url(base_url)
        self._files = files_url(self._base_url, token)
        self._proxy = proxy
        self._connections = connections
        self._free = asyncio.Semaphore(connections)
        self._open()

    async def call(self, method: str, fields: Mapping[str, Any], *, wait: float = 0.0) -> Any:
        """The `result` of a method. `wait` is how long the server may think before it answers.

        Raises:
            SendError: as telegram_errors classifies it.
        """
        try:
            async with self._free:
                return await self._bot.do_api_request(method, api_kwargs=dict(fields), read_timeout=READ_SECONDS + wait)
        except TelegramError as error:
            refusal = classified(error, self._token)
        except (LookupError, TypeError, ValueError, AttributeError, RuntimeError) as error:
            refusal = ConnectionFailed(f"no answer of the Bot API: {type(error).__name__}")
        # Raised out here so that the cause stays behind: its words may repeat the address with the token.
        raise refusal

    async def fetch(self, file_id: str, most: int) -> bytes:
        """What somebody sent, by its id, if it has no more than `most` bytes. Telegram serves it for an hour at least.

        Raises:
            SendError: as telegram_errors classifies it; Rejected when it is too large, or not to be had over HTTP.
        """
        found = await self.call("getFile", {"file_id": file_id})
        path = str(found.get("file_path", "")) if isinstance(found, dict) else ""
        if not path or path.startswith("/") or found.get("file_size", 0) > most:
            raise Rejected("no file that we take")
        try:
            return await self._request.retrieve(f"{self._files}/{quote(path)}", read_timeout=READ_SECONDS)
        except TelegramError as error:
            refusal = classified(error, self._token)
        # The token has just been good for the question where it lies, so a refusal now speaks of the file.
        raise Rejected("it is gone") if isinstance(refusal, Hopeless) else refusal

    async def renew(self) -> None:
        """Drop every connection and start with fresh ones: one may be stuck for good behind a bad proxy."""
        stale = self._request
        self._open()
        await stale.shutdown()

    async def close(self) -> None:
        """Hang up. A call after this fails."""
        await self._request.shutdown()

    def _open(self) -> None:
        self._request = HTTPXRequest(
            connection_pool_size=self._connections,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            pool_timeout=POOL_SECONDS,
            proxy=self._proxy or None,
            httpx_kwargs={"trust_env": False, "verify": _trusted()},
        )
        self._bot = Bot(
            self._token,
            base_url=self._base_url,
            request=self._request,
            get_updates_request=self._request,
        )


def bot_url(base_url: str) -> str:
    """The address up to the token. A bare host is enough; "/bot" at its end or "{token}" in it are fine too."""
    url = (base_url or OFFICIAL).rstrip("/")
    return url if "{token}" in url or url.endswith("/bot") else f"{url}/bot"


def files_url(bot_url: str, token: str) -> str:
    """Where files are fetched from: "/file" stands in front of the last "/bot"."""
    head, slash, tail = bot_url.rpartition("/bot")
    return f"{head}/file{slash}{tail}".replace("{token}", "") + token


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the certificates takes longer than everything else here, so all lines share them."""
    return httpx.create_ssl_context(trust_env=False)


def _quieten() -> None:
    """No addresses in the log, and no advice to use the calls that parse what they should not."""
    for name, level in _MUTED.items():
        logging.getLogger(name).setLevel(level)
    warnings.filterwarnings("ignore", r"Please use 'Bot\.", PTBUserWarning)
    warnings.filterwarnings("ignore", r".*`retry_after` will be of type", PTBDeprecationWarning)
