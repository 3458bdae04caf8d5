"""Room: storage. Tallies: counters kept in the same transaction as the fact they count.

A cell is one series, lesson, village, day, group, channel and share. "" stands for "not told". Every change also
goes into the cuts, from which counts are read.
"""

from dataclasses import dataclass
from sqlite3 import Connection

from storage import cuts
from storage.cuts import Places


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a fact is counted."""

    series: str
    lesson: str = ""
    unit: str = ""
    day: str = ""
    group: str = ""
    channel: str = ""
    share: str = ""


def add(db: Connection, cell: Cell, n: int = 1) -> None:
    """Count `n` more (or fewer) in one cell."""
    cuts.add(db, cell.series, Places(cell.lesson, cell.unit, cell.day, cell.group, cell.channel, cell.share), n)
    place = (cell.series, cell.lesson, cell.unit, cell.day, cell.group, cell.channel, cell.share)
    if n > 0:
        db.execute(
            "INSERT INTO tallies (series, lesson, unit, day, grp, channel, share, n)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET n = n + excluded.n",
            (*place, n),
        )
        return
    db.execute(
        "UPDATE tallies SET n = n + ? WHERE series = ? AND lesson = ? AND unit = ? AND day = ?"
        " AND grp = ? AND channel = ? AND share = ?",
        (n, *place),
    )
    db.execute(
        "DELETE FROM tallies WHERE n = 0 AND series = ? AND lesson = ? AND unit = ? AND day = ?"
        " AND grp = ? AND channel = ? AND share = ?",
        place,
    )
