"""Room: storage. Snapshots: what a report said when it was made, frozen with everything it was written from.

A later report says what has changed since, and hides what could be worked out from those that were published.
"""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Final

from storage.moments import written

_COLUMNS: Final = "id, period, figures, readings"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`figures` is what was said, as text; `readings` what the store had answered, packed."""

    id: int
    period: str
    figures: str
    readings: bytes


def keep(db: Connection, plan: str, period: str, made: str, figures: str, readings: bytes, now: datetime) -> None:
    """Keep what a report says. `made` names the one drawing that its files share; "" stands for none.

    The same once more, drawn for nobody in particular, is not kept twice.
    """
    last = latest(db, plan, period)
    if made or last is None or last.figures != figures:
        db.execute(
            "INSERT INTO snapshots (plan, period, at, made, figures, readings) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (plan, period, written(now), made or None, figures, readings),
        )


def drawn(db: Connection, plan: str, period: str, made: str) -> Snapshot | None:
    """The one of a drawing."""
    return _one(db, "plan = ? AND period = ? AND made = ?", (plan, period, made))


def latest(db: Connection, plan: str, period: str, before: int | None = None) -> Snapshot | None:
    """The last one of a period, or the last before another one."""
    return _one(db, "plan = ? AND period = ? AND (? IS NULL OR id < ?)", (plan, period, before, before))


def published(db: Connection, plan: str, period: str, before: int | None = None) -> list[Snapshot]:
    """What people outside hold: every issued one; of another period without one its last, as nobody said otherwise."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM snapshots s WHERE plan = :plan AND (:before IS NULL OR id < :before)"
        " AND (issued_at IS NOT NULL OR (period <> :period AND id = (SELECT max(id) FROM snapshots o"
        " WHERE o.plan = s.plan AND o.period = s.period AND (:before IS NULL OR o.id < :before))"
        " AND NOT EXISTS (SELECT 1 FROM snapshots o WHERE o.plan = s.plan AND o.period = s.period"
        " AND o.issued_at IS NOT NULL))) ORDER BY id",
        {"plan": plan, "period": period, "before": before},
    )
    return [Snapshot(*row) for row in rows]


def issue(db: Connection, plan: str, period: str, now: datetime) -> None:
    """The office has signed and sent the last report of a period."""
    db.execute(
        "UPDATE snapshots SET issued_at = ? WHERE id = (SELECT max(id) FROM snapshots WHERE plan = ? AND period = ?)"
        " AND issued_at IS NULL",
        (written(now), plan, period),
    )


def _one(db: Connection, where: str, values: tuple[object, ...]) -> Snapshot | None:
    row = db.execute(f"SELECT {_COLUMNS} FROM snapshots WHERE {where} ORDER BY id DESC LIMIT 1", values).fetchone()
    return Snapshot(*row) if row else None
