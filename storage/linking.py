"""Room: storage. Linking: the one-time codes that join channels, and taking a channel out again (merging.py joins)."""

from datetime import datetime
from sqlite3 import Connection

from bot.model.invite import TRIES
from bot.model.linking import LinkOffer
from bot.model.message import Lane
from bot.model.urn import ContactId, Urn, channel_of
from storage import invites, passing
from storage.errors import Outdated
from storage.moments import day_of, written


def make(db: Connection, contact_id: ContactId, code: str, key: str, until: datetime) -> None:
    """Keep a code of somebody who agreed to be remembered; an older one of theirs no longer opens anything.

    Raises:
        Outdated: the code exists already, or they may not be remembered any more.
    """
    db.execute("DELETE FROM link_codes WHERE contact_id = ?", (contact_id,))
    made = db.execute(
        "INSERT INTO link_codes (hash, contact_id, expires_at) SELECT ?, id, ? FROM contacts"
        " WHERE id = ? AND consent = 'given' ON CONFLICT DO NOTHING",
        (invites.hashed(code, key), written(until), contact_id),
    )
    if made.rowcount != 1:
        raise Outdated("this code cannot be given out")


def find(db: Connection, code: str, key: str, contact_id: ContactId, now: datetime) -> LinkOffer | None:
    """The open code. Whoever guessed too often finds none, right or wrong."""
    if invites.wrong(db, contact_id, now) >= TRIES:
        return None
    row = db.execute(
        "SELECT id, contact_id FROM link_codes WHERE hash = ? AND expires_at > ?",
        (invites.hashed(code, key), written(now)),
    ).fetchone()
    address = passing.address(db, ContactId(row[1])) if row else None
    return LinkOffer(row[0], row[1] == contact_id, channel_of(address)) if row and address else None


def spend(db: Connection, number: int, now: datetime) -> ContactId:
    """Use a code up; whose talk it joins.

    Raises:
        Outdated: it was used or has run out meanwhile.
    """
    row = db.execute(
        "DELETE FROM link_codes WHERE id = ? AND expires_at > ? RETURNING contact_id", (number, written(now))
    ).fetchone()
    if row is None:
        raise Outdated("the code is no longer open")
    return ContactId(row[0])


def part(db: Connection, contact_id: ContactId, urn: Urn, now: datetime) -> ContactId:
    """The address gets a contact without anything; what was learned, asked and promised stays with the others.

    Raises:
        Outdated: it is the only address left.
    """
    if len(db.execute("SELECT 1 FROM urns WHERE contact_id = ?", (contact_id,)).fetchall()) < 2:
        raise Outdated("there is nothing to take apart")
    row = db.execute("INSERT INTO contacts (seen_day) VALUES (?) RETURNING id", (day_of(now),)).fetchone()
    alone = ContactId(row[0])
    db.execute("UPDATE urns SET contact_id = ? WHERE urn = ?", (alone, urn))
    db.execute("DELETE FROM files WHERE urn = ?", (urn,))
    _part_updates(db, contact_id, alone, urn)
    _part_messages(db, alone, urn, now)
    return alone


def scatter(db: Connection, contact_id: ContactId, here: Urn, now: datetime) -> list[tuple[ContactId, Urn]]:
    """Every address but `here` gets a contact of its own: that they belong together is itself something kept."""
    others = db.execute("SELECT urn FROM urns WHERE contact_id = ? AND urn <> ? ORDER BY urn", (contact_id, here))
    return [(part(db, contact_id, Urn(urn), now), Urn(urn)) for (urn,) in others.fetchall()]


def _part_updates(db: Connection, contact_id: ContactId, alone: ContactId, urn: Urn) -> None:
    """What they wrote from there is the new person's; what others told the old one goes where that one still is."""
    db.execute(
        "UPDATE updates SET urn = (SELECT urn FROM urns WHERE contact_id = ? ORDER BY heard_at DESC, urn LIMIT 1)"
        " WHERE contact_id = ? AND urn = ? AND state = 'pending' AND passed = 1",
        (contact_id, contact_id, urn),
    )
    db.execute("UPDATE updates SET contact_id = ? WHERE urn = ? AND state = 'pending'", (alone, urn))


def _part_messages(db: Connection, alone: ContactId, urn: Urn, now: datetime) -> None:
    """Answers still arrive where they were asked for; reminders and news of the old person do not."""
    db.execute(
        "UPDATE outbox SET state = 'cancelled', body = NULL, urn = NULL, ended_at = ?, reason = 'unlinked'"
        " WHERE urn = ? AND state = 'queued' AND lane <> ?",
        (written(now), urn, Lane.REPLY),
    )
    db.execute("UPDATE outbox SET contact_id = ? WHERE urn = ? AND state IN ('queued', 'sending')", (alone, urn))
