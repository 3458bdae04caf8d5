"""Room: storage. Guidance sessions and classes: logged, corrected with a trail, attended by code, counted."""

from datetime import datetime
from sqlite3 import Connection
from typing import Any, Final

from bot.model.contact import Contact
from bot.model.evidence import Evidence
from bot.model.guidance import CORRECTABLE, COUNTS, GuidanceSession
from storage import completions, tallies
from storage.errors import Outdated
from storage.moments import day_of, written
from storage.tallies import Cell

SERIES: Final = {"session": "guidance_sessions", "class": "classes"}
_FIELDS: Final = "kind, lesson, unit, day, heads, elders, women, minorities, disabled"

_ATTENDED: Final = " UNION ALL ".join(
    f"SELECT 'attended.{name}', lesson, unit, day, '', '', '', sum({name}) FROM guidance"
    f" WHERE withdrawn_at IS NULL AND {name} > 0 GROUP BY 2, 3, 4"
    for name in ("heads", *COUNTS)
)
FACTS: Final = (
    "SELECT CASE kind WHEN 'class' THEN 'classes' ELSE 'guidance_sessions' END AS series,"
    " lesson, unit, day, '' AS grp, '' AS channel, '' AS share, count(*) AS n"
    f" FROM guidance WHERE withdrawn_at IS NULL GROUP BY 1, 2, 3, 4 UNION ALL {_ATTENDED}"
)
"""What the counters of this noun must equal (reconcile.py)."""


def log(db: Connection, session: GuidanceSession, actor: int, now: datetime) -> None:
    """Keep it and count it.

    Raises:
        Outdated: another session of that day has this code, so another one has to be drawn.
    """
    counts = tuple(getattr(session, name) for name in COUNTS)
    row = db.execute(
        f"INSERT INTO guidance ({_FIELDS}, code, actor, logged_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        f" ON CONFLICT DO NOTHING RETURNING {_FIELDS}",
        (
            *(session.kind, session.lesson, session.unit, session.day.isoformat(), session.heads, *counts),
            *(session.code, actor, written(now)),
        ),
    ).fetchone()
    if row is None:
        raise Outdated("another session has this code today")
    _count(db, row, 1)


def correct(db: Connection, number: int, field: str, value: str, actor: int, now: datetime) -> None:
    """Change one thing, or withdraw the session, and write down what it was.

    Raises:
        Outdated: it is too old by now, or was withdrawn.
    """
    row = db.execute(
        f"SELECT {_FIELDS} FROM guidance WHERE id = ? AND withdrawn_at IS NULL AND logged_at >= ?",
        (number, written(now - CORRECTABLE)),
    ).fetchone()
    if row is None:
        raise Outdated("the session can no longer be corrected")
    was = dict(zip(_FIELDS.split(", "), row, strict=True)).get(field, "")
    _count(db, row, -1)
    if field == "withdrawn":
        db.execute("UPDATE guidance SET withdrawn_at = ? WHERE id = ?", (written(now), number))
        _unwitness(db, number, row[1])
    else:
        changed = db.execute(
            f"UPDATE guidance SET {_COLUMNS[field]} = ? WHERE id = ? RETURNING {_FIELDS}", (value, number)
        ).fetchone()
        _count(db, changed, 1)
    db.execute(
        "INSERT INTO guidance_trail (guidance_id, at, actor, field, was, became) VALUES (?, ?, ?, ?, ?, ?)",
        (number, written(now), actor, field, str(was), value),
    )


_COLUMNS: Final = {name: name for name in ("day", "heads", "kind", *COUNTS)}
"""What may be corrected; a wrong village or lesson is withdrawn and logged anew."""


def attend(db: Connection, contact: Contact, number: int, lesson: str, channel: str, now: datetime) -> None:
    """Somebody who agreed to be remembered was there: the proof, and the rung it proves."""
    came = db.execute(
        "INSERT INTO attendances (guidance_id, contact_id, at) SELECT g.id, c.id, ? FROM guidance g, contacts c"
        " WHERE g.id = ? AND g.day = ? AND g.withdrawn_at IS NULL AND c.id = ? AND c.consent = 'given'"
        " ON CONFLICT DO NOTHING",
        (written(now), number, day_of(now), contact.id),
    )
    if came.rowcount == 1 and lesson:
        completions.add(db, contact, lesson, Evidence.WITNESSED, channel, now)


def _unwitness(db: Connection, number: int, lesson: str) -> None:
    """A session that did not take place has witnessed nothing; another one about the same lesson still has."""
    rows = db.execute(
        "SELECT t.contact_id FROM attendances t WHERE t.guidance_id = ? AND NOT EXISTS (SELECT 1 FROM attendances o"
        " JOIN guidance g ON g.id = o.guidance_id WHERE o.contact_id = t.contact_id AND g.withdrawn_at IS NULL"
        " AND g.lesson = ?)",
        (number, lesson),
    ).fetchall()
    for (contact_id,) in rows:
        completions.withdraw(db, contact_id, lesson, Evidence.WITNESSED)


def _count(db: Connection, row: Any, n: int) -> None:
    kind, lesson, unit, day, heads, *counts = row
    tallies.add(db, Cell(SERIES[kind], lesson, unit, day), n)
    for name, people in zip(("heads", *COUNTS), (heads, *counts), strict=True):
        if people:
            tallies.add(db, Cell(f"attended.{name}", lesson, unit, day), n * people)
