"""Room: storage. The inbox rows: what came in, once each, and how it ended."""

from datetime import datetime
from hashlib import blake2b
from sqlite3 import Connection

from bot.model.update import ButtonPress, Joined, Media, SavedUpdate, Text, Timer, Update, pack, unpack
from bot.model.urn import ContactId, UpdateId, Urn
from storage import contacts, ledger
from storage.moments import read, written


def key_of(update: Update) -> bytes:
    """What makes an update the same one again. A hash, so that the row can outlive the address."""
    return blake2b(f"{update.urn}\0{update.external_id}".encode(), digest_size=16).digest()


def save(db: Connection, update: Update) -> SavedUpdate | None:
    """Put an update on the pile; None when it has been there before."""
    key = key_of(update)
    if db.execute("SELECT 1 FROM updates WHERE key = ?", (key,)).fetchone():
        return None
    if isinstance(update.what, Timer) and not contacts.known(db, update.urn):  # Erased since the job looked.
        return None
    contact_id = contacts.known_or_new(db, update.urn, update.received_at, in_group=update.in_group)
    if isinstance(update.what, Text | ButtonPress | Media | Joined):
        contacts.heard(db, update.urn, update.received_at)
    row = db.execute(
        "INSERT INTO updates (key, contact_id, urn, received_at, state, body)"
        " VALUES (?, ?, ?, ?, 'pending', ?) RETURNING id",
        (key, contact_id, update.urn, written(update.received_at), pack(update.what)),
    ).fetchone()
    ledger.add(db, "updates.received")
    return SavedUpdate(UpdateId(row[0]), contact_id, update)


def finish(db: Connection, update_id: UpdateId, now: datetime) -> bool:
    """Mark as done and forget what it said. False when somebody else already ended it."""
    ended = db.execute(
        "UPDATE updates SET state = 'done', body = NULL, urn = NULL, ended_at = ? WHERE id = ? AND state = 'pending'",
        (written(now), update_id),
    )
    return ended.rowcount == 1


def set_aside(db: Connection, update_id: UpdateId, reason: str, now: datetime) -> bool:
    """Take a poisonous update out of the way; its (masked) body stays for the operator for some days."""
    ended = db.execute(
        "UPDATE updates SET state = 'set_aside', reason = ?, ended_at = ? WHERE id = ? AND state = 'pending'",
        (reason, written(now), update_id),
    )
    return ended.rowcount == 1


def start_over(db: Connection) -> list[SavedUpdate]:
    """What a former run left unfinished, oldest first, each with the number of the attempt that is due now."""
    rows = db.execute(
        "SELECT id, contact_id, urn, received_at, body, attempts + 1 FROM updates WHERE state = 'pending' ORDER BY id"
    )
    read_back = [_read_back(db, *row) for row in rows.fetchall()]
    return [saved for saved in read_back if saved is not None]


def _read_back(
    db: Connection, number: int, contact_id: int | None, urn: str, received_at: str, body: str, attempts: int
) -> SavedUpdate | None:
    """An update from its row. One that only another version of the program can read must not stop every start."""
    try:
        update = Update(Urn(urn), f"#{number}", read(received_at), unpack(body))
    except (LookupError, TypeError, ValueError):
        set_aside(db, UpdateId(number), "unreadable", read(received_at))
        return None
    return SavedUpdate(UpdateId(number), ContactId(contact_id or 0), update, attempts)


def owner(db: Connection, saved: SavedUpdate) -> ContactId | None:
    """Whose it is now: channels may have been linked or taken apart since it came in. None once they are erased."""
    row = db.execute("SELECT contact_id FROM updates WHERE id = ?", (saved.id,)).fetchone()
    return ContactId(row[0]) if row and row[0] is not None else None


def attempt(db: Connection, saved: SavedUpdate) -> None:
    """Write down, before it is tried, which attempt this is: if the program dies of it, the next start knows."""
    db.execute("UPDATE updates SET attempts = ? WHERE id = ?", (saved.attempts, saved.id))


def readopt(db: Connection, saved: SavedUpdate) -> ContactId:
    """Whose update this is now, after the person it belonged to had themselves erased."""
    update = saved.update
    contact_id = contacts.known_or_new(db, update.urn, update.received_at, in_group=update.in_group)
    db.execute("UPDATE updates SET contact_id = ? WHERE id = ?", (contact_id, saved.id))
    return contact_id
