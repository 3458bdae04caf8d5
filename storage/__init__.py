"""Room: storage. Store: the public face of what the program remembers. No SQLite type in a signature.

Writes go through one thread and share their fsync (writer.py); reads use a connection of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.model.broadcast import ChannelReach
from bot.model.channel import File
from bot.model.contact import Contact
from bot.model.outcome import Outcome
from bot.model.quota import Meter
from bot.model.report import Report
from bot.model.request import RequestKind
from bot.model.role import Role
from bot.model.session import Session
from bot.model.share import ShareLink
from bot.model.token import TokenShelf
from bot.model.update import SavedUpdate, Update
from bot.model.urn import ContactId, MessageId, Urn
from storage import (
    broadcasts,
    contacts,
    files,
    helps,
    holdings,
    invites,
    outbox,
    passing,
    reconcile,
    reporting,
    requests,
    resigning,
    retention,
    sessions,
    shares,
    sounds,
    updates,
    vitals,
    watch,
)
from storage import commit as committing
from storage.codes import Codes
from storage.database import connect, connect_reader, one_look, prepare
from storage.desk import DeskDoor
from storage.errors import Busy, Corrupt, DiskFull, NotWritable, Outdated, StorageError
from storage.figures import Figures
from storage.holdings import Holdings
from storage.moments import read
from storage.outbox import End, Leased
from storage.quotas import Counter
from storage.reconcile import Finding, Proof
from storage.requests import Request
from storage.retention import Forgotten
from storage.shelf import Shelf
from storage.sounds import Sounds
from storage.vitals import Vitals
from storage.writer import GROUP, Flush, Writer, at_once


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of whoever wrote: the person and where the talk stands."""

    contact: Contact
    session: Session | None


