"""Room: storage. Roles: who holds which role, in which villages, and the number they go by in the audit."""

from datetime import datetime
from sqlite3 import Connection
from typing import Final

from bot.model.role import Role
from bot.model.urn import ContactId
from storage.moments import written

UNKNOWN: Final = -1
"""Someone who had themselves erased in the very turn that is noted down."""


def of(db: Connection, contact_id: ContactId) -> frozenset[Role]:
    """The roles a person holds."""
    rows = db.execute("SELECT DISTINCT role FROM roles WHERE contact_id = ?", (contact_id,))
    return frozenset(Role(row[0]) for row in rows)


def held(db: Connection, contact_id: ContactId) -> tuple[frozenset[Role], tuple[str, ...]]:
    """The roles a person holds, and where a volunteer works, in the order of the villages' ids."""
    query = "SELECT role, village FROM roles WHERE contact_id = ? ORDER BY village"
    rows = db.execute(query, (contact_id,)).fetchall()
    villages = tuple(village for role, village in rows if village and role == Role.VOLUNTEER)
    return frozenset(Role(role) for role, _ in rows), villages


def give(db: Connection, contact_id: ContactId, role: Role, places: tuple[str, ...], now: datetime) -> None:
    """Let somebody who agreed to be remembered hold a role, in these villages or, with none, wherever it reaches."""
    for place in places or ("",):
        db.execute(
            "INSERT INTO roles (contact_id, role, village, since) SELECT id, ?, ?, ? FROM contacts"
            " WHERE id = ? AND consent = 'given' ON CONFLICT DO NOTHING",
            (role, place, written(now), contact_id),
        )
    actor(db, contact_id)


def take(db: Connection, contact_id: ContactId) -> None:
    """Take every role away; the audit stays, with a number that leads to nobody any more."""
    db.execute("DELETE FROM roles WHERE contact_id = ?", (contact_id,))
    db.execute("DELETE FROM actors WHERE contact_id = ?", (contact_id,))


def actor(db: Connection, contact_id: ContactId) -> int:
    """The number a person goes by in the audit, given on first use."""
    db.execute(
        "INSERT INTO actors (contact_id) SELECT id FROM contacts WHERE id = ? ON CONFLICT DO NOTHING", (contact_id,)
    )
    row = db.execute("SELECT actor FROM actors WHERE contact_id = ?", (contact_id,)).fetchone()
    return int(row[0]) if row else UNKNOWN
