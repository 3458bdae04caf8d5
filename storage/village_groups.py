"""Room: storage. Village groups: chats of many people, the one-time codes that link them to a village, their end."""

from datetime import datetime
from sqlite3 import Connection
from typing import Final

from bot.model.invite import TRIES
from bot.model.message import Lane
from bot.model.role import Role
from bot.model.urn import ContactId
from bot.model.village_group import GroupOffer
from storage import audit, invites, outbox, roles
from storage.errors import Outdated
from storage.moments import written

_HELD: Final = (
    "SELECT 1 FROM roles r WHERE r.contact_id = k.contact_id AND (r.role = 'organizer' OR r.village = k.village)"
)
"""Whoever made a code still works in its village."""


def make_code(db: Connection, contact_id: ContactId, code: str, key: str, village: str, until: datetime) -> None:
    """Keep a code; an older one of the same person no longer opens anything.

    Raises:
        Outdated: the code exists already.
    """
    db.execute("DELETE FROM group_codes WHERE contact_id = ?", (contact_id,))
    made = db.execute(
        "INSERT INTO group_codes (hash, contact_id, village, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (invites.hashed(code, key), contact_id, village, written(until)),
    )
    if made.rowcount != 1:
        raise Outdated("this code cannot be given out")


def find(db: Connection, code: str, key: str, contact_id: ContactId, now: datetime) -> GroupOffer | None:
    """The open code. A group in which was guessed too often finds none, right or wrong."""
    if invites.wrong(db, contact_id, now) >= TRIES:
        return None
    row = db.execute(
        f"SELECT id, village FROM group_codes k WHERE hash = ? AND expires_at > ? AND EXISTS ({_HELD})",
        (invites.hashed(code, key), written(now)),
    ).fetchone()
    return GroupOffer(*row) if row else None


def link(db: Connection, number: int, group: ContactId, now: datetime) -> None:
    """Use a code up: the group is its village's, whatever it was before; the audit says who let it.

    Raises:
        Outdated: the code was used or has run out meanwhile, or its maker no longer works there.
    """
    row = db.execute(
        f"DELETE FROM group_codes AS k WHERE id = ? AND expires_at > ? AND EXISTS ({_HELD})"
        " RETURNING contact_id, village",
        (number, written(now)),
    ).fetchone()
    if row is None:
        raise Outdated("the code is no longer open")
    maker, village = ContactId(row[0]), row[1]
    db.execute(
        "INSERT INTO village_groups (contact_id, village, linked_at) SELECT id, ?, ? FROM contacts"
        " WHERE id = ? AND is_group = 1 ON CONFLICT (contact_id) DO UPDATE"
        " SET village = excluded.village, linked_at = excluded.linked_at",
        (village, written(now), group),
    )
    role = Role.ORGANIZER if Role.ORGANIZER in roles.of(db, maker) else Role.VOLUNTEER
    audit.note(db, roles.actor(db, maker), role, "nhom", f"GroupLinked {village}", now)


def part(db: Connection, group: ContactId, now: datetime) -> None:
    """The group itself wants no more, whoever in it said so: nothing waits for it any longer."""
    village = _end(db, group, now)
    if village is not None:
        audit.note(db, roles.UNKNOWN, "group", "tachnhom", f"GroupParted {village}", now)


def release(db: Connection, number: int, now: datetime) -> None:
    """Somebody of the village ends a link by its number; their line in the audit is written with the turn."""
    row = db.execute("SELECT contact_id FROM village_groups WHERE id = ?", (number,)).fetchone()
    if row is not None:
        _end(db, ContactId(row[0]), now)


def _end(db: Connection, group: ContactId, now: datetime) -> str | None:
    row = db.execute("DELETE FROM village_groups WHERE contact_id = ? RETURNING village", (group,)).fetchone()
    if row is None:
        return None
    outbox.cancel(db, group, now, "unlinked", Lane.BROADCAST)
    return str(row[0])
