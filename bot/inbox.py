"""Room: inbox. Durable intake, then one contact at a time: load → decide → commit.

`receive` returns once an update is on disk; only then may a provider be told "received". Different people
are answered side by side, one person's updates strictly one after the other.
"""

import asyncio
import contextlib
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import structlog

from bot.model.invite import invite_opened, invite_typed
from bot.model.linking import link_typed
from bot.model.links import Links
from bot.model.outcome import Outcome
from bot.model.secret import mask
from bot.model.share import code_typed
from bot.model.update import Joined, Media, SavedUpdate, Text, Update, What
from bot.model.urn import ContactId
from bot.model.village_group import group_typed
from content.book import Book
from content.daily import Daily
from handlers import Turn, apologise, decide, needs
from storage import Known, StorageError, Store

TRIES: Final = 3
"""How often a decision may fail before its update is set aside."""

STARTS: Final = 5
"""How many starts may die over one update before it is set aside. From the second on it is tried alone, so that
the ones beside it are not blamed: after a power cut, or three, nobody's question is thrown away."""

_PAUSES: Final = (0.2, 1.0, 5.0, 15.0, 30.0)
"""Seconds to wait before trying the disk again; the last one repeats."""

log = structlog.get_logger("inbox")


@dataclass(slots=True)
class Inbox:
    """Takes updates in and answers them.

    `book` gives the content of this moment (it may be reloaded), `clock` the time in aware UTC, and
    `committed` is told after each commit, so that the outbox looks for work.
    """

    store: Store
    book: Callable[[], Book]
    clock: Callable[[], datetime]
    committed: Callable[[], None]
    decision: Callable[[Turn], Outcome] = decide
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], str] = secrets.token_hex
    links: Callable[[], Links] = Links
    daily: Callable[[], Daily] = Daily
    _lines: dict[ContactId, deque[SavedUpdate]] = field(default_factory=dict)
    _group: asyncio.TaskGroup | None = None
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _quiet: asyncio.Event = field(default_factory=asyncio.Event)
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def receive(self, update: Update) -> bool:
        """Put an update on disk, without its secrets. False when it was seen before.

        Raises:
            StorageError: it is not on disk; the provider must not be told "received".
        """
        saved = await self.store.save_update(replace(update, what=_masked(update.what)))
        if saved is None:
            return False
        self._line_up(saved)
        return True

    async def run(self) -> None:
        """Finish what a former run left, then answer until `close`."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for saved in await self.store.unfinished():
                self._line_up(saved)
            self._note_quiet()
            await self._closing.wait()

    def look(self) -> None:
        """Line up what was passed on to people by another one's turn or by a job."""
        for saved in self.store.passed_on():
            if saved.id not in {other.id for other in self._lines.get(saved.contact_id, ())}:
                self._line_up(saved)

    def close(self) -> None:
        """Answer what has been received, then let `run` end."""
        self._closing.set()

    async def idle(self) -> None:
        """Wait until nothing received is unanswered."""
        await self._quiet.wait()

    def _line_up(self, saved: SavedUpdate) -> None:
        """Behind the same person's earlier updates, or straight to work."""
        self._quiet.clear()
        line = self._lines.get(saved.contact_id)
        if line is not None:
            line.append(saved)
        elif self._group is not None:
            self._lines[saved.contact_id] = deque([saved])
            self._group.create_task(self._serve(saved.contact_id))

    async def _serve(self, contact_id: ContactId) -> None:
        """One person's line, until it is empty."""
        line = self._lines[contact_id]
        while line:
            await self._answer(line[0])
            line.popleft()
        del self._lines[contact_id]
        self._note_quiet()

    def _note_quiet(self) -> None:
        if not self._lines:
            self._quiet.set()

    async def _answer(self, saved: SavedUpdate) -> None:
        """Side by side; but what two runs have left, one at a time: it may be what ended them."""
        async with self._alone if saved.attempts > 1 else contextlib.nullcontext():
            await self._finish(saved)

    async def _finish(self, saved: SavedUpdate) -> None:
        """Try; a disk that refuses is waited for, a decision that keeps failing is set aside."""
        tries = TRIES if saved.attempts > STARTS else 0
        pauses = 0
        while True:
            try:
                await (self._turn(saved) if tries < TRIES else self._set_aside(saved))
            except StorageError as error:
                log.error("disk_refused", update=saved.id, error=type(error).__name__)
                await self.pause(_PAUSES[min(pauses, len(_PAUSES) - 1)])
                pauses += 1
            except Exception as error:
                tries += 1
                log.error("turn_failed", update=saved.id, tries=tries, error=type(error).__name__)
                if tries > TRIES:  # Even the apology fails: the person waits, the others must not.
                    await self.pause(_PAUSES[min(tries - TRIES, len(_PAUSES)) - 1])
            else:
                return

    async def _turn(self, saved: SavedUpdate) -> None:
        if saved.attempts:
            await self.store.attempt(saved)
        known = await self.store.load(saved)
        turn = self._with_reports(self._turn_of(saved, known))
        await self._commit(saved, turn, self.decision(turn))

    async def _set_aside(self, saved: SavedUpdate) -> None:
        known = await self.store.load(saved)
        turn = self._turn_of(saved, known)
        await self._commit(saved, turn, apologise(turn, f"gave up after {max(TRIES, saved.attempts)} tries"))

    def _turn_of(self, saved: SavedUpdate, known: Known) -> Turn:
        code = _code(saved.update.what, known)
        share = self.store.share(code) if code else None
        now = self.clock()
        invite_code = _invite_code(saved.update.what)
        link_code = link_typed(saved.update.what.text) if isinstance(saved.update.what, Text) else None
        group_code = _group_code(saved.update.what) if known.contact.is_group else None
        return Turn(
            saved.update,
            known.contact,
            known.session,
            now,
            self.book(),
            share,
            invite=self.store.codes.invite(invite_code, known.contact, now) if invite_code else None,
            linking=self.store.codes.link_offer(link_code, known.contact, now) if link_code else None,
            grouping=self.store.codes.group_offer(group_code, known.contact, now) if group_code else None,
            links=self.links(),
            daily=self.daily(),
            chance=self.chance(),
        )

    def _with_reports(self, turn: Turn) -> Turn:
        """The turn with the figures its decision will look at."""
        while wanted := needs(turn):
            loaded = {n.name: self.store.report(n.name, turn.contact, turn.now, n.given) for n in wanted}
            turn = replace(turn, reports={**turn.reports, **loaded})
        return turn

    async def _commit(self, saved: SavedUpdate, turn: Turn, outcome: Outcome) -> None:
        await self.store.commit(saved, turn.contact, outcome, turn.now)
        self.look()
        self.committed()


def _masked(what: What) -> What:
    """The same without numbers and codes that must never reach the disk."""
    match what:
        case Text(text):
            found = mask(text)
            return Text(found.text, found.kinds)
        case Media(caption=caption):
            found = mask(caption)
            return replace(what, caption=found.text, masked=found.kinds)
        case _:
            return what


def _code(what: What, known: Known) -> str | None:
    """The share code that matters to this turn: just opened, just typed, or carried along."""
    if isinstance(what, Joined) and what.code:
        return what.code
    typed = code_typed(what.text) if isinstance(what, Text) else None
    carried = known.session.answer("share") if known.session else None
    return typed or carried or known.contact.share


def _group_code(what: What) -> str | None:
    """The code that links a group to its village, typed there or brought along by the link into it."""
    match what:
        case Text(text):
            return group_typed(text)
        case Joined(code):
            return invite_opened(code)
        case _:
            return None


def _invite_code(what: What) -> str | None:
    """The invite's code that was just typed or opened."""
    match what:
        case Text(text):
            return invite_typed(text)
        case Joined(code):
            return invite_opened(code)
        case _:
            return None
