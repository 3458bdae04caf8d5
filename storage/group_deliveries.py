"""Room: storage. Group deliveries: a broadcast's way into the groups of its villages, counted apart from persons.

A group hears at most one broadcast a day, and only what is meant for everybody of its village.
"""

from datetime import datetime
from sqlite3 import Connection

from storage.moments import day_of


def counts(db: Connection, number: int) -> tuple[int, int, int]:
    """How many groups it is for, how many have it, and for how many it still waits."""
    row = db.execute(
        "SELECT count(*), count(*) FILTER (WHERE o.state = 'sent'),"
        " count(*) FILTER (WHERE o.state IN ('queued', 'sending'))"
        " FROM group_deliveries g LEFT JOIN outbox o ON o.id = g.outbox_id WHERE g.broadcast_id = ?",
        (number,),
    ).fetchone()
    return int(row[0]), int(row[1]), int(row[2])


def no_news(db: Connection, outbox_id: int, now: datetime) -> str:
    """Why a group is not to get a delivery after all, "" when it may: another one has reached it today."""
    told = db.execute(
        "SELECT 1 FROM group_deliveries mine JOIN group_deliveries other ON other.contact_id = mine.contact_id"
        " JOIN outbox o ON o.id = other.outbox_id AND o.id <> mine.outbox_id"
        " WHERE mine.outbox_id = ? AND (o.state = 'sending'"
        " OR (o.state = 'sent' AND date(o.ended_at, '+7 hours') = ?))",
        (outbox_id, day_of(now)),
    ).fetchone()
    return "one a day" if told else ""
