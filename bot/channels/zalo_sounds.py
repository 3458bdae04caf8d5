"""Room: channels. Zalo's recordings: fetched from Zalo's own hosts and nowhere else, and never more than we take.

The address comes in a webhook that Zalo has signed; it is looked at all the same, so that nobody can ever make this
program open an address of theirs.
"""

import re
from collections.abc import Callable
from typing import Final

import httpx

from bot.model.channel import ConnectionFailed, Rejected
from bot.model.sound import MOST

_ADDRESS: Final = re.compile(r"https://(?:[a-z0-9-]+\.)*zdn\.vn(?::443)?/[^\s\\]*", re.IGNORECASE)
"""What people send lies on the subdomains of zdn.vn (facts/zalo.md §2.8). One expression over the whole address: two
readers of addresses may find two hosts in it."""

SECONDS: Final = 20.0
_AS_IT_IS: Final = {"accept-encoding": "identity"}
"""A sound is packed already. Whatever comes packed once more is not unpacked: a few bytes could become gigabytes."""


def is_zalos(address: str) -> bool:
    """Whether an address is one of Zalo's files: its hosts, by https, at the usual port, as nobody in particular."""
    return _ADDRESS.fullmatch(address) is not None


async def fetch(client: httpx.AsyncClient, address: str, trusted: Callable[[str], bool] = is_zalos) -> bytes:
    """What lies there. No redirect is followed: it could lead anywhere.

    Raises:
        ConnectionFailed: nobody answered, or not now.
        Rejected: it is not Zalo's address, is gone, or is too large.
    """
    if not trusted(address):
        raise Rejected("an address that is not Zalo's")
    try:
        async with client.stream("GET", address, headers=_AS_IT_IS, follow_redirects=False, timeout=SECONDS) as answer:
            if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                raise ConnectionFailed(f"HTTP {answer.status_code}")
            if answer.status_code != httpx.codes.OK:
                raise Rejected(f"HTTP {answer.status_code}")
            return await _read(answer)
    except httpx.InvalidURL:
        raise Rejected("an address that is none") from None
    except httpx.HTTPError as error:
        raise ConnectionFailed(type(error).__name__) from None


async def _read(answer: httpx.Response) -> bytes:
    parts, size = [], 0
    async for part in answer.aiter_raw():
        size += len(part)
        if size > MOST:
            raise Rejected("more than we take")
        parts.append(part)
    return b"".join(parts)
