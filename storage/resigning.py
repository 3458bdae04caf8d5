"""Room: storage. Resigning: a role ends, by its holder's word or the operator's, and nobody is left waiting."""

from datetime import datetime
from sqlite3 import Connection

from bot.model.urn import ContactId
from storage import audit, helps, mentorings, roles


def resign(db: Connection, contact_id: ContactId, now: datetime) -> None:
    """What they took goes to others, those they mentored are asked whether they want somebody else."""
    helps.let_go(db, contact_id, now)
    mentorings.resign(db, contact_id, now)
    roles.take(db, contact_id)


def dismiss(db: Connection, number: int, now: datetime) -> bool:
    """The operator's word, with its line in the audit. False when nobody goes by this number."""
    row = db.execute("SELECT contact_id FROM actors WHERE actor = ?", (number,)).fetchone()
    if row is None:
        return False
    resign(db, ContactId(row[0]), now)
    audit.note(db, audit.OPERATOR, "operator", "roles remove", str(number), now)
    return True