class Store:
    """An open database."""

    def __init__(self, path: Path, *, group: int = GROUP, flush: Flush = at_once, key: str = "") -> None:
        """Create or migrate the file at `path` and open it. `key` is the installation's secret, for hashes.

        Benchmarks and the chaos test set `group` (jobs in one commit) and `flush` (what is around a commit).

        Raises:
            StorageError: the file or its folder cannot be used.
        """
        prepare(path)
        self.path = path
        self._key = key
        self._writer = Writer(lambda: connect(path), group=group, flush=flush)
        self._reader = connect_reader(path)
        self.figures = Figures(self._writer, self._reader)
        self.desk = DeskDoor(self._writer, self._reader, key)
        self.sounds = Sounds(self._writer, self._reader)
        self.codes = Codes(self._reader, key)

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
        with one_look(self._reader):
            owner = updates.owner(self._reader, saved)
            contact = contacts.load(self._reader, owner) if owner is not None else None
            if contact is not None:
                return Known(contact, sessions.load(self._reader, contact.id))
        return Known(Contact(await self._writer.do(lambda db: updates.readopt(db, saved))), None)

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

    async def add_invite(self, code: str, role: Role, villages: tuple[str, ...], until: datetime, now: datetime) -> int:
        """Keep an invite made by the operator; the number it goes by."""
        return await self._writer.do(lambda db: invites.by_operator(db, code, self._key, role, villages, until, now))

    async def remove_roles(self, actor: int, now: datetime) -> bool:
        """The operator takes every role away from somebody; False when nobody goes by this number."""
        return await self._writer.do(lambda db: resigning.dismiss(db, actor, now))

    async def add_share(self, link: ShareLink, now: datetime) -> None:
        """Remember a share link."""
        await self._writer.do(lambda db: shares.add(db, link, now))

    async def commit(self, saved: SavedUpdate, contact: Contact, outcome: Outcome, now: datetime) -> bool:
        """Save a decision, its facts and its messages in one transaction.

        False when the update had been answered already; then nothing is changed.
        """
        return await self._writer.do(lambda db: committing.commit(db, saved, contact, outcome, now, self._key))

    async def move_urn(self, old: Urn, new: Urn) -> None:
        """The same people have another address (a Telegram group became a supergroup)."""
        await self._writer.do(lambda db: contacts.move_urn(db, old, new))

    def tokens(self, name: str, seed: str) -> TokenShelf:
        """Where channel `name` keeps its tokens; `seed` is the refresh token the operator set."""
        return Shelf(self._writer, name, seed)

    def meter(self, channel: str, monthly: int | None) -> Meter:
        """What counts a channel's messages of the month, of which it has `monthly`."""
        return Counter(self._writer, channel, monthly)

    def passed_on(self) -> list[SavedUpdate]:
        """What one person's turn, or a job, passed on to another and is not answered yet."""
        return passing.waiting(self._reader)

    async def advance_helps(self, now: datetime) -> int:
        """Requests for help that waited too long go one step on. Returns how many."""
        if not helps.overdue(self._reader, now):
            return 0
        return await self._writer.do(lambda db: helps.advance(db, now))

    async def know_channels(self, channels: Sequence[ChannelReach]) -> None:
        """Which channels are on and what each can carry, for whoever counts whom a broadcast reaches."""
        await self._writer.do(lambda db: broadcasts.know_channels(db, channels))

    def spreading(self) -> list[int]:
        """Broadcasts on their way, by number."""
        return broadcasts.spreading(self._reader)

    async def spread(self, number: int, now: datetime) -> bool:
        """Give the next people their delivery of a broadcast. True while there are more of them."""
        return await self._writer.do(lambda db: broadcasts.spread(db, number, now))

    async def finish_broadcast(self, number: int, now: datetime) -> bool:
        """Close a broadcast once every delivery has ended. False while some have not."""
        return await self._writer.do(lambda db: broadcasts.finish(db, number, now))

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

    async def drop_stale(self, now: datetime) -> int:
        """Drop messages that waited until they were no longer true. Returns how many."""
        if not outbox.is_stale(self._reader, now):
            return 0
        return await self._writer.do(lambda db: outbox.drop_stale(db, now))

    async def resend_interrupted(self, now: datetime) -> int:
        """Queue again what was in flight when a former run died. Returns how many messages."""
        return await self._writer.do(lambda db: outbox.start_over(db, now))

    def next_due(self, channel: str) -> datetime | None:
        """When the next waiting message of a channel is due."""
        due = outbox.next_due(self._reader, channel)
        return read(due) if due else None

    async def keep_file(self, urn: Urn, file: File, now: datetime) -> str:
        """Keep a picture or a document for some days; the token that fetches it."""
        return await self._writer.do(lambda db: files.keep(db, urn, file, now))

    def file(self, token: str, now: datetime) -> File | None:
        """The kept file of a token, or the recording it plays."""
        return files.find(self._reader, token, now) or sounds.find(self._reader, token)

    # Keeping house

    def prove(self) -> Proof:
        """Check the ledger (see reconcile.py)."""
        return reconcile.prove(self._reader)

    async def forget(self, now: datetime) -> Forgotten:
        """Apply the retention rules (see retention.py)."""
        return await self._writer.do(lambda db: retention.forget(db, now))

    def vitals(self, now: datetime) -> Vitals:
        """How the program is doing (see vitals.py)."""
        return vitals.take(self._reader, now)

    async def note_sign(self, name: str, n: int, now: datetime) -> None:
        """Remember that one of the nightly things has happened, and how it went."""
        await self._writer.do(lambda db: watch.note(db, name, n, now))

    # People's data and their requests about it

    def holdings(self, contact_id: ContactId) -> Holdings:
        """Everything that is held about a person (see holdings.py)."""
        return holdings.of(self._reader, contact_id)

    def requests(self, *, closed: bool = False) -> tuple[Request, ...]:
        """The open ones, most urgent first; with `closed` the settled ones too."""
        return requests.known(self._reader, closed=closed)

    async def add_request(self, kind: RequestKind, channel: str, now: datetime) -> int:
        """Write down a request that came outside the chat; its number."""
        return await self._writer.do(lambda db: requests.add(db, None, kind, channel, now))

    async def acknowledge_request(self, number: int, now: datetime) -> bool:
        """The person was told that it has arrived. False when there is no such open request."""
        return await self._writer.do(lambda db: requests.acknowledge(db, number, now))

    async def close_request(self, number: int, outcome: str, now: datetime) -> bool:
        """It is settled: "done" or "refused". False when there is no such open request."""
        return await self._writer.do(lambda db: requests.close(db, number, outcome, now))


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
    "Request",
    "StorageError",
    "Store",
    "Vitals",
]
