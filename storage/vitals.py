"""Room: storage. Vitals: how the program is doing, as its own rows tell it. Each costs a look into an index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection, Error
from typing import Final

from storage import ledger, watch
from storage.errors import classified
from storage.moments import day_of, read, written

_OPEN: Final = "state IN ('queued', 'sending')"


@dataclass(frozen=True, slots=True)
class Vitals:
    """Numbers about rows, never about a person. A moment is None when nothing waits."""

    pending: int
    oldest_pending: datetime | None
    queued: int
    oldest_due: datetime | None
    set_aside: int
    failed_today: int
    received: int
    messages: int
    repeated: int
    newest: datetime | None
    """The newest moment on file: a clock that shows an earlier one has been put back."""
    overdue_requests: int
    signs: Mapping[str, watch.Sign]


def take(db: Connection, now: datetime) -> Vitals:
    """The figures of this moment.

    Raises:
        StorageError: the file cannot be read.
    """
    try:
        return _take(db, now)
    except Error as error:
        raise classified(error) from error


def _take(db: Connection, now: datetime) -> Vitals:
    at = written(now)
    yesterday = written(now - timedelta(days=1))
    return Vitals(
        pending=_count(db, "updates WHERE state = 'pending'"),
        oldest_pending=_moment(db, "SELECT min(received_at) FROM updates WHERE state = 'pending'"),
        queued=_count(db, f"outbox WHERE {_OPEN}"),
        oldest_due=_moment(db, f"SELECT min(due_at) FROM outbox WHERE {_OPEN} AND due_at <= ?", at),
        set_aside=_count(db, "updates WHERE state = 'set_aside' AND ended_at IS NOT NULL"),
        failed_today=_count(db, "outbox WHERE state = 'failed' AND ended_at IS NOT NULL AND ended_at >= ?", yesterday),
        received=ledger.read(db, "updates.received"),
        messages=ledger.read(db, "messages.queued"),
        repeated=ledger.read(db, "messages.repeated"),
        newest=_newest(db),
        overdue_requests=_count(db, "requests WHERE closed_at IS NULL AND due_day < ?", day_of(now)),
        signs=watch.signs(db),
    )


def _newest(db: Connection) -> datetime | None:
    """From the two indexes of ended rows; what is pending is younger by a moment only."""
    both = (
        _moment(db, f"SELECT max(ended_at) FROM {table} WHERE ended_at IS NOT NULL") for table in ("updates", "outbox")
    )
    return max((at for at in both if at), default=None)


def _count(db: Connection, rows: str, *values: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {rows}", values).fetchone()[0])


def _moment(db: Connection, query: str, *values: str) -> datetime | None:
    (text,) = db.execute(query, values).fetchone()
    return read(text) if text else None
