"""Room: storage. The outbox rows: each message ends in exactly one of sent, failed, cancelled.

Nothing overtakes within one address: a row is taken only when no older row of that address is still open.
The moment a message has ended, its words and its address are forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from sqlite3 import Connection
from typing import Final

from bot.model.channel import Letter
from bot.model.message import Lane, Message, pack_message, unpack_message
from bot.model.reminder import CAP, WEEK, Kind, morning, quiet
from bot.model.urn import ContactId, MessageId, UpdateId, Urn, channel_of
from storage import group_deliveries, ledger, quotas
from storage.moments import read, written


class End(StrEnum):
    """How a message ended."""

    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Leased:
    """A message taken for sending."""

    letter: Letter
    lane: Lane
    attempts: int
    contact_id: ContactId | None
    heard_at: datetime | None = None
    """When whoever it is for last wrote from that address."""
    in_group: bool = False
    """Whether it goes to a group, which takes less than a person."""


_OPEN: Final = "state IN ('queued', 'sending')"
"""Stands beside a narrower state too: only where it reads these words does SQLite use the small index of open rows,
and not walk through every message of the last 90 days."""

_IN_FRONT: Final = (
    f"SELECT 1 FROM outbox AS other WHERE other.urn = mine.urn AND other.{_OPEN}"
    " AND (other.state = 'sending' OR (other.id < mine.id AND other.lane <= mine.lane))"
)
"""What must end before a row may leave: anything on its way to the same address, anything older and as urgent."""


def add(
    db: Connection,
    update_id: UpdateId | None,
    contact_id: ContactId | None,
    urn: Urn,
    message: Message,
    lane: Lane,
    now: datetime,
    until: datetime | None = None,
) -> int:
    """Queue a message, due at once; behind one that waits for the person or for its hour, it waits as long.

    Its number."""
    at = written(now)
    row = db.execute(
        "INSERT INTO outbox (update_id, contact_id, channel, urn, lane, state, body, due_at, created_at, good_until)"
        " SELECT ?, ?, ?, ?, ?, 'queued', ?, CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE urn = ?"
        f"   AND {_OPEN} AND due_at IS NULL) THEN NULL"
        f"   ELSE (SELECT max(coalesce(max(due_at), ?), ?) FROM outbox WHERE urn = ? AND {_OPEN} AND state = 'queued'"
        "     AND lane <= ?) END, ?, ? RETURNING id",
        (
            update_id,
            contact_id,
            channel_of(urn),
            urn,
            lane,
            pack_message(message),
            urn,
            at,
            at,
            urn,
            lane,
            at,
            _moment(until),
        ),
    ).fetchone()
    ledger.add(db, "messages.queued")
    return int(row[0])


def lease(db: Connection, channel: str, now: datetime, limit: int, resting: Sequence[Urn] = ()) -> list[Leased]:
    """Take the next messages of a channel, replies before broadcasts, at most one an address."""
    marks = ", ".join("?" * len(resting))
    rows = db.execute(
        "SELECT id, contact_id, lane FROM outbox AS mine WHERE state = 'queued' AND channel = ?"
        " AND due_at IS NOT NULL AND +due_at <= ?"  # The plus keeps SQLite on outbox_due: no sorting of a broadcast.
        f" AND urn NOT IN ({marks}) AND NOT EXISTS ({_IN_FRONT}) ORDER BY lane, id LIMIT ?",
        (channel, written(now), *resting, limit),
    ).fetchall()
    spent = quotas.of_channel(db, channel, now) if rows else None
    taken = (
        None
        if _unwelcome(db, number, contact_id, lane, now)
        or (spent and _spared(db, number, contact_id, lane, spent, now))
        else _take(db, number)
        for number, contact_id, lane in rows
    )
    return [leased for leased in taken if leased is not None]


def _unwelcome(db: Connection, number: int, contact_id: int | None, lane: int, now: datetime) -> bool:
    """At the moment of sending: whoever has stopped meanwhile gets nothing they did not just ask for."""
    if lane == Lane.REPLY:
        return False
    if db.execute("SELECT 1 FROM contacts WHERE id = ? AND stopped = 1", (contact_id,)).fetchone():
        _drop(db, number, now, "stopped")
        return True
    if db.execute("SELECT 1 FROM outbox WHERE id = ? AND good_until < ?", (number, written(now))).fetchone():
        _drop(db, number, now, "too late")
        return True
    if lane == Lane.BROADCAST and (reason := _no_news(db, number, contact_id, now)):
        _drop(db, number, now, reason)
        return True
    return lane in (Lane.REMINDER, Lane.BROADCAST) and _asleep(db, number, now)


def _spared(db: Connection, number: int, contact_id: int | None, lane: int, spent: quotas.Spent, now: datetime) -> bool:
    """What is left of the month is for replies and help, which one person cannot use up in a day."""
    if lane == Lane.HELP:
        return False
    over = spent.is_full if lane >= Lane.REMINDER else quotas.answered(db, contact_id, now) >= spent.share
    if over:
        _drop(db, number, now, "quota")
    return over


def _no_news(db: Connection, number: int, contact_id: int | None, now: datetime) -> str:
    """Why this person is not to get a delivery after all, "" when they may: their wish and the week's cap hold now."""
    if not db.execute("SELECT 1 FROM deliveries WHERE outbox_id = ?", (number,)).fetchone():
        return group_deliveries.no_news(db, number, now)
    wanted = db.execute(
        "SELECT 1 FROM contacts c JOIN reminders r ON r.contact_id = c.id"
        " WHERE c.id = ? AND c.consent = 'given' AND r.kind = ?",
        (contact_id, Kind.NEWS),
    ).fetchone()
    if wanted is None:
        return "not wanted"
    told = db.execute(
        "SELECT count(*) FROM outbox WHERE contact_id = ? AND lane >= ? AND state IN ('sending', 'sent')"
        " AND coalesce(ended_at, created_at) > ?",
        (contact_id, Lane.REMINDER, written(now - WEEK)),
    ).fetchone()
    return "weekly cap" if told[0] >= CAP else ""


