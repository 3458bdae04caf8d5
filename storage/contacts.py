"""Room: storage. Contacts: the person, their addresses, their answers to our few questions."""

from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.model.contact import Consent, Contact
from bot.model.urn import ContactId, Urn
from storage import completions, contests, reviews, roles, skips
from storage.moments import day_of, read, written


def known(db: Connection, urn: Urn) -> bool:
    """Whether somebody writes to us from there."""
    return db.execute("SELECT 1 FROM urns WHERE urn = ?", (urn,)).fetchone() is not None


def known_or_new(db: Connection, urn: Urn, now: datetime) -> ContactId:
    """The contact behind an address, made on the first word."""
    row = db.execute("SELECT contact_id FROM urns WHERE urn = ?", (urn,)).fetchone()
    if row:
        return ContactId(row[0])
    made = db.execute("INSERT INTO contacts (seen_day) VALUES (?) RETURNING id", (day_of(now),)).fetchone()
    db.execute("INSERT INTO urns (urn, contact_id) VALUES (?, ?)", (urn, made[0]))
    return ContactId(made[0])


def move_urn(db: Connection, old: Urn, new: Urn) -> None:
    """Rewrite an address everywhere it still stands; one that is known already keeps its contact."""
    db.execute("UPDATE OR IGNORE urns SET urn = ? WHERE urn = ?", (new, old))
    db.execute("DELETE FROM urns WHERE urn = ?", (old,))
    db.execute("UPDATE updates SET urn = ? WHERE urn = ?", (new, old))
    db.execute("UPDATE outbox SET urn = ? WHERE urn = ? AND state IN ('queued', 'sending')", (new, old))


def load(db: Connection, contact_id: ContactId) -> Contact | None:
    """Everything a decision may know of a person; None when they had themselves erased meanwhile."""
    row = db.execute(
        "SELECT stopped, greeted, consent, consent_at, unit, unit_asked, grp, group_asked, minor, share,"
        " (SELECT version FROM consents WHERE contact_id = contacts.id AND answer = 'given' ORDER BY id DESC LIMIT 1)"
        " FROM contacts WHERE id = ?",
        (contact_id,),
    ).fetchone()
    if row is None:
        return None
    return _contact(db, contact_id, row)


def _contact(db: Connection, contact_id: ContactId, row: Any) -> Contact:
    stopped, greeted, consent, consent_at, unit, unit_asked, grp, group_asked, minor, share, notice = row
    return Contact(
        id=contact_id,
        stopped=bool(stopped),
        greeted=bool(greeted),
        consent=Consent(consent),
        consent_at=read(consent_at) if consent_at else None,
        notice=notice or "",
        unit=unit,
        unit_asked=bool(unit_asked),
        group=grp,
        group_asked=bool(group_asked),
        minor=bool(minor),
        share=share,
        completions=completions.of(db, contact_id),
        skipped=skips.of(db, contact_id),
        roles=roles.of(db, contact_id),
        villages=roles.villages(db, contact_id),
    )


def seen(db: Connection, contact_id: ContactId, now: datetime) -> None:
    """Remember the day of the last word, which decides how long an address without consent is kept."""
    day = day_of(now)
    db.execute("UPDATE contacts SET seen_day = ? WHERE id = ? AND seen_day <> ?", (day, contact_id, day))


def heard(db: Connection, urn: Urn, now: datetime) -> None:
    """Remember when they last wrote from here: some providers carry a message only for a while after that."""
    db.execute("UPDATE urns SET heard_at = ? WHERE urn = ?", (written(now), urn))


def heard_at(db: Connection, urn: Urn) -> datetime | None:
    """When they last wrote from here."""
    row = db.execute("SELECT heard_at FROM urns WHERE urn = ?", (urn,)).fetchone()
    return read(row[0]) if row and row[0] else None


def set_stopped(db: Connection, contact_id: ContactId, stopped: bool) -> None:
    """The stop mark, for every channel of this person."""
    db.execute("UPDATE contacts SET stopped = ? WHERE id = ?", (int(stopped), contact_id))


def set_greeted(db: Connection, contact_id: ContactId) -> None:
    """They know now that a machine answers."""
    db.execute("UPDATE contacts SET greeted = 1 WHERE id = ?", (contact_id,))


def set_consent(db: Connection, contact_id: ContactId, given: bool, version: str, channel: str, now: datetime) -> None:
    """The answer, with its proof. A "no" also empties what a former "yes" allowed us to keep."""
    answer = Consent.GIVEN if given else Consent.REFUSED
    at = written(now)
    if given:
        db.execute("UPDATE contacts SET consent = ?, consent_at = ? WHERE id = ?", (answer, at, contact_id))
    else:
        db.execute(
            "UPDATE contacts SET consent = ?, consent_at = ?, unit = NULL, unit_asked = 0, grp = NULL,"
            " group_asked = 0, minor = 0, share = NULL WHERE id = ?",
            (answer, at, contact_id),
        )
        completions.detach(db, contact_id)
        contests.detach(db, contact_id)
        reviews.forget_all(db, contact_id)
        skips.forget_all(db, contact_id)
        roles.take(db, contact_id)
        db.execute("DELETE FROM attendances WHERE contact_id = ?", (contact_id,))
    db.execute(
        "INSERT INTO consents (contact_id, answer, version, channel, at) VALUES (?, ?, ?, ?, ?)",
        (contact_id, answer, version, channel, at),
    )


def set_unit(db: Connection, contact_id: ContactId, unit: str | None) -> None:
    """Their village; also for what they had learned before telling it."""
    db.execute("UPDATE contacts SET unit = ?, unit_asked = 1 WHERE id = ?", (unit, contact_id))
    if unit is not None:
        completions.place(db, contact_id, unit)


def set_group(db: Connection, contact_id: ContactId, group: str | None, *, minor: bool) -> None:
    """The path they walk; also for what they had learned before telling it."""
    db.execute(
        "UPDATE contacts SET grp = ?, group_asked = 1, minor = ? WHERE id = ? AND consent = 'given'",
        (group, int(minor), contact_id),
    )
    if group is not None:
        completions.join(db, contact_id, group)


def set_share(db: Connection, contact_id: ContactId, code: str) -> None:
    """The link that brought them; the first one stays."""
    db.execute("UPDATE contacts SET share = coalesce(share, ?) WHERE id = ?", (code, contact_id))


def erase(db: Connection, contact_id: ContactId) -> None:
    """Remove the person everywhere. Completions stay as figures of nobody."""
    completions.detach(db, contact_id)
    contests.detach(db, contact_id)
    db.execute("UPDATE updates SET urn = NULL WHERE contact_id = ? AND state <> 'pending'", (contact_id,))
    db.execute("UPDATE updates SET body = NULL WHERE contact_id = ? AND state = 'set_aside'", (contact_id,))
    db.execute("DELETE FROM flags WHERE contact_id = ?", (contact_id,))
    db.execute("DELETE FROM contacts WHERE id = ?", (contact_id,))
