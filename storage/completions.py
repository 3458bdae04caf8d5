"""Room: storage. Completions: what was learned and how we know, with the counters beside them.

A person has at most one row for a lesson and a rung, so pressing twice counts once. `first` marks the
row by which a person entered a rung at all: it counts persons, the rows count person-lessons.
"""

from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.model.contact import Contact
from bot.model.evidence import Completion, Evidence
from bot.model.urn import ContactId
from storage import attainments, models, reviews, tallies
from storage.moments import day_of, read, written
from storage.tallies import Cell

_PLACE = "id, lesson, evidence, day, unit, grp, channel, share, first"


def of(db: Connection, contact_id: ContactId) -> tuple[Completion, ...]:
    """What a person has learned, oldest first."""
    rows = db.execute("SELECT lesson, evidence, at FROM completions WHERE contact_id = ? ORDER BY id", (contact_id,))
    return tuple(Completion(lesson, Evidence(evidence), read(at)) for lesson, evidence, at in rows)


def add(db: Connection, contact: Contact, lesson: str, evidence: Evidence, channel: str, now: datetime) -> bool:
    """Record a rung and count it. False when the person already stands on it."""
    if evidence is Evidence.RETAINED and not reviews.passed_long_ago(db, contact.id, lesson, now):
        return False
    first = not db.execute(
        "SELECT 1 FROM completions WHERE contact_id = ? AND evidence = ?", (contact.id, evidence)
    ).fetchone()
    row = db.execute(
        "INSERT INTO completions (contact_id, lesson, evidence, day, at, unit, grp, channel, share, first)"
        " SELECT id, ?, ?, ?, ?, coalesce(unit, ''), coalesce(grp, ''), ?, coalesce(share, ''), ?"
        " FROM contacts WHERE id = ? AND consent = 'given'"
        f" ON CONFLICT DO NOTHING RETURNING {_PLACE}",
        (lesson, evidence, day_of(now), written(now), channel, int(first), contact.id),
    ).fetchone()
    if row is None:
        return False
    _count(db, row, 1)
    attainments.reached(db, contact.id, lesson, evidence)
    models.learned(db, contact.id)
    return True


def withdraw(db: Connection, contact_id: ContactId, lesson: str, evidence: Evidence = Evidence.SELF_REPORTED) -> None:
    """Take a rung back whose proof is gone, such as a self-report. What was proved otherwise stays."""
    row = db.execute(
        f"DELETE FROM completions WHERE contact_id = ? AND lesson = ? AND evidence = ? RETURNING {_PLACE}",
        (contact_id, lesson, evidence),
    ).fetchone()
    if row is None:
        return
    _count(db, row, -1)
    if row[-1]:
        _pass_first_on(db, contact_id, evidence)
    attainments.withdrawn(db, contact_id)
    models.learned(db, contact_id)


def place(db: Connection, contact_id: ContactId, unit: str) -> None:
    """Move what was recorded before the village was known into that village."""
    _rewrite(db, contact_id, "unit = ?", "unit = ''", (unit,))


def join(db: Connection, contact_id: ContactId, group: str) -> None:
    """Count what was recorded before the group was known for that group."""
    _rewrite(db, contact_id, "grp = ?", "grp = ''", (group,))


def merge(db: Connection, kept: ContactId, gone: ContactId) -> None:
    """Two contacts are one person: of what both learned the earlier row stays, and each rung is entered once."""
    both = (kept, gone)
    for row in db.execute(f"SELECT {_PLACE} FROM completions WHERE contact_id IN (?, ?)", both).fetchall():
        _count(db, row, -1)
    db.execute(
        "DELETE FROM completions WHERE contact_id IN (?1, ?2) AND EXISTS (SELECT 1 FROM completions c"
        " WHERE c.contact_id IN (?1, ?2) AND c.lesson = completions.lesson AND c.evidence = completions.evidence"
        " AND (c.at, c.id) < (completions.at, completions.id))",
        both,
    )
    db.execute("UPDATE completions SET contact_id = ?, first = 0 WHERE contact_id IN (?, ?)", (kept, *both))
    db.execute(
        "UPDATE completions SET first = 1 WHERE contact_id = ?1 AND NOT EXISTS (SELECT 1 FROM completions c"
        " WHERE c.contact_id = ?1 AND c.evidence = completions.evidence"
        " AND (c.at, c.id) < (completions.at, completions.id))",
        (kept,),
    )
    for row in db.execute(f"SELECT {_PLACE} FROM completions WHERE contact_id = ?", (kept,)).fetchall():
        _count(db, row, 1)
    attainments.merge(db, kept, gone)


def take_out(db: Connection, contact_id: ContactId) -> None:
    """Take a person's rows out of facts and counters, as if nothing had been recorded."""
    rows = db.execute(f"DELETE FROM completions WHERE contact_id = ? RETURNING {_PLACE}", (contact_id,)).fetchall()
    for row in rows:
        _count(db, row, -1)
    attainments.withdrawn(db, contact_id)
    models.learned(db, contact_id)


def detach(db: Connection, contact_id: ContactId) -> None:
    """Cut the rows from the person: the figures stay, the moment and whose they were go."""
    db.execute("UPDATE completions SET contact_id = NULL, at = NULL WHERE contact_id = ?", (contact_id,))
    attainments.detach(db, contact_id)
    models.learned(db, contact_id)


def _rewrite(db: Connection, contact_id: ContactId, change: str, only: str, values: tuple[str, ...]) -> None:
    rows = db.execute(f"SELECT {_PLACE} FROM completions WHERE contact_id = ? AND {only}", (contact_id,)).fetchall()
    for row in rows:
        _count(db, row, -1)
        changed = db.execute(
            f"UPDATE completions SET {change} WHERE id = ? RETURNING {_PLACE}", (*values, row[0])
        ).fetchone()
        _count(db, changed, 1)
    attainments.rewrite(db, contact_id, change, only, values)


def _pass_first_on(db: Connection, contact_id: ContactId, evidence: Evidence) -> None:
    """The oldest remaining row of the rung now carries the person."""
    row = db.execute(
        "UPDATE completions SET first = 1 WHERE id = (SELECT min(id) FROM completions"
        f" WHERE contact_id = ? AND evidence = ?) RETURNING {_PLACE}",
        (contact_id, evidence),
    ).fetchone()
    if row is not None:
        tallies.add(db, _cell(row, "learners"))


def _count(db: Connection, row: Any, n: int) -> None:
    tallies.add(db, _cell(row, "completions"), n)
    if row[-1]:
        tallies.add(db, _cell(row, "learners"), n)


def _cell(row: Any, kind: str) -> Cell:
    _, lesson, evidence, day, unit, grp, channel, share, _ = row
    return Cell(f"{kind}.{evidence}", lesson, unit, day, grp, channel, share)
