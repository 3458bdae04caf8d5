"""Room: storage. Contests: who answered what, and when by our clock. One attempt a person, kept answer by answer."""

from datetime import datetime
from sqlite3 import Connection

from bot.model.contest import REMEMBERED, Margin
from bot.model.urn import ContactId
from storage.moments import day_of, written

_OF = "contest_id = ? AND contact_id = ?"


def open_one(
    db: Connection, title: str, questions: tuple[str, ...], span: tuple[datetime, datetime], margin: Margin, actor: int
) -> int:
    """Keep a contest; the number it goes by."""
    row = db.execute(
        "INSERT INTO contests (title, questions, starts_at, ends_at, margin, actor) VALUES (?, ?, ?, ?, ?, ?)"
        " RETURNING id",
        (title, " ".join(questions), written(span[0]), written(span[1]), int(margin), actor),
    ).fetchone()
    return int(row[0])


def end(db: Connection, number: int, now: datetime) -> None:
    """End it now; one that has not begun takes place never."""
    at = written(now)
    db.execute(
        "UPDATE contests SET ends_at = ?, starts_at = min(starts_at, ?) WHERE id = ? AND ends_at > ?",
        (at, at, number, at),
    )


def join(db: Connection, contact_id: ContactId, number: int, name: str, channel: str, now: datetime) -> None:
    """Begin the one attempt of somebody who agreed to be remembered; a child has no name here."""
    db.execute(
        "INSERT INTO contest_entries (contest_id, contact_id, name, unit, share, channel, minor, started_at)"
        " SELECT k.id, c.id, CASE c.minor WHEN 1 THEN '' ELSE ? END, coalesce(c.unit, ''), coalesce(c.share, ''),"
        " ?, c.minor, ?"
        " FROM contests k, contacts c"
        " WHERE k.id = ? AND c.id = ? AND c.consent = 'given' AND k.starts_at <= ? AND k.ends_at > ?"
        " ON CONFLICT DO NOTHING",
        (name, channel, written(now), number, contact_id, written(now), written(now)),
    )


def answer(
    db: Connection, contact_id: ContactId, number: int, place: int, question: str, *, right: bool, last: bool,
    now: datetime,
) -> None:  # fmt: skip
    """Keep one answer. The first one in a place counts, and none after the end."""
    at = written(now)
    row = db.execute(
        "INSERT INTO contest_answers (entry_id, place, question, right, at)"
        " SELECT e.id, ?, ?, ?, ? FROM contest_entries e JOIN contests k ON k.id = e.contest_id"
        f" WHERE e.{_OF} AND k.ends_at > ? AND e.answered = ? - 1 ON CONFLICT DO NOTHING RETURNING entry_id",
        (place, question, int(right), at, number, contact_id, at, place),
    ).fetchone()
    if row is not None:
        db.execute(
            "UPDATE contest_entries SET answered = answered + 1, right = right + ?, finished_at = ? WHERE id = ?",
            (int(right), at if last else None, row[0]),
        )


def detach(db: Connection, contact_id: ContactId) -> None:
    """Cut the attempts from the person: the figures stay, the name and whose they were go."""
    db.execute("UPDATE contest_entries SET contact_id = NULL, name = '' WHERE contact_id = ?", (contact_id,))


def take_out(db: Connection, contact_id: ContactId) -> None:
    """As if they had never taken part."""
    db.execute("DELETE FROM contest_entries WHERE contact_id = ?", (contact_id,))


def let_go(db: Connection, now: datetime) -> None:
    """A year after a contest nobody knows any more whose attempt was whose."""
    db.execute(
        "UPDATE contest_entries SET contact_id = NULL, name = '' WHERE contact_id IS NOT NULL"
        " AND contest_id IN (SELECT id FROM contests WHERE substr(ends_at, 1, 10) < ?)",
        (day_of(now - REMEMBERED),),
    )
