"""Room: storage. Unanswered: questions in words that lead to nobody. Whether they may be kept is decided before."""

from datetime import datetime
from sqlite3 import Connection

from storage.moments import day_of


def add(db: Connection, words: str, nearest: str, channel: str, now: datetime) -> None:
    """Keep the words, if there are any: with the day, without the person, so that nothing leads back."""
    if words:
        db.execute(
            "INSERT INTO questions (day, words, nearest, channel) VALUES (?, ?, ?, ?)",
            (day_of(now), words, nearest, channel),
        )
