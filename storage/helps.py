"""Room: storage. Helps: requests to the neighbours, who was called, who took each. What is said is never kept here.

A request knows its people only while it is open: the person asked for it, so it needs no other consent (decision 0010).
"""

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection
from typing import Final

from bot.model.help import CALLED, SILENCE, HelpEnd, Word, after_work
from bot.model.reminder import morning, quiet
from bot.model.role import Role
from bot.model.update import Passed
from bot.model.urn import ContactId
from storage import passing
from storage.errors import Outdated
from storage.moments import written

_FREEST: Final = """
SELECT c.id FROM contacts c
 WHERE c.stopped = 0 AND c.id <> :asker
   AND EXISTS (SELECT 1 FROM roles r WHERE r.contact_id = c.id AND r.role = :role
               AND (:unit IN ('', r.village) OR r.village = ''))
   AND NOT EXISTS (SELECT 1 FROM help_calls k WHERE k.help_id = :help AND k.contact_id = c.id)
 ORDER BY (SELECT count(*) FROM helps h WHERE h.taker_id = c.id AND h.state = 'taken'),
          (SELECT count(*) FROM help_calls k JOIN helps h ON h.id = k.help_id
            WHERE k.contact_id = c.id AND h.state = 'neighbours'), c.id
 LIMIT :many
"""


def ask(db: Connection, asker: ContactId, lesson: str, unit: str, now: datetime) -> None:
    """Open a request and call the neighbours; at night they are called in the morning. One at a time for a person."""
    row = db.execute(
        "INSERT INTO helps (asker_id, lesson, unit, state, asked_at, due_at) SELECT id, ?, ?, 'asked', ?, ?"
        " FROM contacts WHERE id = ? ON CONFLICT DO NOTHING RETURNING id",
        (lesson, unit, written(now), written(morning(now)), asker),
    ).fetchone()
    if row is None:
        return
    if not quiet(now):
        _call_neighbours(db, row[0], now)


def take(db: Connection, number: int, taker: ContactId, now: datetime) -> None:
    """Give it to whoever came first; the asker and the others hear of it.

    Raises:
        Outdated: somebody else was faster, or it is over.
    """
    row = db.execute(
        "UPDATE helps SET state = 'taken', taker_id = ?, taken_at = ?, due_at = ?"
        " WHERE id = ? AND state IN ('asked', 'neighbours', 'office') AND asker_id <> ? RETURNING asker_id",
        (taker, written(now), written(now + SILENCE), number, taker),
    ).fetchone()
    if row is None:
        raise Outdated("the request is no longer open")
    _tell(db, row[0], Word.TAKEN, number, now)
    for other in _called(db, number):
        if other != taker:
            _tell(db, other, Word.GONE, number, now)
    db.execute("DELETE FROM help_calls WHERE help_id = ?", (number,))


def speak(db: Connection, number: int, speaker: ContactId, words: str, now: datetime) -> None:
    """Pass words on to the other side.

    Raises:
        Outdated: nobody is on the other side any more.
    """
    row = db.execute(
        "UPDATE helps SET due_at = ? WHERE id = ? AND state = 'taken' AND ? IN (asker_id, taker_id)"
        " RETURNING asker_id, taker_id",
        (written(now + SILENCE), number, speaker),
    ).fetchone()
    if row is None:
        raise Outdated("the talk is over")
    other = row[1] if row[0] == speaker else row[0]
    passing.pass_on(db, ContactId(other), Passed(Word.SPOKEN, str(number), words), now)


def leave(db: Connection, number: int, taker: ContactId, now: datetime) -> None:
    """The taker gives it back: the asker is told, and others are called."""
    row = db.execute(
        "UPDATE helps SET state = 'asked', taker_id = NULL, taken_at = NULL WHERE id = ? AND state = 'taken'"
        " AND taker_id = ? RETURNING asker_id",
        (number, taker),
    ).fetchone()
    if row is None:
        return
    db.execute("INSERT INTO help_calls (help_id, contact_id) VALUES (?, ?) ON CONFLICT DO NOTHING", (number, taker))
    _tell(db, row[0], Word.LEFT, number, now)
    db.execute("UPDATE helps SET due_at = ? WHERE id = ?", (written(morning(now)), number))
    if not quiet(now):
        _call_neighbours(db, number, now)