def _drop(db: Connection, number: int, now: datetime, reason: str) -> None:
    db.execute(
        "UPDATE outbox SET state = 'cancelled', body = NULL, urn = NULL, ended_at = ?, reason = ?"
        " WHERE id = ? AND state = 'queued'",
        (written(now), reason, number),
    )


def _asleep(db: Connection, number: int, now: datetime) -> bool:
    """A reminder that comes to its turn in the quiet hours waits for the morning."""
    if not quiet(now):
        return False
    db.execute("UPDATE outbox SET due_at = ? WHERE id = ? AND state = 'queued'", (written(morning(now)), number))
    return True


def _take(db: Connection, number: int) -> Leased | None:
    """Mark one row as on its way, unless another one of the same address has just been taken."""
    row = db.execute(
        "UPDATE outbox AS mine SET state = 'sending', attempts = attempts + 1 WHERE id = ? AND state = 'queued'"
        f" AND NOT EXISTS ({_IN_FRONT}) RETURNING id, urn, lane, body, attempts, contact_id,"
        " (SELECT is_group FROM contacts WHERE contacts.id = contact_id),"
        " (SELECT heard_at FROM urns WHERE urns.urn = outbox.urn)",
        (number,),
    ).fetchone()
    if row is None:
        return None
    message_id, urn, lane, body, attempts, contact_id, is_group, heard_at = row
    letter = Letter(MessageId(message_id), Urn(urn), unpack_message(body))
    owner = ContactId(contact_id) if contact_id is not None else None
    return Leased(letter, Lane(lane), attempts, owner, read(heard_at) if heard_at else None, bool(is_group))


