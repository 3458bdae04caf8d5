"""Room: storage. Watch: when the things that must happen every night last happened, and how they went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from storage.moments import read, written


@dataclass(frozen=True, slots=True)
class Sign:
    """The last time of one thing. `n` is what it found (broken promises of the ledger) or made (bytes of a backup)."""

    at: datetime
    n: int


def note(db: Connection, name: str, n: int, now: datetime) -> None:
    """Remember that `name` has just happened."""
    db.execute(
        "INSERT INTO watch (name, at, n) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET at = excluded.at, n = excluded.n",
        (name, written(now), n),
    )


def signs(db: Connection) -> Mapping[str, Sign]:
    """Everything noted so far, by name."""
    return {name: Sign(read(at), n) for name, at, n in db.execute("SELECT name, at, n FROM watch").fetchall()}
