"""Room: storage. Desk: links that let an organizer in once, and who is in now. Both are kept as keyed hashes only.

A role that is taken takes both rows with it (a trigger of the schema), so that a desk never outlives its organizer.
"""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from bot.model.desk import IDLE, LONGEST
from bot.model.role import Role
from bot.model.urn import ContactId
from storage import audit, roles
from storage.invites import hashed
from storage.moments import read, written
from storage.writer import Writer

_MAY = (
    "EXISTS (SELECT 1 FROM roles r JOIN contacts c ON c.id = r.contact_id"
    " WHERE c.id = :contact AND r.role = 'organizer' AND c.consent = 'given')"
)


@dataclass(frozen=True, slots=True)
class DeskDoor:
    """The part of the Store that the desk asks: who may come in, who is in."""

    writer: Writer
    reader: Connection
    key: str

    async def enter(self, code: str, token: str, now: datetime) -> bool:
        """Spend the link with this code; from now on whoever has `token` is in. False when it opens nothing."""
        return await self.writer.do(lambda db: enter(db, code, token, self.key, now))

    def is_in(self, token: str, now: datetime) -> bool:
        """Whether somebody with this token is at the desk and still an organizer."""
        return _who(self.reader, token, self.key, now) is not None

    async def stay(self, token: str, now: datetime) -> None:
        """A page was opened, so the half hour begins anew."""
        await self.writer.do(lambda db: stay(db, token, self.key, now))

    async def leave(self, token: str) -> None:
        """Nobody has this token any more."""
        await self.writer.do(
            lambda db: db.execute("DELETE FROM desk_sessions WHERE hash = ?", (_hash(token, self.key),))
        )

    async def note(self, token: str, deed: str, now: datetime) -> bool:
        """A line of the audit for whoever has this token. False, and nothing noted, when nobody is in with it."""
        return await self.writer.do(lambda db: note(db, token, deed, self.key, now))


def make_link(db: Connection, contact_id: ContactId, code: str, key: str, until: datetime) -> None:
    """Keep a new link; whatever this person asked for before opens nothing any more."""
    db.execute("DELETE FROM desk_links WHERE contact_id = ?", (contact_id,))
    db.execute(
        f"INSERT INTO desk_links (hash, contact_id, expires_at) SELECT :hash, :contact, :until WHERE {_MAY}",
        {"hash": _hash(code, key), "contact": contact_id, "until": written(until)},
    )


def enter(db: Connection, code: str, token: str, key: str, now: datetime) -> bool:
    """Spend a link. The row goes, so that a second try, however fast, finds none."""
    row = db.execute(
        "DELETE FROM desk_links WHERE hash = ? RETURNING contact_id, expires_at", (_hash(code, key),)
    ).fetchone()
    if row is None or row[1] <= written(now):
        return False
    made = db.execute(
        "INSERT INTO desk_sessions (hash, contact_id, made_at, expires_at)"
        f" SELECT :hash, :contact, :now, :until WHERE {_MAY}",
        {"hash": _hash(token, key), "contact": row[0], "now": written(now), "until": written(now + IDLE)},
    )
    if made.rowcount == 1:
        audit.note(db, roles.actor(db, row[0]), Role.ORGANIZER, "desk", "enter", now)
    return made.rowcount == 1


def stay(db: Connection, token: str, key: str, now: datetime) -> None:
    """Another half hour, never beyond the longest stay."""
    row = db.execute("SELECT made_at FROM desk_sessions WHERE hash = ?", (_hash(token, key),)).fetchone()
    if row is not None:
        until = min(now + IDLE, read(row[0]) + LONGEST)
        db.execute("UPDATE desk_sessions SET expires_at = ? WHERE hash = ?", (written(until), _hash(token, key)))


def note(db: Connection, token: str, deed: str, key: str, now: datetime) -> bool:
    """What was taken away from the desk, by the number of the audit."""
    contact_id = _who(db, token, key, now)
    if contact_id is None:
        return False
    audit.note(db, roles.actor(db, contact_id), Role.ORGANIZER, "desk", deed, now)
    return True


def _who(db: Connection, token: str, key: str, now: datetime) -> ContactId | None:
    row = db.execute(
        "SELECT s.contact_id FROM desk_sessions s JOIN contacts c ON c.id = s.contact_id"
        " WHERE s.hash = ? AND s.expires_at > ? AND c.consent = 'given'"
        " AND EXISTS (SELECT 1 FROM roles r WHERE r.contact_id = c.id AND r.role = 'organizer')",
        (_hash(token, key), written(now)),
    ).fetchone()
    return ContactId(row[0]) if row else None


def _hash(code: str, key: str) -> bytes:
    """Not the hash of an invite, even of the same letters."""
    return hashed(f"desk:{code}", key)
