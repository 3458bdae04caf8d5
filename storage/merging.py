"""Room: storage. Merging: two contacts turn out to be one person. Table by table: decision 0016.

Runs inside the transaction of its turn. Nothing of the person who goes is left behind, and nobody is counted twice.
"""

from datetime import datetime
from sqlite3 import Connection
from typing import Final

from bot.model.contact import Consent, Contact
from bot.model.help import HelpEnd
from bot.model.urn import ContactId
from storage import audit, completions, contacts, helps, households, mentorings, models, outbox, reminders, roles
from storage.errors import Outdated

MOVED: Final = ("urns", "updates", "outbox", "consents", "requests", "wrong_codes")
"""Every row becomes the other's."""

UNITED: Final = (
    "flags", "roles", "reminders", "occasions", "attendances", "reviews", "skips", "listeners", "help_calls", "askings",
)  # fmt: skip
"""A row becomes the other's unless they have the same already."""

DEALT_WITH: Final = (
    "attainments", "completions", "contest_entries", "deliveries", "helps", "mentorings", "recordings", "actors",
    "household_members",
)  # fmt: skip
"""By rules of their own, below."""

DROPPED: Final = ("sessions", "link_codes", "group_codes", "desk_links", "desk_sessions")
"""They go with the contact: where a talk stood, codes under way, and open doors to the desk."""


NOBODYS: Final = ("village_groups", "group_deliveries")
"""Only a group has them, and in a group nothing can be joined."""


def merge(db: Connection, kept: ContactId, gone: ContactId, now: datetime) -> None:
    """Everything of `gone` becomes `kept`'s; a stop of either is a stop of both.

    Raises:
        Outdated: one of them is not there (any more), or the one that stays no longer agrees to be remembered.
    """
    one, other = contacts.load(db, kept), contacts.load(db, gone)
    if one is None or other is None or kept == gone or one.consent is not Consent.GIVEN:
        raise Outdated("these two cannot be joined")
    _settle_company(db, kept, gone, now)
    for table in MOVED:
        db.execute(f"UPDATE {table} SET contact_id = ? WHERE contact_id = ?", (kept, gone))
    for table in UNITED:
        db.execute(f"UPDATE OR IGNORE {table} SET contact_id = ? WHERE contact_id = ?", (kept, gone))
    db.execute("DELETE FROM flags WHERE contact_id = ?", (gone,))
    completions.merge(db, kept, gone)
    _join_households(db, kept, gone)
    _enter_contests_once(db, kept, gone)
    _move_deliveries(db, kept, gone)
    _unite_actors(db, kept, gone, now)
    _unite_answers(db, one, other)
    db.execute("DELETE FROM contacts WHERE id = ?", (gone,))
    households.sweep(db)
    if one.stopped or other.stopped:
        _stop(db, kept, now)


def _settle_company(db: Connection, kept: ContactId, gone: ContactId, now: datetime) -> None:
    """Nobody helps or mentors themselves, asks for help twice, or has two mentors."""
    for (number,) in db.execute(
        "SELECT id FROM helps WHERE asker_id = ? AND (taker_id = ? OR EXISTS (SELECT 1 FROM helps WHERE asker_id = ?))"
        " UNION SELECT id FROM helps WHERE asker_id = ? AND taker_id = ?",
        (gone, kept, kept, kept, gone),
    ).fetchall():
        helps.end(db, number, HelpEnd.WITHDRAWN, now, by=gone)
    for column in ("asker_id", "taker_id"):
        db.execute(f"UPDATE helps SET {column} = ? WHERE {column} = ?", (kept, gone))
    db.execute(
        "DELETE FROM help_calls WHERE contact_id IN (?, ?) AND help_id IN (SELECT id FROM helps WHERE asker_id = ?)",
        (kept, gone, kept),
    )
    _settle_mentors(db, kept, gone, now)
    db.execute("UPDATE OR IGNORE recordings SET speaker_id = ? WHERE speaker_id = ?", (kept, gone))


def _settle_mentors(db: Connection, kept: ContactId, gone: ContactId, now: datetime) -> None:
    pairs = db.execute(
        "SELECT mentor_id, mentee_id FROM mentorings WHERE mentee_id IN (?, ?) ORDER BY id", (kept, gone)
    ).fetchall()
    for mentor, mentee in pairs:
        if mentor in (kept, gone) or (mentee == gone and any(other == kept for _, other in pairs)):
            mentorings.leave(db, ContactId(mentee), now)
    for column in ("mentor_id", "mentee_id"):
        db.execute(f"UPDATE mentorings SET {column} = ? WHERE {column} = ?", (kept, gone))
    for person in (kept, gone):
        models.mentor(db, person)


