"""Room: storage. Tokens: a channel's key pair, whose refresh token works only once. It knows no provider.

A line of tokens begins with the refresh token the operator set (the seed). A new seed begins a new line and leaves
the old one in place, so a mistyped setting can be taken back. Of the seed only a hash is kept.
"""

from datetime import UTC, datetime
from hashlib import blake2b
from sqlite3 import Connection

from bot.model.token import TokenPair
from storage.moments import read, written

_NEVER_FRESH = datetime(1970, 1, 1, tzinfo=UTC)


def load(db: Connection, name: str, seed: str) -> TokenPair | None:
    """The newest pair of the line that began with `seed`; None without a seed."""
    row = db.execute(
        "SELECT access, refresh, fresh_until FROM tokens WHERE name = ? AND seed = ?", (name, _print(seed))
    ).fetchone()
    if row is not None:
        return TokenPair(row[0], row[1], read(row[2]))
    return TokenPair("", seed, _NEVER_FRESH) if seed else None


def claim(db: Connection, name: str, seed: str, refresh: str, now: datetime, until: datetime) -> bool:
    """Mark `refresh` as being spent. False when it is claimed already, or is not the current one."""
    db.execute(
        "INSERT INTO tokens (name, seed, access, refresh, fresh_until) VALUES (?, ?, '', ?, ?)"
        " ON CONFLICT (name, seed) DO NOTHING",
        (name, _print(seed), seed, written(_NEVER_FRESH)),
    )
    claimed = db.execute(
        "UPDATE tokens SET spending_until = ? WHERE name = ? AND seed = ? AND refresh = ?"
        " AND (spending_until IS NULL OR spending_until <= ?)",
        (written(until), name, _print(seed), refresh, written(now)),
    )
    return claimed.rowcount == 1


def save(db: Connection, name: str, seed: str, pair: TokenPair) -> None:
    """Put the new pair in the place of the spent one and end the claim."""
    db.execute(
        "UPDATE tokens SET access = ?, refresh = ?, fresh_until = ?, spending_until = NULL WHERE name = ? AND seed = ?",
        (pair.access, pair.refresh, written(pair.fresh_until), name, _print(seed)),
    )


def _print(seed: str) -> bytes:
    """What tells one seed from another without being one."""
    return blake2b(seed.encode(), digest_size=16).digest()
