"""Room: storage. Sessions: where each contact is in a conversation."""

from sqlite3 import Connection

from bot.model.session import Session, pack_session, unpack_session
from bot.model.urn import ContactId
from storage.moments import written


def load(db: Connection, contact_id: ContactId) -> Session | None:
    """The waiting step, expired or not: whether time has run out is for the decision's clock."""
    row = db.execute("SELECT body FROM sessions WHERE contact_id = ?", (contact_id,)).fetchone()
    try:
        return unpack_session(row[0]) if row else None
    except (LookupError, TypeError, ValueError):  # Of another version of the program: the talk begins anew.
        return None


def save(db: Connection, contact_id: ContactId, session: Session | None) -> None:
    """Replace or end the conversation."""
    if session is None:
        db.execute("DELETE FROM sessions WHERE contact_id = ?", (contact_id,))
        return
    expires = written(session.expires_at) if session.expires_at else None
    db.execute(
        "INSERT INTO sessions (contact_id, body, expires_at) VALUES (?, ?, ?)"
        " ON CONFLICT (contact_id) DO UPDATE SET body = excluded.body, expires_at = excluded.expires_at",
        (contact_id, pack_session(session), expires),
    )