def _join_households(db: Connection, kept: ContactId, gone: ContactId) -> None:
    """One household a person: the kept one's, or the other's. What each of them counts is settled anew."""
    homes = {models.household_of(db, person) for person in (kept, gone)}
    db.execute("UPDATE OR IGNORE household_members SET contact_id = ? WHERE contact_id = ?", (kept, gone))
    db.execute("DELETE FROM household_members WHERE contact_id = ?", (gone,))
    for home in homes:
        models.household(db, home, gone)


def _enter_contests_once(db: Connection, kept: ContactId, gone: ContactId) -> None:
    """One attempt a person: the one that began first."""
    db.execute(
        "DELETE FROM contest_entries WHERE contact_id IN (?1, ?2) AND EXISTS (SELECT 1 FROM contest_entries e"
        " WHERE e.contest_id = contest_entries.contest_id AND e.contact_id IN (?1, ?2)"
        " AND (e.started_at, e.id) < (contest_entries.started_at, contest_entries.id))",
        (kept, gone),
    )
    db.execute("UPDATE contest_entries SET contact_id = ? WHERE contact_id = ?", (kept, gone))


def _move_deliveries(db: Connection, kept: ContactId, gone: ContactId) -> None:
    """A second one of the same broadcast stays as a figure; one that is still on its way to `kept` arrives."""
    db.execute(
        "UPDATE OR IGNORE deliveries SET contact_id = ? WHERE contact_id = ? AND broadcast_id IN"
        " (SELECT id FROM broadcasts WHERE spread_at IS NOT NULL OR done_at IS NOT NULL OR reached_id >= ?)",
        (kept, gone, kept),
    )


_MADE: Final = (
    ("guidance", "actor"),
    ("contests", "actor"),
    ("broadcasts", "maker"),
    ("invites", "made_by"),
    ("postings", "actor"),
)
"""What somebody made in a role and goes on looking after. The audit is never touched."""


def _unite_actors(db: Connection, kept: ContactId, gone: ContactId, now: datetime) -> None:
    """One number a person; what came to hold a role by being joined stands in the audit."""
    if db.execute("SELECT 1 FROM actors WHERE contact_id = ?", (kept,)).fetchone() is None:
        db.execute("UPDATE actors SET contact_id = ? WHERE contact_id = ?", (kept, gone))
    elif row := db.execute("SELECT actor FROM actors WHERE contact_id = ?", (gone,)).fetchone():
        mine = roles.actor(db, kept)
        for table, column in _MADE:
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (mine, row[0]))
        db.execute("UPDATE shares SET volunteer = ? WHERE volunteer = ?", (str(mine), str(row[0])))
    for role in sorted(roles.of(db, kept)):
        audit.note(db, roles.actor(db, kept), role, "noikenh", "ChannelsLinked", now)


def _unite_answers(db: Connection, one: Contact, other: Contact) -> None:
    """Their answers to our few questions: the first person's, then the second's. Once a child, a child."""
    db.execute(
        "UPDATE contacts SET greeted = max(contacts.greeted, o.greeted),"
        " unit_asked = max(contacts.unit_asked, o.unit_asked),"
        " group_asked = max(contacts.group_asked, o.group_asked), minor = max(contacts.minor, o.minor),"
        " share = coalesce(contacts.share, o.share), seen_day = max(contacts.seen_day, o.seen_day)"
        " FROM contacts AS o WHERE contacts.id = ? AND o.id = ?",
        (one.id, other.id),
    )
    minor = one.minor or other.minor
    if unit := one.unit or other.unit:
        contacts.set_unit(db, one.id, unit)
    if group := one.group or other.group:
        contacts.set_group(db, one.id, group, minor=minor)
    if minor:
        db.execute("UPDATE contest_entries SET name = '', minor = 1 WHERE contact_id = ?", (one.id,))


def _stop(db: Connection, kept: ContactId, now: datetime) -> None:
    contacts.set_stopped(db, kept, True)
    mentorings.resign(db, kept, now)
    helps.part(db, kept, now)
    reminders.forget_all(db, kept, now)
    outbox.cancel(db, kept, now, "stopped")
