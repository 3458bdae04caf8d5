"""Room: storage. Reminders: what a person asked to be told of, and the occasions they were told of already.

An occasion is told once: its key is unique for person and kind. Whether its message arrived is read from the outbox
row of the same update, so nothing has to be written twice.
"""

from datetime import datetime
from sqlite3 import Connection
from typing import Final

from bot.model.message import Lane
from bot.model.reminder import Kind
from bot.model.urn import ContactId, UpdateId
from storage import outbox
from storage.errors import Outdated
from storage.moments import written

UNDELIVERED: Final = (
    "SELECT 1 FROM outbox o WHERE o.update_id = occasions.update_id AND o.lane = 2"
    " AND o.state IN ('failed', 'cancelled')"
)
"""A reminder that never arrived; lane 2 is Lane.REMINDER, written out for the small index."""


def choose(db: Connection, contact_id: ContactId, kind: Kind, now: datetime) -> None:
    """They want this kind; nothing is kept without their consent."""
    db.execute(
        "INSERT INTO reminders (contact_id, kind, since) SELECT id, ?, ? FROM contacts"
        " WHERE id = ? AND consent = 'given' ON CONFLICT DO NOTHING",
        (kind, written(now), contact_id),
    )


def drop(db: Connection, contact_id: ContactId, kind: Kind | None, now: datetime) -> None:
    """They do not want this kind any more, or nothing at all; what is queued of it goes too."""
    db.execute("DELETE FROM reminders WHERE contact_id = ? AND kind = coalesce(?, kind)", (contact_id, kind))
    outbox.cancel(db, contact_id, now, "not wanted", Lane.BROADCAST if kind is Kind.NEWS else Lane.REMINDER)


def told(db: Connection, contact_id: ContactId, kind: Kind, key: str, update_id: UpdateId, now: datetime) -> None:
    """They are told of an occasion; again only if the first message never arrived.

    Raises:
        Outdated: they were told already.
    """
    db.execute(
        f"DELETE FROM occasions WHERE contact_id = ? AND kind = ? AND key = ? AND EXISTS ({UNDELIVERED})",
        (contact_id, kind, key),
    )
    noted = db.execute(
        "INSERT INTO occasions (contact_id, kind, key, said_at, update_id) SELECT id, ?, ?, ?, ? FROM contacts"
        " WHERE id = ? AND consent = 'given' ON CONFLICT DO NOTHING",
        (kind, key, written(now), update_id, contact_id),
    )
    if noted.rowcount != 1:
        raise Outdated("told already, or not to be remembered")


def opened(db: Connection, contact_id: ContactId, lesson: str, now: datetime) -> None:
    """The lesson they have begun, for those who want to be reminded of an unfinished one; nobody else's is kept."""
    db.execute(
        "UPDATE reminders SET lesson = ?, opened_at = ? WHERE contact_id = ? AND kind = ?",
        (lesson, written(now), contact_id, Kind.UNFINISHED),
    )


def learned(db: Connection, contact_id: ContactId, lesson: str, now: datetime) -> None:
    """It is finished: a reminder of it that still waits would be wrong."""
    db.execute(
        "UPDATE reminders SET lesson = NULL, opened_at = NULL WHERE contact_id = ? AND lesson = ?",
        (contact_id, lesson),
    )
    outbox.cancel(db, contact_id, now, "learned", Lane.REMINDER)


def forget_all(db: Connection, contact_id: ContactId, now: datetime) -> None:
    """Stop, or consent taken back: neither the wishes nor what came of them is kept."""
    drop(db, contact_id, None, now)
    db.execute("DELETE FROM occasions WHERE contact_id = ?", (contact_id,))
