"""Room: storage. Cuts: sums of the tallies over the questions people really ask, kept with every fact.

A cut keeps only some of a cell's places (village and lesson, say), so it has as many rows as there are villages
and lessons, however many facts there are: that is why a count costs the same at ten thousand and at ten million.
"""

from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

PLACES: Final = ("lesson", "unit", "day", "grp", "channel", "share")
"""What a tally is told apart by; the month is the first seven letters of its day."""

CUTS: Final[tuple[tuple[str, ...], ...]] = (
    ("unit", "lesson"),
    ("unit", "grp"),
    ("month", "unit"),
    ("month", "lesson"),
    ("month", "channel"),
    ("share", "lesson"),
    ("day", "unit"),
    ("day", "unit", "lesson"),
)
"""Ordered from few rows to many: the first one that answers a question is the cheapest."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where one fact stands."""

    lesson: str = ""
    unit: str = ""
    day: str = ""
    grp: str = ""
    channel: str = ""
    share: str = ""

    @property
    def month(self) -> str:
        """The month of the day, "2026-11"."""
        return self.day[:7]


def add(db: Connection, series: str, places: Places, n: int) -> None:
    """Count `n` more (or fewer) in every cut."""
    rows = [(name_of(cut), series, *_key(cut, places), n) for cut in CUTS]
    if n > 0:
        db.executemany(
            "INSERT INTO sums (cut, series, a, b, c, n) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET n = n + excluded.n",
            rows,
        )
        return
    keys = [row[:-1] for row in rows]
    db.executemany(
        "UPDATE sums SET n = n + ? WHERE cut = ? AND series = ? AND a = ? AND b = ? AND c = ?",
        [(n, *key) for key in keys],
    )
    db.executemany("DELETE FROM sums WHERE n = 0 AND cut = ? AND series = ? AND a = ? AND b = ? AND c = ?", keys)


def _key(cut: tuple[str, ...], places: Places) -> tuple[str, str, str]:
    a, b, c = (*(str(getattr(places, name)) for name in cut), "", "")[:3]
    return a, b, c


def name_of(cut: tuple[str, ...]) -> str:
    """How a cut is called in its rows."""
    return ",".join(cut)


def from_tallies(cut: tuple[str, ...], only: str = "") -> str:
    """The query that recomputes a cut from the tallies."""
    columns = [_column(name) for name in cut]
    filled = columns + ["''"] * (3 - len(cut))
    return (
        f"SELECT '{name_of(cut)}' AS cut, series, {', '.join(filled)}, sum(n) AS n"
        f" FROM tallies {only} GROUP BY series, {', '.join(columns)}"
    )


def _column(name: str) -> str:
    return "substr(day, 1, 7)" if name == "month" else name


def rebuild(db: Connection, first: str, beyond: str) -> None:
    """Make every cut anew from the tallies of the series from `first` up to, not with, `beyond`."""
    only = "WHERE series >= ? AND series < ?"
    db.execute("DELETE FROM sums WHERE series >= ? AND series < ?", (first, beyond))
    for cut in CUTS:
        db.execute(f"INSERT INTO sums (cut, series, a, b, c, n) {from_tallies(cut, only)}", (first, beyond))
