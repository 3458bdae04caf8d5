"""Room: storage. Retention: what is forgotten, and when. One table of rules, run by a nightly job.

Facts for the lengths: facts/legal_and_reports.md §1.10 (free text 0 days by default, at most 7 masked);
Telegram repeats an update for at most 24 h (facts/telegram.md §2), Zalo's retries are shorter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Final

from storage import completions, contests, erasures, households, ledger, reviews, skips
from storage.moments import day_of, written

UPDATE_IDS: Final = timedelta(days=3)
"""Ended updates: longer than any provider repeats one."""
SET_ASIDE: Final = timedelta(days=7)
"""Poison, with its masked words, for the operator to look at."""
MESSAGE_ROWS: Final = timedelta(days=90)
"""Ended messages (without words), for delivery reports."""
ADDRESS_WITHOUT_CONSENT: Final = timedelta(days=30)
"""A person who never said yes and has not written since. A stop mark is kept: it is their wish."""

PROGRESS: Final = timedelta(days=181)
"""After the end of the year in which somebody last learned something, whose it was goes; the figures stay."""
OCCASIONS: Final = timedelta(days=400)
"""What people were reminded of: until the day that comes back every year has come back."""
HELPS: Final = timedelta(days=400)
"""Ended requests for help, without their people: for a year's report."""
REQUESTS: Final = timedelta(days=2 * 365)
"""Settled requests about data, without who asked: proof that the law's days were kept."""

WRONG_CODES: Final = timedelta(days=1)
"""Much longer than the pause they lead to."""
INVITES: Final = timedelta(days=90)
"""After they have expired, the hashes of invites, used or not; that one was made stays in the audit."""
ATTENDANCES: Final = timedelta(days=90)
"""Who came to a session; much longer than it can be corrected. What they learned there stays by itself."""
QUESTIONS: Final = timedelta(days=90)
"""Questions that found no answer, in their own words and nobody's: long enough to write phrasings from."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows went."""

    updates: int
    messages: int
    sessions: int
    contacts: int


def forget(db: Connection, now: datetime) -> Forgotten:
    """Apply every rule as of `now`."""
    updates = _old(db, "DELETE FROM updates WHERE state = 'done' AND ended_at < ?", now - UPDATE_IDS)
    updates += _old(db, "DELETE FROM updates WHERE state = 'set_aside' AND ended_at < ?", now - SET_ASIDE)
    messages = _old(db, "DELETE FROM outbox WHERE ended_at < ?", now - MESSAGE_ROWS)
    sessions = _old(db, "DELETE FROM sessions WHERE expires_at < ?", now)
    ledger.add(db, "updates.forgotten", updates)
    ledger.add(db, "messages.forgotten", messages)
    for table in ("deliveries", "group_deliveries"):
        _old(
            db,
            f"DELETE FROM {table} WHERE broadcast_id IN (SELECT id FROM broadcasts WHERE done_at < ?)",
            now - MESSAGE_ROWS,
        )
    _old(db, "DELETE FROM mentorings WHERE mentee_id IS NULL AND expires_at < ?", now)
    households.sweep(db)
    _old(db, "DELETE FROM helps WHERE ended_at < ?", now - HELPS)
    _old(db, "DELETE FROM requests WHERE closed_at < ?", now - REQUESTS)
    db.execute("DELETE FROM erasures WHERE day < ?", (day_of(now - erasures.KEPT),))
    _old(db, "DELETE FROM wrong_codes WHERE at < ?", now - WRONG_CODES)
    _old(db, "DELETE FROM invites WHERE expires_at < ?", now - INVITES)
    _old(db, "DELETE FROM attendances WHERE at < ?", now - ATTENDANCES)
    db.execute("DELETE FROM questions WHERE day < ?", (day_of(now - QUESTIONS),))
    _old(db, "DELETE FROM link_codes WHERE expires_at < ?", now)
    _old(db, "DELETE FROM group_codes WHERE expires_at < ?", now)
    _old(db, "DELETE FROM files WHERE expires_at < ?", now)
    _old(db, "DELETE FROM desk_links WHERE expires_at < ?", now)
    _old(db, "DELETE FROM desk_sessions WHERE expires_at < ?", now)
    _let_go_of_progress(db, now)
    contests.let_go(db, now)
    _old(db, "DELETE FROM occasions WHERE said_at < ?", now - OCCASIONS)
    return Forgotten(updates, messages, sessions, _addresses(db, now))


def _old(db: Connection, statement: str, before: datetime) -> int:
    return db.execute(statement, (written(before),)).rowcount


def _let_go_of_progress(db: Connection, now: datetime) -> None:
    """All of a person's at once: half a history would count them as a beginner again."""
    year = day_of(now - PROGRESS)[:4]
    rows = db.execute(
        "SELECT contact_id FROM completions WHERE contact_id IS NOT NULL GROUP BY contact_id HAVING max(day) < ?",
        (year,),
    ).fetchall()
    for (contact_id,) in rows:
        completions.detach(db, contact_id)
        reviews.forget_all(db, contact_id)
        skips.forget_all(db, contact_id)


def _addresses(db: Connection, now: datetime) -> int:
    return db.execute(
        "DELETE FROM contacts WHERE consent <> 'given' AND stopped = 0 AND seen_day < ?"
        " AND NOT EXISTS (SELECT 1 FROM updates u WHERE u.contact_id = contacts.id AND u.state = 'pending')"
        " AND NOT EXISTS (SELECT 1 FROM helps h WHERE h.asker_id = contacts.id)"
        " AND NOT EXISTS (SELECT 1 FROM village_groups g WHERE g.contact_id = contacts.id)"
        " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.contact_id = contacts.id AND o.ended_at IS NULL)",
        (day_of(now - ADDRESS_WITHOUT_CONSENT),),
    ).rowcount