def end(
    db: Connection, message_id: MessageId, how: End, now: datetime, external_id: str = "", reason: str = ""
) -> bool:
    """Close a message on its way. False when it is closed already."""
    closed = db.execute(
        "UPDATE outbox SET state = ?, body = NULL, urn = NULL, ended_at = ?, external_id = ?, reason = ?"
        " WHERE id = ? AND state = 'sending'",
        (how, written(now), external_id or None, reason or None, message_id),
    )
    return closed.rowcount == 1


def put_back(db: Connection, message_id: MessageId, due: datetime | None, *, attempt_counts: bool) -> None:
    """Try again at `due`; None waits until the person is there (see `wake`)."""
    at = written(due) if due else None
    row = db.execute(
        "UPDATE outbox SET state = 'queued', due_at = ?, attempts = attempts - ? WHERE id = ? AND state = 'sending'"
        " RETURNING urn, lane",
        (at, 0 if attempt_counts else 1, message_id),
    ).fetchone()
    if row is not None:
        urn, lane = row
        _hold_up(db, message_id, urn, lane, at)


def _hold_up(db: Connection, message_id: MessageId, urn: str, lane: int, at: str | None) -> None:
    """What stands behind a message waits with it, or the outbox would find it due and blocked, again and again."""
    db.execute(
        "UPDATE outbox SET due_at = CASE WHEN ? IS NULL OR due_at < ? THEN ? ELSE due_at END"
        f" WHERE urn = ? AND {_OPEN} AND state = 'queued' AND id > ? AND lane >= ?",
        (at, at, at, urn, message_id, lane),
    )


def wake(db: Connection, urn: Urn, now: datetime) -> int:
    """The person is there: what waited for them is due. Returns the number of messages."""
    woken = db.execute(
        f"UPDATE outbox SET due_at = ? WHERE urn = ? AND {_OPEN} AND state = 'queued' AND due_at IS NULL",
        (written(now), urn),
    )
    return woken.rowcount


def cancel(db: Connection, contact_id: ContactId, now: datetime, reason: str, lane: Lane | None = None) -> int:
    """Drop what is queued for a person, in one lane or in all. One in the provider's hands cannot be called back."""
    dropped = db.execute(
        "UPDATE outbox SET state = 'cancelled', body = NULL, urn = NULL, ended_at = ?, reason = ?"
        " WHERE contact_id = ? AND state = 'queued' AND lane = coalesce(?, lane)",
        (written(now), reason, contact_id, lane),
    )
    return dropped.rowcount


def is_stale(db: Connection, now: datetime) -> bool:
    """Whether anything waited until it was no longer true."""
    found = db.execute(
        "SELECT 1 FROM outbox WHERE state = 'queued' AND good_until IS NOT NULL AND good_until < ? LIMIT 1",
        (written(now),),
    )
    return found.fetchone() is not None


def drop_stale(db: Connection, now: datetime) -> int:
    """Drop what waited so long that it is no longer true. Returns how many messages."""
    return db.execute(
        "UPDATE outbox SET state = 'cancelled', body = NULL, urn = NULL, ended_at = ?, reason = 'too late'"
        " WHERE state = 'queued' AND good_until IS NOT NULL AND good_until < ?",
        (written(now), written(now)),
    ).rowcount


def start_over(db: Connection, now: datetime) -> int:
    """Messages in flight when a former run was killed: nobody knows whether they arrived, so they go again.

    Returns how many; each is also counted in its row's `repeats` and in the ledger.
    """
    again = db.execute(
        f"UPDATE outbox SET state = 'queued', repeats = repeats + 1, due_at = ? WHERE {_OPEN} AND state = 'sending'",
        (written(now),),
    ).rowcount
    if again:
        ledger.add(db, "messages.repeated", again)
    return again


def next_due(db: Connection, channel: str) -> str | None:
    """When the next queued message of a channel is due; None when nothing waits for a clock."""
    row = db.execute(
        "SELECT min(due_at) FROM outbox WHERE state = 'queued' AND channel = ? AND due_at IS NOT NULL", (channel,)
    ).fetchone()
    return str(row[0]) if row and row[0] else None


def _moment(when: datetime | None) -> str | None:
    return written(when) if when else None
