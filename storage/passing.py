"""Room: storage. Passing on: what one person's turn has to tell another becomes an update of that other one.

So it is decided with all that is known of them, in the order of their own updates, and a kill loses nothing.
"""

from datetime import datetime
from sqlite3 import Connection

from bot.model.update import Passed, SavedUpdate, Update, unpack
from bot.model.urn import ContactId, UpdateId, Urn
from storage import updates
from storage.moments import read, written


def address(db: Connection, contact_id: ContactId) -> Urn | None:
    """Where a person is told something: the address they last wrote from."""
    row = db.execute(
        "SELECT urn FROM urns WHERE contact_id = ? ORDER BY heard_at DESC, urn LIMIT 1", (contact_id,)
    ).fetchone()
    return Urn(row[0]) if row else None


def pass_on(db: Connection, contact_id: ContactId, what: Passed, now: datetime) -> None:
    """Put it on the person's pile. It is part of a turn that is committed once, so it needs no key of its own."""
    urn = address(db, contact_id)
    if urn is None:
        return
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'updates'").fetchone()
    saved = updates.save(db, Update(urn, f"passed-{row[0] if row else 0}", now, what))
    if saved is not None:
        db.execute("UPDATE updates SET passed = 1 WHERE id = ?", (saved.id,))


def waiting(db: Connection) -> list[SavedUpdate]:
    """What was passed on and is not answered yet, oldest first."""
    rows = db.execute(
        "SELECT id, contact_id, urn, received_at, body FROM updates WHERE state = 'pending' AND passed = 1"
        " AND contact_id IS NOT NULL ORDER BY id"
    ).fetchall()
    return [
        SavedUpdate(UpdateId(number), ContactId(contact_id), Update(Urn(urn), f"#{number}", read(at), unpack(body)))
        for number, contact_id, urn, at, body in rows
    ]


def drop(db: Connection, contact_id: ContactId, now: datetime) -> None:
    """Pass nothing on to somebody who has stopped or is being erased."""
    db.execute(
        "UPDATE updates SET state = 'done', body = NULL, urn = NULL, ended_at = ?"
        " WHERE contact_id = ? AND state = 'pending' AND passed = 1",
        (written(now), contact_id),
    )
