"""Room: storage. Mentorings: which mentor helps whom. Both have agreed; whoever leaves is forgotten at once."""

from datetime import datetime
from sqlite3 import Connection

from bot.model.mentoring import MOST
from bot.model.role import Role
from bot.model.update import Passed
from bot.model.urn import ContactId
from storage import models, passing
from storage.errors import Outdated
from storage.moments import written


def invite(db: Connection, mentor: ContactId, code: str, until: datetime, now: datetime) -> None:
    """Keep a code for whoever the mentor gives it to.

    Raises:
        Outdated: the code is in use, so another one has to be drawn.
    """
    db.execute("DELETE FROM mentorings WHERE mentee_id IS NULL AND expires_at <= ?", (written(now),))
    made = db.execute(
        "INSERT INTO mentorings (mentor_id, code, made_at, expires_at) SELECT id, ?, ?, ? FROM contacts"
        " WHERE id = ? AND consent = 'given' ON CONFLICT DO NOTHING",
        (code, written(now), written(until), mentor),
    )
    if made.rowcount != 1:
        raise Outdated("this code is in use")


def join(db: Connection, number: int, mentee: ContactId, now: datetime) -> None:
    """They agree; a mentor they had before is left.

    Raises:
        Outdated: the code is used or has run out, or the mentor helps enough people already.
    """
    leave(db, mentee, now)
    row = db.execute(
        "UPDATE mentorings SET mentee_id = (SELECT id FROM contacts WHERE id = ? AND consent = 'given'), joined_at = ?"
        " WHERE id = ? AND mentee_id IS NULL AND mentor_id <> ? AND expires_at > ? AND (SELECT count(*)"
        " FROM mentorings m WHERE m.mentor_id = mentorings.mentor_id AND m.mentee_id IS NOT NULL) < ?"
        " RETURNING mentor_id",
        (mentee, written(now), number, mentee, written(now), MOST),
    ).fetchone()
    if row is None:
        raise Outdated("the code is no longer open")
    models.mentor(db, row[0])
    _tell(db, row[0], "mentor-joined", number, now)


def leave(db: Connection, mentee: ContactId, now: datetime) -> None:
    """They want none any more; the mentor hears of it."""
    for number, mentor in db.execute(
        "DELETE FROM mentorings WHERE mentee_id = ? RETURNING id, mentor_id", (mentee,)
    ).fetchall():
        models.mentor(db, mentor)
        _tell(db, mentor, "mentor-left_by", number, now)


def drop(db: Connection, mentor: ContactId, number: int, now: datetime) -> None:
    """The mentor can no longer; the other one is asked whether they want somebody else."""
    rows = db.execute(
        "UPDATE mentorings SET mentor_id = NULL WHERE id = ? AND mentor_id = ? RETURNING id, mentee_id",
        (number, mentor),
    ).fetchall()
    models.mentor(db, mentor)
    _orphan(db, rows, now)


def want(db: Connection, mentee: ContactId, now: datetime) -> None:
    """Whoever lost their mentor would like another one; the organizers hear that somebody is without."""
    row = db.execute(
        "UPDATE mentorings SET wanting = 1 WHERE mentee_id = ? AND mentor_id IS NULL AND wanting = 0 RETURNING id",
        (mentee,),
    ).fetchone()
    organizers = db.execute("SELECT contact_id FROM roles WHERE role = ? ORDER BY 1", (Role.ORGANIZER,)).fetchall()
    for (organizer,) in organizers if row else ():
        _tell(db, organizer, "mentor-wanted", row[0], now)


def take(db: Connection, number: int, mentor: ContactId, now: datetime) -> None:
    """Another mentor takes somebody on.

    Raises:
        Outdated: somebody else was faster.
    """
    row = db.execute(
        "UPDATE mentorings SET mentor_id = ?, wanting = 0 WHERE id = ? AND mentor_id IS NULL AND wanting = 1"
        " AND mentee_id <> ? RETURNING mentee_id",
        (mentor, number, mentor),
    ).fetchone()
    if row is None:
        raise Outdated("somebody else takes care of them")
    models.mentor(db, mentor)
    _tell(db, row[0], "mentor-taken", number, now)


def part(db: Connection, contact_id: ContactId, now: datetime) -> None:
    """They stop, take their consent back or are erased: neither mentor nor mentee from here on."""
    resign(db, contact_id, now)
    leave(db, contact_id, now)


def resign(db: Connection, mentor: ContactId, now: datetime) -> None:
    """No mentor any more: those they helped are asked whether they want somebody else."""
    rows = db.execute(
        "UPDATE mentorings SET mentor_id = NULL WHERE mentor_id = ? RETURNING id, mentee_id", (mentor,)
    ).fetchall()
    models.mentor(db, mentor)
    _orphan(db, rows, now)


def _orphan(db: Connection, rows: list[tuple[int, int | None]], now: datetime) -> None:
    db.execute("DELETE FROM mentorings WHERE mentor_id IS NULL AND mentee_id IS NULL")
    for number, mentee in rows:
        _tell(db, mentee, "mentor-gone", number, now)


def _tell(db: Connection, contact_id: int | None, name: str, number: int, now: datetime) -> None:
    if contact_id is not None:
        passing.pass_on(db, ContactId(contact_id), Passed(name, str(number)), now)
