"""Room: model. TokenPair: a provider's short-lived key with the single-use one that renews it; TokenShelf keeps it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What the provider gave last. An empty `access` means that there is only a refresh token so far."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    fresh_until: datetime
    """Aware UTC: from here on a new pair is asked for. The access token works for some hours longer."""


class TokenShelf(Protocol):
    """Where one channel's pair lies. A refresh token works once, so every step is on disk before the next.

    Any method may raise the store's own error; then nothing was changed.
    """

    async def load(self) -> TokenPair | None:
        """The current pair; None when the operator has given none."""
        ...

    async def claim(self, refresh: str, now: datetime, until: datetime) -> bool:
        """Write down that `refresh` is about to be spent, so that nobody else spends it before `until`.

        False when somebody is spending it already, or it is no longer the current one.
        """
        ...

    async def save(self, pair: TokenPair) -> None:
        """Replace the pair and end the claim, both at once."""
        ...
