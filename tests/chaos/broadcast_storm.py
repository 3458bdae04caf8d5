"""Chaos: a broadcast to a commune whose program is killed: by day, in the quiet hours, around a cancel."""

import asyncio
import contextlib
import os
import random
import re
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.model.broadcast import Hurdle
from bot.model.role import Role
from bot.model.urn import ContactId, Urn, make_urn
from content.book import Book
from storage import Store, roles
from tests.chaos.fuse import draw
from tests.chaos.herald import NAME, PROGRAM
from tests.chaos.storm import FellOver, Zygote
from tests.chaos.town import ORGANIZER, Town
from tests.chaos.zygote import Order

DAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
MORNING = datetime(2026, 11, 20, 23, 35, tzinfo=UTC)
"""10:00, 21:05 and 06:35 in Viet Nam."""
VILLAGES = ("buon-ea-bra", "buon-m-o")
STATIONS = ("sending", "sent", "landed", "before the flush", "after the flush")
NIGHT_SECONDS = 0.15
"""How long a life in the quiet hours lasts: it has nothing to do."""


def settle(path: Path, people: int) -> frozenset[Urn]:
    """The commune. Of ten: one has stopped, one wants no news, one is silent, one is on a channel that is off.

    Returns who refuses: some of those who would be reached have blocked us.
    """
    store = Store(path)
    heard = (DAY - timedelta(hours=1)).isoformat()
    with contextlib.closing(sqlite3.connect(path)) as db:
        for number in range(1, people + 1):
            kind = number % 10
            db.execute(
                "INSERT INTO contacts (id, seen_day, greeted, stopped, consent, consent_at, unit, unit_asked)"
                " VALUES (?, '2026-11-20', 1, ?, 'given', ?, ?, 1)",
                (number, int(kind == 0), heard, VILLAGES[number // 10 % 2]),
            )
            urn = make_urn("zalo_oa" if kind == 3 else NAME, str(number))
            last = (DAY - timedelta(days=9)).isoformat() if kind == 2 else heard
            db.execute("INSERT INTO urns (urn, contact_id, heard_at) VALUES (?, ?, ?)", (urn, number, last))
            if kind not in (0, 1):
                db.execute("INSERT INTO reminders (contact_id, kind, since) VALUES (?, 'tin-xa', ?)", (number, heard))
        db.execute(
            "INSERT INTO contacts (id, seen_day, greeted, consent, consent_at) VALUES (?, '2026-11-20', 1, 'given', ?)",
            (people + 1, heard),
        )
        db.execute("INSERT INTO urns (urn, contact_id, heard_at) VALUES (?, ?, ?)", (ORGANIZER, people + 1, heard))
        roles.give(db, ContactId(people + 1), Role.ORGANIZER, (), DAY)
        db.commit()
    store.close()
    return frozenset(make_urn(NAME, str(number)) for number in range(4, people + 1, 50))


@dataclass(frozen=True, slots=True)
class Promised:
    """What the preview said before it went: how many are reached, and who is not and why."""

    reached: int
    hurdles: Counter[str]

    @property
    def total(self) -> int:
        """Everybody it is meant for."""
        return self.reached + self.hurdles.total()


def _promised(preview: str, book: Book) -> Promised:
    def said(key: str) -> int:
        found = re.search(re.escape(book.copy.say(key, n="#")).replace(r"\#", r"(\d+)"), preview)
        return int(found[1]) if found else 0

    hurdles = {str(hurdle): said(f"broadcast.hurdle_{hurdle}") for hurdle in Hurdle}
    return Promised(said("broadcast.reached"), Counter({name: n for name, n in hurdles.items() if n}))


class Siege:
    """Lives of the program, each ended by SIGKILL, until one is let be."""

    def __init__(self, zygote: Zygote, town: Town, folder: Path, chance: random.Random) -> None:
        self._zygote = zygote
        self._town = town
        self._order = Order(str(folder), PROGRAM)
        self._chance = chance
        self.kills = 0

    async def life(self, until: Callable[[], Awaitable[object]], *, fuse: bool = False) -> None:
        """A life that is killed when `until` has come true, or sooner where its fuse burns down."""
        kill = draw(self._chance, *STATIONS)
        order = Order(self._order.folder, PROGRAM, None, kill.station, kill.count) if fuse else self._order
        child = await self._birth(order)
        death, enough = asyncio.ensure_future(self._zygote.death()), asyncio.ensure_future(until())
        await asyncio.wait({death, enough}, return_when=asyncio.FIRST_COMPLETED)
        if not death.done():
            os.kill(child, signal.SIGKILL)
        if (how := await death) != signal.SIGKILL:
            raise FellOver(f"with exit code {how} in life {self._town.life}; see bot.log")
        enough.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await enough
        self.kills += 1
        await self._town.hung_up()

    async def calm(self, until: Callable[[], Awaitable[object]]) -> None:
        """The last life ends by itself."""
        await self._birth(self._order)
        await until()
        self._town.dismiss()
        if (how := await self._zygote.death()) != 0:
            raise FellOver(f"with exit code {how} at the graceful stop; see bot.log")
        await self._town.hung_up()

    async def rage(self, lives: int, share: int) -> None:
        """Each life gets about `share` messages out before it is killed; every other one burns at a station."""
        for number in range(lives):
            many = len(self._town.sends) + self._chance.randint(1, share)
            await self.life(lambda many=many: self._town.sent(many), fuse=number % 2 == 1)  # type: ignore[misc]

    async def _birth(self, order: Order) -> int:
        self._town.life += 1
        return await self._zygote.birth(order)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What is to be proved."""

    town: Town
    promised: tuple[Promised, Promised]
    reports: tuple[str, str]
    night: tuple[int, int]
    """How many sends there were when the quiet hours began, and when they ended."""
    cancelled_at: int
    """How many sends there were when the organizer heard that the second one is stopped."""
    kills: int
    seconds: float


async def besiege(zygote: Zygote, book: Book, folder: Path, people: int, kills: int, seed: int) -> Aftermath:
    """One broadcast killed by day and by night, a second one killed and then cancelled half-way."""
    started, chance = time.monotonic(), random.Random(seed)
    town = Town(folder, DAY, settle(folder / "chaos.db", people))
    siege, promised, reports = Siege(zygote, town, folder, chance), list[Promised](), list[str]()
    share = max(people // 4 // kills, 2)

    async def announce(village: str) -> None:
        promised.append(await _announce(town, book, village))

    async def cancel() -> None:
        await _cancel(town, book)

    async def ended(number: int) -> None:
        reports.append(await town.hear(f"{book.copy.say('broadcast.done')}\n{_head(book, number)}"))

    async with await town.open():
        await siege.life(lambda: announce("Ea Bra"))
        await siege.rage(kills // 2, share)
        town.move_to(NIGHT)
        evening = len(town.sends)
        for _ in range(kills // 6):
            await siege.life(lambda: asyncio.sleep(NIGHT_SECONDS))
        night = (evening, len(town.sends))
        town.move_to(MORNING)
        await siege.rage(kills // 6, share)
        await siege.life(lambda: ended(1))
        await siege.life(lambda: announce("M'O"))
        await siege.rage(kills // 6, max(share // 3, 1))
        await siege.life(cancel)
        cancelled_at = len(town.sends)
        await siege.calm(lambda: ended(2))
    seconds = time.monotonic() - started
    both = (promised[0], promised[1]), (reports[0], reports[1])
    return Aftermath(town, *both, night, cancelled_at, siege.kills, seconds)


def _head(book: Book, number: int) -> str:
    return book.copy.say("broadcast.head", number=number, title="#", state="#").partition("#")[0]


async def _announce(town: Town, book: Book, village: str) -> Promised:
    """The organizer writes a notice for a village, reads the preview, and sends it."""
    say = book.copy.say
    await town.say("phát tin", say("broadcast.what"))
    await town.say("tin ngắn", say("broadcast.ask_notice", most=400))
    await town.say(f"Mời bà con {village} đến nhà văn hóa lúc 8 giờ sáng", say("broadcast.ask_village"))
    await town.say(village, say("broadcast.ask_group"))
    preview = await town.say("tất cả", say("broadcast.reached", n="").partition(":")[0])
    await town.say("gửi", say("broadcast.goes"))
    return _promised(preview, book)


async def _cancel(town: Town, book: Book) -> None:
    """The organizer looks how far it is, and stops the one that is under way."""
    await town.say("phát tin", book.copy.say("broadcast.what"))
    await town.say("kết quả", book.copy.say("broadcast.ask_stop"))
    await town.say("ngừng gửi", book.copy.say("broadcast.stopped", number=2))