def end(db: Connection, number: int, how: HelpEnd, now: datetime, by: ContactId | None = None) -> None:
    """Close it. Whoever is on the other side, or was called, hears of it; then its people are forgotten."""
    row = db.execute("SELECT asker_id, taker_id FROM helps WHERE id = ? AND state <> 'ended'", (number,)).fetchone()
    if row is None:
        return
    word = Word(f"help-{how}")
    people = {*row, *_called(db, number)} - {None, by}
    if how in {HelpEnd.SOLVED, HelpEnd.WITHDRAWN}:
        people.discard(row[0])
    for person in sorted(people):
        _tell(db, person, word if person in row else Word.GONE, number, now)
    db.execute("DELETE FROM help_calls WHERE help_id = ?", (number,))
    db.execute(
        "UPDATE helps SET state = 'ended', outcome = ?, ended_at = ?, due_at = NULL, asker_id = NULL, taker_id = NULL"
        " WHERE id = ?",
        (how, written(now), number),
    )


def part(db: Connection, contact_id: ContactId, now: datetime) -> None:
    """They stop or are erased: what they asked ends, what they took goes to others, nothing more is passed to them."""
    for (number,) in db.execute("SELECT id FROM helps WHERE asker_id = ?", (contact_id,)).fetchall():
        end(db, number, HelpEnd.WITHDRAWN, now, by=contact_id)
    let_go(db, contact_id, now)
    passing.drop(db, contact_id, now)


def let_go(db: Connection, contact_id: ContactId, now: datetime) -> None:
    """They no longer help: what they took goes to others."""
    for (number,) in db.execute("SELECT id FROM helps WHERE taker_id = ?", (contact_id,)).fetchall():
        leave(db, number, contact_id, now)
    db.execute("DELETE FROM help_calls WHERE contact_id = ?", (contact_id,))


def overdue(db: Connection, now: datetime) -> bool:
    """Whether anything has waited too long."""
    return db.execute("SELECT 1 FROM helps WHERE due_at <= ? LIMIT 1", (written(now),)).fetchone() is not None


def advance(db: Connection, now: datetime) -> int:
    """Whatever has waited too long goes one step on. Returns how many requests."""
    rows = db.execute("SELECT id, state FROM helps WHERE due_at <= ? ORDER BY id", (written(now),)).fetchall()
    for number, state in rows:
        _ONWARD[state](db, number, now)
    return len(rows)


def _call_neighbours(db: Connection, number: int, now: datetime) -> None:
    """Those of the village; where there are none, those of the other villages; then the office."""
    (unit,) = db.execute("SELECT unit FROM helps WHERE id = ?", (number,)).fetchone()
    for place in dict.fromkeys((unit, "")):
        if _call(db, number, "neighbours", Role.VOLUNTEER, place, now):
            return
    _call_office(db, number, now)


def _call_office(db: Connection, number: int, now: datetime) -> None:
    if not _call(db, number, "office", Role.ORGANIZER, "", now):
        end(db, number, HelpEnd.UNANSWERED, now)
        return
    (asker,) = db.execute("SELECT asker_id FROM helps WHERE id = ?", (number,)).fetchone()
    _tell(db, asker, Word.OFFICE, number, now)


def _call(db: Connection, number: int, state: str, role: Role, unit: str, now: datetime) -> bool:
    (asker,) = db.execute("SELECT asker_id FROM helps WHERE id = ?", (number,)).fetchone()
    given = {"asker": asker, "role": role, "unit": unit, "help": number, "many": CALLED}
    found = [row[0] for row in db.execute(_FREEST, given).fetchall()]
    if not found:
        return False
    db.executemany("INSERT INTO help_calls (help_id, contact_id) VALUES (?, ?)", [(number, one) for one in found])
    due = written(after_work(now))
    db.execute("UPDATE helps SET state = ?, due_at = ? WHERE id = ?", (state, due, number))
    for one in found:
        _tell(db, one, Word.CALL, number, now)
    return True


def _lapse(db: Connection, number: int, now: datetime) -> None:
    end(db, number, HelpEnd.LAPSED, now)


def _give_up(db: Connection, number: int, now: datetime) -> None:
    end(db, number, HelpEnd.UNANSWERED, now)


_ONWARD: Final[dict[str, Callable[[Connection, int, datetime], None]]] = {
    "asked": _call_neighbours,
    "neighbours": _call_office,
    "office": _give_up,
    "taken": _lapse,
}


def _called(db: Connection, number: int) -> list[int]:
    rows = db.execute("SELECT contact_id FROM help_calls WHERE help_id = ? ORDER BY contact_id", (number,))
    return [row[0] for row in rows.fetchall()]


def _tell(db: Connection, contact_id: int, word: Word, number: int, now: datetime) -> None:
    passing.pass_on(db, ContactId(contact_id), Passed(word, str(number)), now)
