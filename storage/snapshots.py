"""Room: storage. Snapshots: what a report said when it was made, frozen, so that a later one can say what changed."""

from datetime import datetime
from sqlite3 import Connection

from storage.moments import written


def keep(db: Connection, plan: str, period: str, figures: str, now: datetime) -> None:
    """Keep what a report says; the same once more is not kept twice."""
    if latest(db, plan, period) != figures:
        db.execute(
            "INSERT INTO snapshots (plan, period, at, figures) VALUES (?, ?, ?, ?)",
            (plan, period, written(now), figures),
        )


def latest(db: Connection, plan: str, period: str) -> str | None:
    """What the last report of a period said."""
    row = db.execute(
        "SELECT figures FROM snapshots WHERE plan = ? AND period = ? ORDER BY id DESC LIMIT 1", (plan, period)
    ).fetchone()
    return str(row[0]) if row else None


def others(db: Connection, plan: str) -> list[str]:
    """Everything reports of this plan have said so far, oldest first."""
    rows = db.execute("SELECT figures FROM snapshots WHERE plan = ? ORDER BY id", (plan,))
    return [str(row[0]) for row in rows]
