"""Room: storage. Roles: who holds which role, in which villages, and the number they go by in the audit."""

from datetime import datetime
from sqlite3 import Connection

from bot.model.role import Role
from bot.model.urn import ContactId
from storage.moments import written


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


def take(db: Connection, contact_id: ContactId) -> None:
    """Take every role away; the audit stays, with a number that leads to nobody any more."""
    db.execute("DELETE FROM roles WHERE contact_id = ?", (contact_id,))
    db.execute("DELETE FROM actors WHERE contact_id = ?", (contact_id,))


def actor(db: Connection, contact_id: ContactId) -> int:
    """The number a person goes by in the audit, given on first use."""
    db.execute("INSERT INTO actors (contact_id) VALUES (?) ON CONFLICT DO NOTHING", (contact_id,))
    row = db.execute("SELECT actor FROM actors WHERE contact_id = ?", (contact_id,)).fetchone()
    return int(row[0])
