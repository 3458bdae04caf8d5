"""Room: storage. Invites: one-time codes, kept as keyed hashes; each works once, for some days, until revoked."""

from datetime import datetime
from hashlib import blake2b
from sqlite3 import Connection

from bot.model.invite import PAUSE, TRIES, Invite
from bot.model.role import Role
from bot.model.urn import ContactId
from storage import audit
from storage.errors import Outdated
from storage.moments import read, written

_OPEN = "used_at IS NULL AND revoked_at IS NULL AND expires_at > ?"


def hashed(code: str, key: str) -> bytes:
    """What is kept of a code. Without the installation's key a stolen file gives no codes away."""
    return blake2b(code.encode(), key=blake2b(key.encode(), digest_size=32).digest(), digest_size=32).digest()


def make(
    db: Connection,
    code: str,
    key: str,
    role: Role,
    villages: tuple[str, ...],
    actor: int,
    until: datetime,
    now: datetime,
) -> int:
    """Keep a new invite; the number it goes by.

    Raises:
        Outdated: the code exists already, so another one has to be drawn.
    """
    row = db.execute(
        "INSERT INTO invites (hash, role, villages, made_by, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING RETURNING id",
        (hashed(code, key), role, " ".join(villages), actor, written(now), written(until)),
    ).fetchone()
    if row is None:
        raise Outdated("this code exists")
    return int(row[0])


def by_operator(
    db: Connection, code: str, key: str, role: Role, villages: tuple[str, ...], until: datetime, now: datetime
) -> int:
    """The same from the server's own command line, with its line in the audit."""
    number = make(db, code, key, role, villages, audit.OPERATOR, until, now)
    audit.note(db, audit.OPERATOR, "operator", "invite", f"InviteMade {role} {' '.join(villages)}".strip(), now)
    return number


def find(db: Connection, code: str, key: str, contact_id: ContactId, now: datetime) -> Invite | None:
    """The open invite with this code. Whoever guessed too often finds none, right or wrong."""
    if wrong(db, contact_id, now) >= TRIES:
        return None
    row = db.execute(
        f"SELECT id, role, villages, expires_at FROM invites WHERE hash = ? AND {_OPEN}",
        (hashed(code, key), written(now)),
    ).fetchone()
    return Invite(row[0], Role(row[1]), tuple(row[2].split()), read(row[3])) if row else None


def use(db: Connection, number: int, now: datetime) -> None:
    """Spend it.

    Raises:
        Outdated: somebody else was faster, or it was revoked meanwhile.
    """
    at = written(now)
    used = db.execute(f"UPDATE invites SET used_at = ? WHERE id = ? AND {_OPEN}", (at, number, at))
    if used.rowcount != 1:
        raise Outdated("the invite is no longer open")


def revoke(db: Connection, number: int, now: datetime) -> None:
    """Close an unused one."""
    db.execute("UPDATE invites SET revoked_at = ? WHERE id = ? AND used_at IS NULL", (written(now), number))


def note_wrong(db: Connection, contact_id: ContactId, now: datetime) -> None:
    """One wrong code more."""
    db.execute(
        "INSERT INTO wrong_codes (contact_id, at) SELECT id, ? FROM contacts WHERE id = ?", (written(now), contact_id)
    )


def wrong(db: Connection, contact_id: ContactId, now: datetime) -> int:
    """How many wrong codes a person gave lately."""
    row = db.execute(
        "SELECT count(*) FROM wrong_codes WHERE contact_id = ? AND at > ?", (contact_id, written(now - PAUSE))
    ).fetchone()
    return int(row[0])
