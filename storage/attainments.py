"""Room: storage. Attainments: who has reached a target of the plan, once each, counted the moment it happens.

A target is fed by lessons (bot.model.feed): whoever has enough of them on its rung has attained it. The rows are
facts like completions: they stay as figures when their person goes.
"""

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any, Final

from bot.model.feed import Feed
from bot.model.urn import ContactId
from storage import cuts, tallies
from storage.tallies import Cell

Fed = tuple[str, str, str, str, int]
"""A row of feeds: plan, target, lesson, rung, how many."""

_PLACE: Final = "id, plan, target, day, unit, grp, channel, share"
_COLUMNS: Final = "contact_id, plan, target, day, unit, grp, channel, share"

STANDING: Final = f"""
SELECT {_COLUMNS} FROM (
    SELECT c.contact_id, f.plan, f.target, c.day, c.unit, c.grp, c.channel, c.share, f.needed,
           row_number() OVER (PARTITION BY c.contact_id, f.plan, f.target ORDER BY c.day, c.id) AS nth
      FROM feeds f JOIN completions c ON c.lesson = f.lesson AND c.evidence = f.evidence
     WHERE c.contact_id IS NOT NULL {{only}}
) WHERE nth = needed
"""
"""Who has attained what by learning, by the completion that completed it: what these rows must equal."""

LEARNED: Final = "(plan, target) NOT IN (SELECT plan, target FROM feeds WHERE lesson = '')"
"""Not what people do for others, which has rules of its own (models.py)."""

FACTS: Final = (
    "SELECT 'attained.' || plan || '/' || target AS series, '' AS lesson, unit, day, grp, channel, share, count(*) AS n"
    " FROM attainments GROUP BY 1, 2, 3, 4, 5, 6, 7"
)


def fed(db: Connection, plan: str) -> list[Fed]:
    """What feeds a plan's targets, as it was last told."""
    return db.execute(
        "SELECT plan, target, lesson, evidence, needed FROM feeds WHERE plan = ? ORDER BY 1, 2, 3, 4, 5", (plan,)
    ).fetchall()


def feeding(plan: str, feeds: Sequence[Feed]) -> list[Fed]:
    """The same for what a plan says now."""
    return sorted((plan, f.target, lesson, str(f.evidence), f.needed) for f in feeds for lesson in f.lessons)


def follow(db: Connection, plan: str, feeds: Sequence[Feed], standing: str = STANDING.format(only="")) -> bool:
    """Count for the targets of a plan from now on, and catch up on what is there. False when nothing changed."""
    wanted = feeding(plan, feeds)
    if wanted == fed(db, plan):
        return False
    db.execute("DELETE FROM feeds WHERE plan = ?", (plan,))
    db.executemany("INSERT INTO feeds (plan, target, lesson, evidence, needed) VALUES (?, ?, ?, ?, ?)", wanted)
    db.execute("DELETE FROM attainments WHERE plan = ? AND contact_id IS NOT NULL", (plan,))
    db.execute(f"INSERT INTO attainments ({_COLUMNS}) SELECT * FROM ({standing}) WHERE plan = ?", (plan,))
    _recount(db, plan)
    return True


def _recount(db: Connection, plan: str) -> None:
    """The plan's counters anew; "0" is the sign behind "/", so the range holds this plan's series and no other."""
    span = (f"attained.{plan}/", f"attained.{plan}0")
    db.execute("DELETE FROM tallies WHERE series >= ? AND series < ?", span)
    db.execute(
        "INSERT INTO tallies (series, lesson, unit, day, grp, channel, share, n)"
        f" SELECT * FROM ({FACTS}) WHERE series >= ? AND series < ?",
        span,
    )
    cuts.rebuild(db, *span)


def reached(db: Connection, contact_id: ContactId, lesson: str, evidence: str) -> None:
    """After a completion: enter what it completes."""
    standing = STANDING.format(
        only="AND c.contact_id = ? AND EXISTS (SELECT 1 FROM feeds g WHERE g.plan = f.plan AND g.target = f.target"
        " AND g.lesson = ? AND g.evidence = ?)"
    )
    rows = db.execute(
        f"INSERT INTO attainments ({_COLUMNS}) SELECT * FROM ({standing}) WHERE true"
        f" ON CONFLICT DO NOTHING RETURNING {_PLACE}",
        (contact_id, lesson, evidence),
    ).fetchall()
    for row in rows:
        _count(db, row, 1)


def withdrawn(db: Connection, contact_id: ContactId) -> None:
    """After a completion was taken back: leave what no longer stands."""
    standing = {(row[1], row[2]) for row in db.execute(STANDING.format(only="AND c.contact_id = ?"), (contact_id,))}
    rows = db.execute(f"SELECT {_PLACE} FROM attainments WHERE contact_id = ? AND {LEARNED}", (contact_id,)).fetchall()
    for row in rows:
        if (row[1], row[2]) not in standing:
            leave(db, row[0])


def enter(db: Connection, standing: Any) -> None:
    """One more, by the columns of STANDING; nothing when it stands there already."""
    values = ", ".join("?" * len(standing))
    row = db.execute(
        f"INSERT INTO attainments ({_COLUMNS}) VALUES ({values}) ON CONFLICT DO NOTHING RETURNING {_PLACE}", standing
    ).fetchone()
    if row is not None:
        _count(db, row, 1)


def leave(db: Connection, number: int) -> None:
    """One fewer."""
    row = db.execute(f"DELETE FROM attainments WHERE id = ? RETURNING {_PLACE}", (number,)).fetchone()
    _count(db, row, -1)


def merge(db: Connection, kept: ContactId, gone: ContactId) -> None:
    """After two people's completions became one's: what that one person has attained, anew."""
    rows = db.execute(
        f"DELETE FROM attainments WHERE contact_id IN (?, ?) AND {LEARNED} RETURNING {_PLACE}", (kept, gone)
    ).fetchall()
    for row in rows:
        _count(db, row, -1)
    standing = STANDING.format(only="AND c.contact_id = ?")
    rows = db.execute(f"INSERT INTO attainments ({_COLUMNS}) {standing} RETURNING {_PLACE}", (kept,)).fetchall()
    for row in rows:
        _count(db, row, 1)


def rewrite(db: Connection, contact_id: ContactId, change: str, only: str, values: tuple[str, ...]) -> None:
    """Move a person's rows as their completions move."""
    rows = db.execute(f"SELECT {_PLACE} FROM attainments WHERE contact_id = ? AND {only}", (contact_id,)).fetchall()
    for row in rows:
        _count(db, row, -1)
        changed = f"UPDATE attainments SET {change} WHERE id = ? RETURNING {_PLACE}"
        _count(db, db.execute(changed, (*values, row[0])).fetchone(), 1)


def detach(db: Connection, contact_id: ContactId) -> None:
    """Cut the rows from the person; the figures stay."""
    db.execute(f"UPDATE attainments SET contact_id = NULL WHERE contact_id = ? AND {LEARNED}", (contact_id,))


def _count(db: Connection, row: Any, n: int) -> None:
    _, plan, target, day, unit, grp, channel, share = row
    tallies.add(db, Cell(f"attained.{plan}/{target}", "", unit, day, grp, channel, share), n)
