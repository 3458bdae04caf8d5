"""Room: storage. Shelf: one channel's tokens behind the Store's writer, as bot.model.token.TokenShelf asks."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.model.token import TokenPair
from storage import tokens
from storage.writer import Writer


@dataclass(frozen=True, slots=True)
class Shelf:
    """The pair of channel `name` whose line began with `seed`."""

    writer: Writer
    name: str
    seed: str = field(repr=False)

    async def load(self) -> TokenPair | None:
        """The current pair."""
        return await self.writer.do(lambda db: tokens.load(db, self.name, self.seed))

    async def claim(self, refresh: str, now: datetime, until: datetime) -> bool:
        """Mark a refresh token as being spent."""
        return await self.writer.do(lambda db: tokens.claim(db, self.name, self.seed, refresh, now, until))

    async def save(self, pair: TokenPair) -> None:
        """Replace the pair."""
        await self.writer.do(lambda db: tokens.save(db, self.name, self.seed, pair))
