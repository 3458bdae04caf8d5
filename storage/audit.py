"""Room: storage. The audit: what was done with a role, by whom (a number), never changed and never deleted.

Triggers refuse UPDATE, DELETE and REPLACE. It holds no address, no name and nobody's words.
"""

from datetime import datetime
from sqlite3 import Connection
from typing import Final

from bot.model.role import Role
from storage.moments import written

OPERATOR: Final = 0
"""Whoever works on the server's own command line."""


def note(db: Connection, actor: int, role: Role | str, name: str, deed: str, now: datetime) -> None:
    """One line more."""
    db.execute(
        "INSERT INTO audit (at, actor, role, name, deed) VALUES (?, ?, ?, ?, ?)",
        (written(now), actor, role, name, deed),
    )
