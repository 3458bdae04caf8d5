"""Room: storage. Roles: who holds which role, in which villages, and the number they go by in the audit."""

from datetime import datetime
from sqlite3 import Connection
from typing import Final

from bot.model.role import Role
from bot.model.urn import ContactId
from storage import audit
from storage.moments import written

UNKNOWN: Final = -1
"""Someone who had themselves erased in the very turn that is noted down."""


def of(db: Connection, contact_id: ContactId) -> frozenset[Role]:
    """The roles a person holds."""
    rows = db.execute("SELECT DISTINCT role FROM roles WHERE contact_id = ?", (contact_id,))
    return frozenset(Role(row[0]) for row in rows)


def villages(db: Connection, contact_id: ContactId) -> tuple[str, ...]:
    """Where a volunteer works, in the order of their ids."""
    rows = db.execute(
        "SELECT village FROM roles WHERE contact_id = ? AND role = ? AND village <> '' ORDER BY village",
        (contact_id, Role.VOLUNTEER),
    )
    return tuple(row[0] for row in rows)


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


def remove(db: Connection, number: int, now: datetime) -> bool:
    """The operator's word, with its line in the audit. False when nobody goes by this number."""
    row = db.execute("SELECT contact_id FROM actors WHERE actor = ?", (number,)).fetchone()
    if row is None:
        return False
    take(db, row[0])
    audit.note(db, audit.OPERATOR, "operator", "roles remove", str(number), now)
    return True


def actor(db: Connection, contact_id: ContactId) -> int:
    """The number a person goes by in the audit, given on first use."""
    db.execute(
        "INSERT INTO actors (contact_id) SELECT id FROM contacts WHERE id = ? ON CONFLICT DO NOTHING", (contact_id,)
    )
    row = db.execute("SELECT actor FROM actors WHERE contact_id = ?", (contact_id,)).fetchone()
    return int(row[0]) if row else UNKNOWN
