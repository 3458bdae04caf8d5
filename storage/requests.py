"""Room: storage. Requests: what people ask about their data that a person of the office has to settle, and by when.

The lengths are the law's (bot.model.request). Days off other than weekends are not known here, so a due day is never
later than the law's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.model.day import local_day
from bot.model.request import ACKNOWLEDGE, DAYS, RequestKind
from bot.model.urn import ContactId
from storage.moments import written


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `channel` says where it came in ("paper" for a letter or a visit), never who asked."""

    id: int
    kind: RequestKind
    channel: str
    received: str
    acknowledge_by: str
    due: str
    acknowledged: str
    closed: str
    outcome: str


def add(db: Connection, contact_id: ContactId | None, kind: RequestKind, channel: str, now: datetime) -> int:
    """Write a request down with its due days. The same person asking the same again before it is settled is one."""
    day = local_day(now)
    waiting = db.execute(
        "SELECT id FROM requests WHERE contact_id = ? AND kind = ? AND closed_at IS NULL", (contact_id, kind)
    ).fetchone()
    if waiting:
        return int(waiting[0])
    row = db.execute(
        "INSERT INTO requests (contact_id, kind, channel, received_at, acknowledge_day, due_day)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (
            contact_id,
            kind,
            channel,
            written(now),
            working_days_after(day, ACKNOWLEDGE).isoformat(),
            (day + timedelta(days=DAYS[kind])).isoformat(),
        ),
    ).fetchone()
    return int(row[0])


def acknowledge(db: Connection, number: int, now: datetime) -> bool:
    """The person was told that it has arrived. False when there is no such open request."""
    return (
        db.execute(
            "UPDATE requests SET acknowledged_at = coalesce(acknowledged_at, ?) WHERE id = ? AND closed_at IS NULL",
            (written(now), number),
        ).rowcount
        == 1
    )


def close(db: Connection, number: int, outcome: str, now: datetime) -> bool:
    """It is settled ("done") or refused with the law's reason ("refused")."""
    return (
        db.execute(
            "UPDATE requests SET closed_at = ?, outcome = ?, acknowledged_at = coalesce(acknowledged_at, ?)"
            " WHERE id = ? AND closed_at IS NULL",
            (written(now), outcome, written(now), number),
        ).rowcount
        == 1
    )


def known(db: Connection, *, closed: bool) -> tuple[Request, ...]:
    """The open ones, most urgent first; with `closed` the settled ones too."""
    rows = db.execute(
        "SELECT id, kind, channel, substr(received_at, 1, 10), acknowledge_day, due_day,"
        " coalesce(substr(acknowledged_at, 1, 10), ''), coalesce(substr(closed_at, 1, 10), ''), coalesce(outcome, '')"
        " FROM requests WHERE closed_at IS NULL OR ? ORDER BY closed_at IS NOT NULL, due_day, id",
        (closed,),
    )
    return tuple(_request(*row) for row in rows.fetchall())


def _request(number: int, kind: str, *rest: Any) -> Request:
    return Request(number, RequestKind(kind), *rest)


def working_days_after(day: date, count: int) -> date:
    """The day after which `count` days from Monday to Friday have passed."""
    return next(there for number, there in enumerate(_working_days(day), 1) if number == count)


def _working_days(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        if day.weekday() < 5:
            yield day
