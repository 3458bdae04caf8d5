"""Benchmarks: a broadcast to 20,000 people while others ask, in simulated seconds of a provider that enforces limits.

The real Outbox and Store, against python-telegram-bot's own AIORateLimiter with the same load on the same network.
"""

import asyncio
import random
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

from benchmarks.clockwork import Clockwork, simulate
from benchmarks.figure import Figure, percentile
from bot.model.channel import Intake, Letter, Limits, Throttled
from bot.model.event import Replied
from bot.model.message import Lane, Message
from bot.model.outcome import Outcome
from bot.model.update import Text, Update
from bot.model.urn import Urn, make_urn
from bot.outbox import Outbox
from storage import Store, contacts, outbox

PEOPLE: Final = 20_000
FEW: Final = 2_000
"""A commune's broadcast: one reply in fifty goes to somebody whose copy has just arrived."""
PERMITTED: Final = 30
"""Messages in any second; besides that one a second to a chat."""
ASKED_EVERY: Final = 1.0
"""Seconds between two people who ask while the broadcast runs, on average."""
BURST: Final = 3
"""Messages to a chat at once. Telegram says that "short bursts" pass, not how short; 1 is the strictest reading."""
WAY, JITTER = 0.03, 0.01
"""Seconds of the network, each way, and what comes on top by chance."""
SENDERS: Final = 64
"""Of the broadcast through AIORateLimiter at a time: as many as our outbox has in the air at most."""
RETRIES: Final = 20
MORNING: Final = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
NEWS: Final = Message("Tin chung: ngày hội 10/10, mời bà con tới nhà văn hóa.")
ANSWER: Final = Message("Dạ, bài 1 đây ạ.")


class Refused(Exception):
    """429."""


@dataclass(slots=True)
class Provider:
    """Takes 30 messages in any second and BURST in as many seconds for each chat; else it refuses and counts that."""

    loop: Clockwork
    name: str = "bench"
    limits: Limits = field(
        default_factory=lambda: Limits(per_second=PERMITTED, per_contact_second=1, contact_burst=BURST)
    )
    arrived: int = 0
    refused: int = 0
    waits: list[float] = field(default_factory=list)
    asked: dict[str, float] = field(default_factory=dict)
    _second: deque[float] = field(default_factory=deque)
    _chats: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=BURST)))
    _chance: random.Random = field(default_factory=lambda: random.Random(4))

    async def take(self, chat: str, message: Message) -> None:
        """One message there and the answer back.

        Raises:
            Refused: too fast, overall or for this chat.
        """
        await self._travel()
        allowed = self._allows(chat)
        if allowed and message is ANSWER:
            self.waits.append(self.loop.time() - self.asked.pop(chat))
        await self._travel()
        if not allowed:
            raise Refused

    def _allows(self, chat: str) -> bool:
        now = self.loop.time()
        while self._second and self._second[0] <= now - 1:
            self._second.popleft()
        latest = self._chats[chat]
        if len(self._second) >= PERMITTED or (len(latest) == BURST and latest[0] > now - BURST):
            self.refused += 1
            return False
        self._second.append(now)
        latest.append(now)
        self.arrived += 1
        return True

    async def _travel(self) -> None:
        await asyncio.sleep(WAY + self._chance.random() * JITTER)

    async def send(self, letter: Letter) -> str:
        """As our outbox calls it."""
        try:
            await self.take(letter.urn, ANSWER if letter.message == ANSWER else NEWS)
        except Refused:
            raise Throttled(1) from None
        return str(letter.id)

    async def run(self, intake: Intake) -> None:
        """Nothing comes in by itself."""


@dataclass(frozen=True, slots=True)
class Run:
    """What the provider saw. `seconds` are simulated, until the last message had arrived."""

    provider: Provider
    seconds: float
    cpu: float = 0.0
    """Real seconds of the processor for all of it, which the simulated clock does not see."""

    @property
    def share(self) -> float:
        """Of what the provider would have taken in that time."""
        return self.provider.arrived / (self.seconds * PERMITTED)

    @property
    def waits(self) -> str:
        """The middle one and the one in a hundred, in ms."""
        return " / ".join(f"{percentile(self.provider.waits, part) * 1000:,.0f}" for part in (0.5, 0.99))


