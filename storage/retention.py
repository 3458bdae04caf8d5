"""Room: storage. Retention: what is forgotten, and when. One table of rules, run by a nightly job.

Facts for the lengths: facts/legal_and_reports.md §1.10 (free text 0 days by default, at most 7 masked);
Telegram repeats an update for at most 24 h (facts/telegram.md §2), Zalo's retries are shorter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Final

from storage import ledger
from storage.moments import day_of, written

UPDATE_IDS: Final = timedelta(days=3)
"""Ended updates: longer than any provider repeats one."""
SET_ASIDE: Final = timedelta(days=7)
"""Poison, with its masked words, for the operator to look at."""
MESSAGE_ROWS: Final = timedelta(days=90)
"""Ended messages (without words), for delivery reports."""
ADDRESS_WITHOUT_CONSENT: Final = timedelta(days=30)
"""A person who never said yes and has not written since. A stop mark is kept: it is their wish."""


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
    return Forgotten(updates, messages, sessions, _addresses(db, now))


def _old(db: Connection, statement: str, before: datetime) -> int:
    return db.execute(statement, (written(before),)).rowcount


def _addresses(db: Connection, now: datetime) -> int:
    return db.execute(
        "DELETE FROM contacts WHERE consent <> 'given' AND stopped = 0 AND seen_day < ?"
        " AND NOT EXISTS (SELECT 1 FROM updates u WHERE u.contact_id = contacts.id AND u.state = 'pending')"
        " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.contact_id = contacts.id AND o.ended_at IS NULL)",
        (day_of(now - ADDRESS_WITHOUT_CONSENT),),
    ).rowcount
