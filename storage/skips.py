"""Room: storage. Skips: lessons a placement quiz lets somebody leave out of their path. They count for nothing."""

from datetime import datetime
from sqlite3 import Connection

from bot.model.urn import ContactId
from storage.moments import day_of


def of(db: Connection, contact_id: ContactId) -> tuple[str, ...]:
    """What a person leaves out."""
    rows = db.execute("SELECT lesson FROM skips WHERE contact_id = ? ORDER BY lesson", (contact_id,))
    return tuple(row[0] for row in rows)


def add(db: Connection, contact_id: ContactId, lessons: tuple[str, ...], now: datetime) -> None:
    """Leave these out, for somebody who agreed to be remembered."""
    for lesson in lessons:
        db.execute(
            "INSERT INTO skips (contact_id, lesson, day) SELECT id, ?, ? FROM contacts"
            " WHERE id = ? AND consent = 'given' ON CONFLICT DO NOTHING",
            (lesson, day_of(now), contact_id),
        )


def forget_all(db: Connection, contact_id: ContactId) -> None:
    """The whole path lies ahead again."""
    db.execute("DELETE FROM skips WHERE contact_id = ?", (contact_id,))
