"""Room: storage. Happenings: events about no person (a lesson was opened, a question found no answer)."""

from datetime import datetime
from sqlite3 import Connection

from storage import tallies
from storage.moments import day_of
from storage.tallies import Cell


def add(db: Connection, kind: str, channel: str, now: datetime, lesson: str = "", share: str = "") -> None:
    """Record and count one happening."""
    day = day_of(now)
    db.execute(
        "INSERT INTO happenings (kind, day, lesson, channel, share) VALUES (?, ?, ?, ?, ?)",
        (kind, day, lesson, channel, share),
    )
    tallies.add(db, Cell(f"happenings.{kind}", lesson, day=day, channel=channel, share=share))


def flag(db: Connection, contact_id: int, lesson: str, step: int, now: datetime) -> None:
    """Someone's screen differs at this step; one voice a person."""
    db.execute(
        "INSERT INTO flags (lesson, step, contact_id, day) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (lesson, step, contact_id, day_of(now)),
    )
