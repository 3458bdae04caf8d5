"""Room: storage. Vitals: how the program is doing, as its own rows tell it. Each costs a look into an index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection, Error
from typing import Final

from storage import ledger, quotas, watch
from storage.errors import classified
from storage.moments import day_of, read, written

SOON: Final = timedelta(days=3)
"""How long before it is late a request is called urgent: the law's day itself and two days before."""
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
    """Not acknowledged or not settled by the law's day."""
    due_requests: int
    """Among the others, those whose next day comes within `SOON`: there is still time."""
    quotas: Mapping[str, quotas.Spent]
    """By channel, those that have one."""
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
        overdue_requests=_requests(db, now),
        due_requests=_requests(db, now + SOON) - _requests(db, now),
        quotas=quotas.spent(db, now),
        signs=watch.signs(db),
    )


def _newest(db: Connection) -> datetime | None:
    """From the two indexes of ended rows; what is pending is younger by a moment only."""
    both = (
        _moment(db, f"SELECT max(ended_at) FROM {table} WHERE ended_at IS NOT NULL") for table in ("updates", "outbox")
    )
    return max((at for at in both if at), default=None)


def _requests(db: Connection, now: datetime) -> int:
    """How many are late at this moment, if nobody touches them until then."""
    late = "due_day < :day OR acknowledged_at IS NULL AND acknowledge_day < :day"
    query = f"SELECT count(*) FROM requests WHERE closed_at IS NULL AND ({late})"
    return int(db.execute(query, {"day": day_of(now)}).fetchone()[0])


def _count(db: Connection, rows: str, *values: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {rows}", values).fetchone()[0])


def _moment(db: Connection, query: str, *values: str) -> datetime | None:
    (text,) = db.execute(query, values).fetchone()
    return read(text) if text else None
