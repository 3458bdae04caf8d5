"""Room: storage. Store: the public face of what the program remembers. No SQLite type in a signature.

Writes go through one thread and share their fsync (writer.py); reads use a connection of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.model.contact import Contact
from bot.model.outcome import Outcome
from bot.model.report import Report
from bot.model.session import Session
from bot.model.share import ShareLink
from bot.model.token import TokenShelf
from bot.model.update import SavedUpdate, Update
from bot.model.urn import ContactId, MessageId, Urn
from storage import commit as committing
from storage import contacts, outbox, reconcile, reporting, retention, sessions, shares, updates
from storage.database import connect, connect_reader, prepare
from storage.errors import Busy, Corrupt, DiskFull, NotWritable, Outdated, StorageError
from storage.moments import read
from storage.outbox import End, Leased
from storage.reconcile import Finding, Proof
from storage.retention import Forgotten
from storage.shelf import Shelf
from storage.writer import GROUP, Flush, Writer, at_once


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of whoever wrote: the person and where the talk stands."""

    contact: Contact
    session: Session | None


class Store:
    """An open database."""

    def __init__(self, path: Path, *, group: int = GROUP, flush: Flush = at_once) -> None:
        """Create or migrate the file at `path` and open it.

        Benchmarks and the chaos test set `group` (jobs in one commit) and `flush` (what is around a commit).

        Raises:
            StorageError: the file or its folder cannot be used.
        """
        prepare(path)
        self.path = path
        self._writer = Writer(lambda: connect(path), group=group, flush=flush)
        self._reader = connect_reader(path)

    def close(self) -> None:
        """Finish waiting writes and close the file."""
        self._writer.close()
        self._reader.close()

    # Incoming

    async def save_update(self, update: Update) -> SavedUpdate | None:
        """Put an update on disk; None when it was there before. Returns after the flush."""
        return await self._writer.do(lambda db: updates.save(db, update))

    async def unfinished(self) -> list[SavedUpdate]:
        """Updates a former run left, oldest first, each with the number of the attempt that is due now."""
        return await self._writer.do(updates.start_over)

    async def attempt(self, saved: SavedUpdate) -> None:
        """Count this attempt before it is made, so that an update which kills the program is found out."""
        await self._writer.do(lambda db: updates.attempt(db, saved))

    async def load(self, saved: SavedUpdate) -> Known:
        """The person behind an update. Someone erased meanwhile starts anew."""
        contact = contacts.load(self._reader, saved.contact_id)
        if contact is None:
            contact = Contact(await self._writer.do(lambda db: updates.readopt(db, saved)))
        return Known(contact, sessions.load(self._reader, contact.id))

    def count_set_aside(self) -> int:
        """Updates that could not be answered and wait for an operator's eye."""
        return int(self._reader.execute("SELECT count(*) FROM updates WHERE state = 'set_aside'").fetchone()[0])

    def report(
        self, name: str, contact: Contact | None, now: datetime, given: Mapping[str, str] | None = None
    ) -> Report:
        """The rows of a named read-only query (see reporting.py); `contact` is who asks, if somebody does."""
        return reporting.run(self._reader, name, contact.id if contact else None, now, given)

    def share(self, code: str) -> ShareLink | None:
        """The share link with this code."""
        return shares.find(self._reader, code)

    async def add_share(self, link: ShareLink, now: datetime) -> None:
        """Remember a share link."""
        await self._writer.do(lambda db: shares.add(db, link, now))

    async def commit(self, saved: SavedUpdate, contact: Contact, outcome: Outcome, now: datetime) -> bool:
        """Save a decision, its facts and its messages in one transaction.

        False when the update had been answered already; then nothing is changed.
        """
        return await self._writer.do(lambda db: committing.commit(db, saved, contact, outcome, now))

    async def move_urn(self, old: Urn, new: Urn) -> None:
        """The same people have another address (a Telegram group became a supergroup)."""
        await self._writer.do(lambda db: contacts.move_urn(db, old, new))

    def tokens(self, name: str, seed: str) -> TokenShelf:
        """Where channel `name` keeps its tokens; `seed` is the refresh token the operator set."""
        return Shelf(self._writer, name, seed)

    # Outgoing

    async def lease(self, channel: str, now: datetime, limit: int, resting: Sequence[Urn] = ()) -> list[Leased]:
        """Take due messages of a channel for sending, at most one an address, none to those `resting`."""
        return await self._writer.do(lambda db: outbox.lease(db, channel, now, limit, resting))

    async def end_message(
        self, message_id: MessageId, how: End, now: datetime, *, external_id: str = "", reason: str = ""
    ) -> bool:
        """Close a message in its terminal state. False when it is closed already."""
        return await self._writer.do(lambda db: outbox.end(db, message_id, how, now, external_id, reason))

    async def put_back(self, message_id: MessageId, due: datetime | None, *, attempt_counts: bool) -> None:
        """Queue a message again for `due`, or, with None, until the person connects."""
        await self._writer.do(lambda db: outbox.put_back(db, message_id, due, attempt_counts=attempt_counts))

    async def wake(self, urn: Urn, now: datetime) -> int:
        """Make due what waited for this person to connect."""
        return await self._writer.do(lambda db: outbox.wake(db, urn, now))

    async def resend_interrupted(self, now: datetime) -> int:
        """Queue again what was in flight when a former run died. Returns how many messages."""
        return await self._writer.do(lambda db: outbox.start_over(db, now))

    def next_due(self, channel: str) -> datetime | None:
        """When the next waiting message of a channel is due."""
        due = outbox.next_due(self._reader, channel)
        return read(due) if due else None

    # Keeping house

    def prove(self) -> Proof:
        """Check the ledger (see reconcile.py)."""
        return reconcile.prove(self._reader)

    async def forget(self, now: datetime) -> Forgotten:
        """Apply the retention rules (see retention.py)."""
        return await self._writer.do(lambda db: retention.forget(db, now))


__all__ = [
    "Busy",
    "ContactId",
    "Corrupt",
    "DiskFull",
    "End",
    "Finding",
    "Forgotten",
    "Known",
    "Leased",
    "NotWritable",
    "Outdated",
    "Proof",
    "StorageError",
    "Store",
]
