"""Room: storage. Postings: what came out about the plan, logged by organizers, withdrawn with a trail, counted."""

from datetime import datetime
from sqlite3 import Connection
from typing import Final

from bot.model.posting import SERIES, Posting, PostingKind
from storage import tallies
from storage.errors import Outdated
from storage.moments import written
from storage.tallies import Cell

_SERIES: Final = " ".join(f"WHEN '{kind}' THEN '{series}'" for kind, series in SERIES.items())

FACTS: Final = (
    f"SELECT CASE kind {_SERIES} END AS series, '' AS lesson, unit, day, '' AS grp, '' AS channel, '' AS share,"
    " sum(n) AS n FROM postings WHERE withdrawn_at IS NULL GROUP BY 1, 3, 4"
)
"""What the counters of this noun must equal (reconcile.py)."""


def log(db: Connection, posting: Posting, actor: int, now: datetime) -> None:
    """Keep it and count it."""
    day = posting.day.isoformat()
    db.execute(
        "INSERT INTO postings (kind, place, unit, day, n, actor, logged_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (posting.kind, posting.place, posting.unit, day, posting.n, actor, written(now)),
    )
    tallies.add(db, Cell(SERIES[posting.kind], "", posting.unit, day), posting.n)


def withdraw(db: Connection, number: int, actor: int, now: datetime) -> None:
    """It was logged by mistake: it counts no more, the row stays.

    Raises:
        Outdated: there is none of this number, or it was withdrawn before.
    """
    row = db.execute(
        "UPDATE postings SET withdrawn_at = ?, withdrawn_by = ? WHERE id = ? AND withdrawn_at IS NULL"
        " RETURNING kind, unit, day, n",
        (written(now), actor, number),
    ).fetchone()
    if row is None:
        raise Outdated("no such posting")
    kind, unit, day, n = row
    tallies.add(db, Cell(SERIES[PostingKind(kind)], "", unit, day), -n)
