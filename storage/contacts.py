"""Room: storage. Contacts: the person, their addresses, their answers to our few questions."""

from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.model.contact import Consent, Contact
from bot.model.urn import ContactId, Urn
from storage import askings, completions, contests, minors, reviews, roles, skips, voices
from storage.moments import day_of, read, written


def known(db: Connection, urn: Urn) -> bool:
    """Whether somebody writes to us from there."""
    return db.execute("SELECT 1 FROM urns WHERE urn = ?", (urn,)).fetchone() is not None


def known_or_new(db: Connection, urn: Urn, now: datetime, *, in_group: bool = False) -> ContactId:
    """The contact behind an address, made on the first word."""
    row = db.execute("SELECT contact_id FROM urns WHERE urn = ?", (urn,)).fetchone()
    if row and in_group:
        _recognise(db, ContactId(row[0]))
    if row:
        return ContactId(row[0])
    made = db.execute(
        "INSERT INTO contacts (seen_day, is_group) VALUES (?, ?) RETURNING id", (day_of(now), int(in_group))
    ).fetchone()
    db.execute("INSERT INTO urns (urn, contact_id) VALUES (?, ?)", (urn, made[0]))
    return ContactId(made[0])


def _recognise(db: Connection, contact_id: ContactId) -> None:
    """What an older program took for a person is a group: it never agreed to anything and has learned nothing."""
    if db.execute("UPDATE contacts SET is_group = 1 WHERE id = ? AND is_group = 0", (contact_id,)).rowcount:
        minors.unknow(db, contact_id)
        voices.forget(db, contact_id)
        for table in ("reminders", "occasions", "flags", "household_members", "sessions"):
            db.execute(f"DELETE FROM {table} WHERE contact_id = ?", (contact_id,))


def move_urn(db: Connection, old: Urn, new: Urn) -> None:
    """Rewrite an address everywhere it still stands; one that is known already keeps its contact.

    A group's link to its village goes along.
    """
    moving, there = (db.execute("SELECT contact_id FROM urns WHERE urn = ?", (urn,)).fetchone() for urn in (old, new))
    if moving and there:
        _relink(db, ContactId(moving[0]), ContactId(there[0]))
    db.execute("UPDATE OR IGNORE urns SET urn = ? WHERE urn = ?", (new, old))
    db.execute("DELETE FROM urns WHERE urn = ?", (old,))
    db.execute("UPDATE updates SET urn = ? WHERE urn = ?", (new, old))
    db.execute("UPDATE outbox SET urn = ? WHERE urn = ? AND state IN ('queued', 'sending')", (new, old))


def _relink(db: Connection, old: ContactId, new: ContactId) -> None:
    """Unless somebody has stopped the bot there."""
    _recognise(db, new)
    db.execute(
        "UPDATE OR IGNORE village_groups SET contact_id = ?1 WHERE contact_id = ?2"
        " AND NOT EXISTS (SELECT 1 FROM contacts WHERE id IN (?1, ?2) AND stopped = 1)",
        (new, old),
    )
    db.execute("DELETE FROM village_groups WHERE contact_id = ?", (old,))


def load(db: Connection, contact_id: ContactId) -> Contact | None:
    """Everything a decision may know of a person; None when they had themselves erased meanwhile."""
    row = db.execute(
        "SELECT stopped, greeted, consent, consent_at, unit, unit_asked, grp, group_asked, minor, share, is_group,"
        " (SELECT version FROM consents WHERE contact_id = contacts.id AND answer = 'given' ORDER BY id DESC LIMIT 1),"
        " (SELECT language FROM listeners WHERE contact_id = contacts.id)"
        " FROM contacts WHERE id = ?",
        (contact_id,),
    ).fetchone()
    if row is None:
        return None
    known = _contact(db, contact_id, row)
    return _remembered(db, known) if known.consent is Consent.GIVEN else known


def _contact(db: Connection, contact_id: ContactId, row: Any) -> Contact:
    stopped, greeted, consent, consent_at, unit, unit_asked, grp, group_asked, minor, share, is_group = row[:-2]
    notice, language = row[-2:]
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
        asked=askings.of(db, contact_id),
        share=share,
        language=language or "",
        is_group=bool(is_group),
    )


def _remembered(db: Connection, known: Contact) -> Contact:
    """With what is kept of those who agreed; of anybody else there is nothing to look for."""
    held, villages = roles.held(db, known.id)
    learned, skipped = completions.of(db, known.id), skips.of(db, known.id)
    return replace(known, completions=learned, skipped=skipped, roles=held, villages=villages)


def seen(db: Connection, contact_id: ContactId, now: datetime) -> None:
    """Remember the day of the last word, which decides how long an address without consent is kept."""
    day = day_of(now)
    db.execute("UPDATE contacts SET seen_day = ? WHERE id = ? AND seen_day <> ?", (day, contact_id, day))


def heard(db: Connection, urn: Urn, now: datetime) -> None:
    """Remember when they last wrote from here: some providers carry a message only for a while after that."""
    db.execute("UPDATE urns SET heard_at = ? WHERE urn = ?", (written(now), urn))


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
    askings.forget(db, contact_id)
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
