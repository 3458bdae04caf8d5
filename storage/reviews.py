"""Room: storage. Reviews: passed questions that come back after days, for people who asked to be asked again."""

from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Final

from bot.model.urn import ContactId
from storage.moments import written

REMEMBERS_AFTER: Final = timedelta(days=14)
"""A right answer this long after the quiz was passed shows that it was remembered."""


def schedule(
    db: Connection, contact_id: ContactId, lesson: str, question: int, card: str, due: datetime, now: datetime
) -> None:
    """When a question comes back, after it was answered. Kept only with consent, and only for a passed quiz."""
    db.execute(
        "INSERT INTO reviews (contact_id, lesson, question, card, due_at, asked_at) SELECT contact_id, ?, ?, ?, ?, ?"
        " FROM completions WHERE contact_id = ? AND lesson = ? AND evidence = 'quiz_passed'"
        " ON CONFLICT DO UPDATE SET card = excluded.card, due_at = excluded.due_at, asked_at = excluded.asked_at",
        (lesson, question, card, written(due), written(now), contact_id, lesson),
    )


def passed_long_ago(db: Connection, contact_id: ContactId, lesson: str, now: datetime) -> bool:
    """Whether the quiz of this lesson was passed so long ago that a right answer proves remembering."""
    row = db.execute(
        "SELECT 1 FROM completions WHERE contact_id = ? AND lesson = ? AND evidence = 'quiz_passed' AND at <= ?",
        (contact_id, lesson, written(now - REMEMBERS_AFTER)),
    ).fetchone()
    return row is not None


def forget_all(db: Connection, contact_id: ContactId) -> None:
    """Nothing comes back any more."""
    db.execute("DELETE FROM reviews WHERE contact_id = ?", (contact_id,))
