"""Room: storage. Wishes: what people wished and organizers ruled since a backup was made still holds after it.

`carry` runs on the restored file with the one that goes aside attached as `old`. People are known by their address.
"""

from collections.abc import Mapping
from datetime import datetime
from sqlite3 import Connection
from typing import Final

from bot.model.urn import ContactId, Urn
from storage import contacts, erasures, linking
from storage.moments import written

_SAME: Final = (
    "SELECT mine.contact_id FROM main.urns mine JOIN old.urns theirs ON theirs.urn = mine.urn"
    " JOIN old.contacts c ON c.id = theirs.contact_id"
)

_TAKEN_BACK: Final[Mapping[str, tuple[str, ...]]] = {
    "roles": ("contact_id", "role", "village"),
    "reminders": ("contact_id", "kind"),
    "household_members": ("contact_id", "household_id"),
    "mentorings": ("mentee_id", "code"),
    "village_groups": ("contact_id", "village"),
    "recordings": ("speaker_id", "lesson", "step", "language", "agreed_at"),
}
"""Rows that are gone in the old file were taken back: the person's column, and what makes a row the same."""


def carry(db: Connection, now: datetime) -> None:
    """Tokens, erasures, stops, withdrawals, what was taken back, what has ended: each as the old file says."""
    db.execute("INSERT OR REPLACE INTO main.tokens SELECT * FROM old.tokens")
    db.execute("INSERT OR REPLACE INTO main.erasures SELECT * FROM old.erasures")
    db.execute("INSERT OR REPLACE INTO main.watch SELECT * FROM old.watch WHERE name = 'backup'")
    _part_channels(db, now)
    erasures.repeat(db, now)
    db.execute(f"UPDATE main.contacts SET stopped = 1 WHERE id IN ({_SAME} WHERE c.stopped = 1)")
    _withdraw(db, now)
    for table, (person, *same) in _TAKEN_BACK.items():
        _take_back(db, table, person, same)
    _spend_invites(db)
    _end_helps(db)
    _end_broadcasts(db)
    _end_messages(db, now)
    _remember_reminders(db)


def _part_channels(db: Connection, now: datetime) -> None:
    """Channels that were taken apart later: the first person in the old file goes on, the fresh ones begin anew."""
    rows = db.execute(
        "SELECT mine.contact_id, mine.urn FROM main.urns mine JOIN old.urns theirs ON theirs.urn = mine.urn"
        " WHERE theirs.contact_id <> (SELECT min(t.contact_id) FROM main.urns m JOIN old.urns t ON t.urn = m.urn"
        " WHERE m.contact_id = mine.contact_id) ORDER BY mine.urn"
    ).fetchall()
    for contact_id, urn in rows:
        linking.part(db, ContactId(contact_id), Urn(urn), now)


def _withdraw(db: Connection, now: datetime) -> None:
    """A yes of the backup that was taken back later."""
    people = db.execute(
        f"{_SAME} JOIN main.contacts m ON m.id = mine.contact_id WHERE c.consent = 'refused' AND m.consent = 'given'"
    ).fetchall()
    for (contact_id,) in people:
        version, channel = db.execute(
            "SELECT version, channel FROM main.consents WHERE contact_id = ? ORDER BY id DESC LIMIT 1", (contact_id,)
        ).fetchone() or ("", "")
        contacts.set_consent(db, ContactId(contact_id), False, version, channel, now)


def _take_back(db: Connection, table: str, person: str, same: list[str]) -> None:
    alike = " AND ".join(f"o.{column} = main.{table}.{column}" for column in same)
    db.execute(
        f"DELETE FROM main.{table} WHERE {person} IN ({_SAME}) AND NOT EXISTS (SELECT 1 FROM main.urns mine"
        f" JOIN old.urns theirs ON theirs.urn = mine.urn JOIN old.{table} o ON o.{person} = theirs.contact_id"
        f" WHERE mine.contact_id = main.{table}.{person} AND {alike})"
    )


def _spend_invites(db: Connection) -> None:
    """An invite that was used or revoked opens nothing again."""
    for column in ("used_at", "revoked_at"):
        db.execute(
            f"UPDATE main.invites SET {column} = (SELECT o.{column} FROM old.invites o"
            f" WHERE o.hash = main.invites.hash) WHERE {column} IS NULL"
        )


def _end_helps(db: Connection) -> None:
    """Nobody is called to help somebody who has been helped."""
    ended = "FROM old.helps o WHERE o.id = main.helps.id AND o.asked_at = main.helps.asked_at AND o.state = 'ended'"
    db.execute(
        f"UPDATE main.helps SET state = 'ended', outcome = (SELECT o.outcome {ended}),"
        f" ended_at = (SELECT o.ended_at {ended}), due_at = NULL, asker_id = NULL, taker_id = NULL"
        f" WHERE state <> 'ended' AND EXISTS (SELECT 1 {ended})"
    )
    db.execute("DELETE FROM main.help_calls WHERE help_id IN (SELECT id FROM main.helps WHERE state = 'ended')")


def _end_broadcasts(db: Connection) -> None:
    """A broadcast goes on where it was, and one that was refused, stopped or sent does not begin again."""
    columns = "state, approved_by, approved_at, reached_id, spread_at, done_at, sent, failed, cancelled, skipped"
    columns += ", group_count, groups_sent"
    later = "FROM old.broadcasts o WHERE o.code = main.broadcasts.code"
    db.execute(
        f"UPDATE main.broadcasts SET ({columns}) = (SELECT {columns} {later})"
        f" WHERE done_at IS NULL AND EXISTS (SELECT 1 {later})"
    )


def _end_messages(db: Connection, now: datetime) -> None:
    """What was still on its way when the backup was made and has ended since must not be sent again."""
    db.execute(
        "UPDATE main.outbox SET state = 'cancelled', body = NULL, urn = NULL, ended_at = ?, reason = 'restored'"
        " WHERE state IN ('queued', 'sending') AND EXISTS (SELECT 1 FROM old.outbox o WHERE o.id = main.outbox.id"
        " AND o.created_at = main.outbox.created_at AND o.ended_at IS NOT NULL)",
        (written(now),),
    )


def _remember_reminders(db: Connection) -> None:
    """Nobody is reminded of the same twice. The update behind it is not in this file, so none is named."""
    db.execute(
        "INSERT OR IGNORE INTO main.occasions (contact_id, kind, key, said_at, update_id)"
        " SELECT mine.contact_id, s.kind, s.key, s.said_at, -1 FROM old.occasions s"
        " JOIN old.urns theirs ON theirs.contact_id = s.contact_id JOIN main.urns mine ON mine.urn = theirs.urn"
    )
