"""Room: storage. Models: who makes a Đại sứ số or a Gia đình số, entered among the attainments the moment it happens.

Unlike what was learned, this goes down again: a mentor whose people leave is none any more, and a household counts by
the member who made it one, as long as they belong to it. So these rows never outlive their person.
"""

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any, Final

from bot.model.urn import ContactId
from storage import attainments

MENTORS: Final = """
SELECT contact_id, plan, target, day, unit, grp, channel, share FROM (
    SELECT m.mentor_id AS contact_id, f.plan, f.target,
           date(m.joined_at, '+7 hours') AS day, '' AS channel, '' AS share,
           coalesce(p.unit, '') AS unit, coalesce(p.grp, '') AS grp, f.needed,
           row_number() OVER (PARTITION BY m.mentor_id, f.plan, f.target ORDER BY m.joined_at, m.id) AS nth
      FROM feeds f JOIN mentorings m ON m.mentee_id IS NOT NULL JOIN contacts p ON p.id = m.mentor_id
     WHERE f.lesson = '' AND f.evidence = 'mentees' {only}
) WHERE nth = needed
"""
"""By the mentee who made them enough."""

HOUSEHOLDS: Final = """
SELECT contact_id, plan, target, day, unit, grp, channel, share FROM (
    SELECT c.contact_id, f.plan, f.target, c.day, c.unit, c.grp, c.channel, c.share, f.needed,
           row_number() OVER (PARTITION BY m.household_id, f.plan, f.target ORDER BY c.day, c.id) AS nth
      FROM feeds f JOIN household_members m
      JOIN completions c ON c.id = (SELECT min(o.id) FROM completions o WHERE o.contact_id = m.contact_id)
     WHERE f.lesson = '' AND f.evidence = 'household_members' {only}
) WHERE nth = needed
"""
"""By the member whose first lesson made them enough."""

STANDING: Final = f"{MENTORS.format(only='')} UNION ALL {HOUSEHOLDS.format(only='')}"
"""All of them: what the rows must equal (reconcile.py)."""


def mentor(db: Connection, contact_id: ContactId | None) -> None:
    """After somebody came to a mentor, or left them."""
    if contact_id is not None:
        standing = db.execute(MENTORS.format(only="AND m.mentor_id = ?"), (contact_id,)).fetchall()
        _settle(db, "mentees", {contact_id}, standing)


def household(db: Connection, number: int | None, *left: ContactId) -> None:
    """After somebody came to a household, learned or unlearned something there, or `left` it."""
    if number is None:
        return
    members = db.execute("SELECT contact_id FROM household_members WHERE household_id = ?", (number,)).fetchall()
    standing = db.execute(HOUSEHOLDS.format(only="AND m.household_id = ?"), (number,)).fetchall()
    _settle(db, "household_members", {row[0] for row in members} | set(left), standing)


def learned(db: Connection, contact_id: ContactId) -> None:
    """After what somebody has learned has changed."""
    household(db, household_of(db, contact_id))


def household_of(db: Connection, contact_id: ContactId) -> int | None:
    """Where they belong."""
    row = db.execute("SELECT household_id FROM household_members WHERE contact_id = ?", (contact_id,)).fetchone()
    return int(row[0]) if row else None


def _settle(db: Connection, measure: str, people: set[ContactId], standing: Sequence[Any]) -> None:
    """Leave what no longer stands, enter what does."""
    keys = {tuple(row[:3]) for row in standing}
    rows = db.execute(
        f"SELECT contact_id, plan, target, id FROM attainments WHERE contact_id IN ({', '.join('?' * len(people))})"
        " AND (plan, target) IN (SELECT plan, target FROM feeds WHERE lesson = '' AND evidence = ?)",
        (*people, measure),
    ).fetchall()
    for contact_id, plan, target, number in rows:
        if (contact_id, plan, target) not in keys:
            attainments.leave(db, number)
    for row in standing:
        attainments.enter(db, row)
