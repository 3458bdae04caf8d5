"""Room: storage. Households: people who learn together, by a code of their own. Without members there is none."""

from datetime import datetime
from sqlite3 import Connection

from bot.model.urn import ContactId
from storage import models
from storage.errors import Outdated
from storage.moments import written


def make(db: Connection, founder: ContactId, code: str, now: datetime) -> None:
    """A new household with one member.

    Raises:
        Outdated: the code is in use, so another one has to be drawn.
    """
    leave(db, founder)
    row = db.execute(
        "INSERT INTO households (code, made_at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id", (code, written(now))
    ).fetchone()
    if row is None:
        raise Outdated("this code is in use")
    join(db, row[0], founder, now)


def join(db: Connection, number: int, contact_id: ContactId, now: datetime) -> None:
    """One member more; of one household at a time.

    Raises:
        Outdated: the household is gone.
    """
    if db.execute("SELECT 1 FROM households WHERE id = ?", (number,)).fetchone() is None:
        raise Outdated("the household is gone")
    if models.household_of(db, contact_id) not in (None, number):
        leave(db, contact_id)
    db.execute(
        "INSERT INTO household_members (contact_id, household_id, joined_at) SELECT id, ?, ? FROM contacts"
        " WHERE id = ? AND consent = 'given' ON CONFLICT DO NOTHING",
        (number, written(now), contact_id),
    )
    models.household(db, number)


def leave(db: Connection, contact_id: ContactId) -> None:
    """One member fewer."""
    number = models.household_of(db, contact_id)
    db.execute("DELETE FROM household_members WHERE contact_id = ?", (contact_id,))
    models.household(db, number, contact_id)
    sweep(db)


def sweep(db: Connection) -> None:
    """Forget households that nobody belongs to."""
    db.execute("DELETE FROM households WHERE id NOT IN (SELECT household_id FROM household_members)")
