"""Room: storage. Erasures: which addresses were erased lately, so that restoring an older backup erases them again.

Of an address only a hash stands here, and only as long as a backup from before the erasure may still be around.
"""

from datetime import datetime, timedelta
from hashlib import blake2b
from sqlite3 import Connection
from typing import Final

from bot.model.urn import ContactId
from storage import contacts, helps, households, mentorings, outbox
from storage.moments import day_of

KEPT: Final = timedelta(days=35)
"""Keep no backup for longer (docs/operate.md): after this nobody remembers whom to erase again."""


def note(db: Connection, contact_id: ContactId, now: datetime) -> None:
    """Remember the addresses of somebody who is about to be erased."""
    rows = db.execute("SELECT urn FROM urns WHERE contact_id = ?", (contact_id,)).fetchall()
    db.executemany(
        "INSERT INTO erasures (print, day) VALUES (?, ?) ON CONFLICT (print) DO UPDATE SET day = excluded.day",
        [(print_of(urn), day_of(now)) for (urn,) in rows],
    )


def repeat(db: Connection, now: datetime) -> int:
    """Erase everybody who stands here. Returns how many persons."""
    gone = {print_ for (print_,) in db.execute("SELECT print FROM erasures").fetchall()}
    found = {
        ContactId(number)
        for urn, number in db.execute("SELECT urn, contact_id FROM urns").fetchall()
        if print_of(urn) in gone
    }
    for contact_id in found:
        outbox.cancel(db, contact_id, now, "erased")
        helps.part(db, contact_id, now)
        mentorings.part(db, contact_id, now)
        households.leave(db, contact_id)
        contacts.erase(db, contact_id)
    return len(found)


def print_of(urn: str) -> bytes:
    """What tells one address from another without being one."""
    return blake2b(urn.encode(), digest_size=16, person=b"hocvuso-erased").digest()
