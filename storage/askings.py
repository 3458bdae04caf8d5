"""Room: storage. Askings: which of our questions a person was asked, how often and when last: no answer of theirs."""

from datetime import datetime
from sqlite3 import Connection

from bot.model.asking import About, Asking
from bot.model.urn import ContactId
from storage.moments import read, written


def of(db: Connection, contact_id: ContactId) -> tuple[Asking, ...]:
    """What they were asked."""
    rows = db.execute("SELECT about, times, last_at FROM askings WHERE contact_id = ? ORDER BY about", (contact_id,))
    return tuple(Asking(About(about), times, read(last)) for about, times, last in rows)


def note(db: Connection, contact_id: ContactId, about: About, now: datetime) -> None:
    """Once more."""
    db.execute(
        "INSERT INTO askings (contact_id, about, last_at) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET times = times + 1, last_at = excluded.last_at",
        (contact_id, about, written(now)),
    )


def forget(db: Connection, contact_id: ContactId) -> None:
    """They said yes or no to being remembered: what was asked until then no longer matters."""
    db.execute("DELETE FROM askings WHERE contact_id = ?", (contact_id,))
