"""Room: channels. Zalo's HTTP: post and tell an answer from silence. It knows no error code of either product.

A Zalo Bot's token stands in its URL and httpx puts URLs into its exceptions, so none of them leaves this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

from bot.model.channel import ConnectionFailed, File, Misconfigured, SendError, Throttled

SECONDS: Final = 10.0
"""How long an ordinary call may take."""

QUOTA_PAUSE: Final = 300.0
"""Seconds to leave Zalo alone after a 429, which names no time of its own (facts/zalo.md §1.8)."""

_SERVER_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `fields` is empty for anything but a JSON object: a gateway's HTML page, say."""

    status: int
    fields: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def new_client() -> httpx.AsyncClient:
    """A client that takes no proxy from the environment: only Settings reads that."""
    return httpx.AsyncClient(timeout=SECONDS, trust_env=False)


async def post(
    client: httpx.AsyncClient,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    json: Mapping[str, object] | None = None,
    form: Mapping[str, str] | None = None,
    file: File | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """Send and wait for an answer, whatever it says.

    Raises:
        ConnectionFailed: none came.
        Misconfigured: the address cannot be one.
    """
    files = {"file": (file.name, file.data, file.media_type)} if file else None
    try:
        response = await client.post(url, headers=headers, json=json, data=form, files=files, timeout=seconds)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise Misconfigured("the base URL is no web address") from None
    except httpx.HTTPError as error:
        raise ConnectionFailed(type(error).__name__) from None
    return Answer(response.status_code, _fields(response), response.headers)


def trouble(answer: Answer) -> SendError | None:
    """What the HTTP layer alone says went wrong; None when the body has to be read."""
    if answer.status == httpx.codes.TOO_MANY_REQUESTS:
        return Throttled(_retry_after(answer))
    if answer.status >= _SERVER_ERROR or not answer.fields:
        return ConnectionFailed(f"HTTP {answer.status}")
    return None


def number(value: object, otherwise: int) -> int:
    """A code as a number; Zalo writes some of them as text."""
    try:
        return int(str(value))
    except ValueError:
        return otherwise


def _fields(response: httpx.Response) -> Mapping[str, object]:
    try:
        fields = response.json()
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _retry_after(answer: Answer) -> float:
    given = answer.headers.get("retry-after", "")
    return float(given) if given.isdecimal() else QUOTA_PAUSE
