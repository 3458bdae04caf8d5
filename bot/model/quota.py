"""Room: model. Quota: a month's messages that an account carries, and the counter that survives restarts."""

from datetime import datetime
from typing import Final, Protocol

FULL: Final = 0.8
"""The part of a month's messages from which on only replies and help go out; the rest is kept for them."""


class Meter(Protocol):
    """Counts one channel's messages, in both directions."""

    @property
    def monthly(self) -> int | None:
        """How many a month has; None when nobody sets a limit."""
        ...

    async def count(self, now: datetime) -> None:
        """One more was carried."""
        ...


class Uncounted:
    """The meter of a channel without a quota."""

    monthly = None

    async def count(self, now: datetime) -> None:
        """Nothing is to be counted."""


UNCOUNTED: Final = Uncounted()