def figures(folder: Path) -> Iterator[Figure]:
    """Ours beside the budget, then the same load through AIORateLimiter."""
    for people in (FEW, PEOPLE):
        ours = _through_outbox(folder, people)
        worst = percentile(ours.provider.waits, 0.99)
        what = f"{people:,} people, {len(ours.provider.waits)} replies meanwhile"
        yield Figure(f"{what}: of the permitted rate", f"{ours.share:.1%}", "≥ 98 %", ours.share >= 0.98)
        yield Figure("    429", str(ours.provider.refused), "0", ours.provider.refused == 0)
        yield Figure("    a reply's way, commit → provider: p50 / p99", f"{ours.waits} ms", "≤ 300 ms", worst <= 0.3)
        yield Figure("    processor time a message, real", f"{ours.cpu / people * 1000:.2f} ms")
    if not find_spec("aiolimiter"):
        yield Figure("python-telegram-bot's AIORateLimiter", "not measured", "pip install aiolimiter")
        return
    for name, senders in (("64 senders", SENDERS), ("all at once", PEOPLE)):
        theirs = _through_limiter(senders)
        yield Figure(f"AIORateLimiter, {name}: of the permitted rate", f"{theirs.share:.1%}")
        yield Figure("    429", f"{theirs.provider.refused:,}")
        yield Figure("    a reply's way, ready → provider: p50 / p99", f"{theirs.waits} ms")


# ------------------------------------------------------------------------------------------------- ours


def _through_outbox(folder: Path, people: int) -> Run:
    loop = Clockwork()
    with tempfile.TemporaryDirectory(dir=folder) as place:
        store = Store(Path(place) / "broadcast.db")
        loop.stand_for(store)
        before = time.process_time()
        run = simulate(loop, _send_all(loop, store, people))
        store.close()
    return replace(run, cpu=time.process_time() - before)


async def _send_all(loop: Clockwork, store: Store, people: int) -> Run:
    provider = Provider(loop)
    clock = partial(_now, loop)
    sender = Outbox(store, {provider.name: provider}, clock, _nobody, monotonic=loop.time)
    await store._writer.do(lambda db: _spread(db, people, clock()))  # noqa: SLF001 - the rows a broadcast spreads
    async with asyncio.TaskGroup() as group:
        group.create_task(sender.run())
        sender.nudge()
        asking = group.create_task(_ask(provider, people, lambda urn: _answer(store, sender, urn, clock())))
        await sender.idle()
        seconds = loop.time()
        asking.cancel()
        sender.close()
    return Run(provider, seconds)


def _now(loop: Clockwork) -> datetime:
    return MORNING + timedelta(seconds=loop.time())


def _spread(db: Connection, people: int, now: datetime) -> None:
    for number in range(people):
        urn = make_urn("bench", str(number))
        outbox.add(db, None, contacts.known_or_new(db, urn, now), urn, NEWS, Lane.BROADCAST, now)


async def _answer(store: Store, sender: Outbox, urn: Urn, now: datetime) -> None:
    """Somebody asked and is answered: the outcome's row stands beside the broadcast's."""
    saved = await store.save_update(Update(urn, now.isoformat(), now, Text("1")))
    assert saved is not None
    known = await store.load(saved)
    await store.commit(saved, known.contact, Outcome(None, (Replied(ANSWER),)), now)
    sender.nudge()


async def _nobody(update: Update) -> bool:
    return True


# ------------------------------------------------------------------------------------------- the others


def _through_limiter(senders: int) -> Run:
    loop = Clockwork()
    return simulate(loop, _limited(loop, senders))


async def _limited(loop: Clockwork, senders: int) -> Run:
    """So many tasks share the list; whoever asks meanwhile is answered in a task of their own, as a handler is."""
    provider, limiter = Provider(loop), AIORateLimiter(max_retries=RETRIES)
    urns = iter([make_urn("bench", str(number)) for number in range(PEOPLE)])

    async def work() -> None:
        for urn in urns:
            await _limit(limiter, provider, urn, NEWS)

    async with asyncio.TaskGroup() as group:
        asking = group.create_task(_ask(provider, PEOPLE, lambda urn: _limit(limiter, provider, urn, ANSWER)))
        await asyncio.gather(*(work() for _ in range(senders)))
        seconds = loop.time()
        asking.cancel()
    return Run(provider, seconds)


async def _limit(limiter: AIORateLimiter, provider: Provider, urn: Urn, message: Message) -> None:
    async def call() -> Any:
        try:
            await provider.take(urn, message)
        except Refused:
            raise RetryAfter(1) from None

    chat = {"chat_id": int(urn.partition(":")[2])}
    await limiter.process_request(call, (), {}, "sendMessage", chat, None)


async def _ask(provider: Provider, people: int, answer: Callable[[Urn], Any]) -> None:
    """People ask one after the other until the broadcast is over; nobody waits for the answer of another."""
    async with asyncio.TaskGroup() as group:
        async for urn in _people(people):
            if urn not in provider.asked:
                provider.asked[urn] = provider.loop.time()
                group.create_task(answer(urn))


async def _people(people: int) -> AsyncIterator[Urn]:
    chance = random.Random(7)
    while True:
        await asyncio.sleep(chance.expovariate(1 / ASKED_EVERY))
        yield make_urn("bench", str(chance.randrange(people)))
