"""Room: app. Making share links: short codes a person can read out and type."""

import secrets
from typing import Final

from bot.app import clock
from bot.model.share import ShareLink
from storage import Store

_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0 O 1 I, which look alike on paper."""
_LENGTH: Final = 6


async def make_link(store: Store, lesson: str, unit: str | None, volunteer: str | None) -> ShareLink:
    """A new link, kept in the store. Codes are public: they identify nobody and open nothing but a lesson."""
    while True:
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        if store.share(code) is None:
            break
    link = ShareLink(code, lesson, unit, volunteer)
    await store.add_share(link, clock())
    return link
