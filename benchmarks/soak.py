"""Benchmarks: soak: `python -m benchmarks.soak [seconds] [updates a second]`: an hour of talk beside broadcasts.

People walk lessons at a steady rate, and in each slice of the run some hundred messages go out in the broadcast lane.
Printed slice by slice: latency and memory. In the end the ledger is proven.
"""

import asyncio
import gc
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

from benchmarks.figure import percentile
from benchmarks.turns import WALK
from bot.bookshelf import Bookshelf
from bot.config import HOME
from bot.engine import Engine
from bot.model.channel import Intake, Letter, Limits
from bot.model.message import Lane, Message
from bot.model.reminder import Kind
from bot.model.update import Update
from bot.model.urn import Urn, make_urn
from storage import Store, contacts, outbox
from storage.moments import written

SECONDS, RATE = 3600, 200
PEOPLE = 2_000
SLICES = 12
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
BROADCAST = 300
"""Messages in one go of the broadcast."""


@dataclass(slots=True)
class Mailbox:
    """A provider that takes a thousand messages a second and notes when each person was answered."""

    name: str = "soak"
    limits: Limits = field(default_factory=lambda: Limits(per_second=1000))
    asked: dict[Urn, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)

    async def send(self, letter: Letter) -> str:
        """Take it; an answer to somebody who waits ends their wait."""
        self.sent["broadcast" if letter.message.text.startswith("Tin chung") else "answers"] += 1
        asked = self.asked.pop(letter.urn, None)
        if asked is not None:
            self.waits.append(time.perf_counter() - asked)
        return str(letter.id)

    async def run(self, intake: Intake) -> None:
        """Nothing arrives by itself."""
        await asyncio.Event().wait()


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the run."""

    updates: int
    p50: float
    p99: float
    memory: float

    def __str__(self) -> str:
        return (
            f"  {self.updates:>9,} updates   p50 {self.p50 * 1000:6.1f} ms   p99 {self.p99 * 1000:7.1f} ms"
            f"   memory {self.memory:6.1f} MB"
        )


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it. `findings` must be empty."""

    slices: tuple[Slice, ...]
    updates: int
    sent: Counter[str]
    findings: tuple[str, ...]

    @property
    def growth(self) -> float:
        """MB from the end of the first third to the end; the start warms up."""
        return self.slices[-1].memory - self.slices[len(self.slices) // 3].memory


async def soak(path: Path, seconds: float, rate: int, *, slices: int = SLICES) -> Run:
    """Talk at this rate for so long."""
    book = Bookshelf(HOME / "content", "ea-trang-2026").current()
    store, mailbox = Store(path), Mailbox()
    engine = Engine(store, lambda: book, [mailbox], _now)
    done: list[Slice] = []
    number = 0
    async with engine.running():
        await _invite(store)
        for part in range(slices):
            mailbox.waits.clear()
            await _broadcast(store, part)
            engine.outbox.nudge()
            number = await _talk(engine, mailbox, number, seconds / slices, rate)
            done.append(_measured(mailbox, number))
            print(done[-1], flush=True)
        await engine.settled()
    findings = tuple(f"{finding.promise}: {finding.ids[:5]}" for finding in store.prove().findings)
    store.close()
    return Run(tuple(done), number, mailbox.sent, findings)


async def _talk(engine: Engine, mailbox: Mailbox, number: int, seconds: float, rate: int) -> int:
    """Updates at an even pace. A tick that comes late is made up for, so the rate holds."""
    began, first = time.perf_counter(), number
    while (spent := time.perf_counter() - began) < seconds:
        wanted = first + int(spent * rate)
        await asyncio.gather(*(_say(engine, mailbox, n) for n in range(number, wanted)))
        number = max(number, wanted)
        await asyncio.sleep(0.01)
    return number


async def _say(engine: Engine, mailbox: Mailbox, number: int) -> None:
    person, step = number % PEOPLE, number // PEOPLE
    urn = make_urn("soak", str(person))
    mailbox.asked[urn] = time.perf_counter()
    await engine.inbox.receive(Update(urn, str(number), _now(), WALK[step % len(WALK)]))


async def _invite(store: Store) -> None:
    """Everybody has agreed to be told news, or no broadcast would reach them."""

    def agree(db: Connection) -> None:
        for number in range(PEOPLE):
            contact_id = contacts.known_or_new(db, make_urn("soak", str(number)), _now())
            contacts.set_consent(db, contact_id, True, "soak", "soak", _now())
            db.execute(
                "INSERT INTO reminders (contact_id, kind, since) VALUES (?, ?, ?)",
                (contact_id, Kind.NEWS, written(_now())),
            )

    await store._writer.do(agree)  # noqa: SLF001 - three updates a person would do the same, more slowly


async def _broadcast(store: Store, part: int) -> None:
    """Messages in the slowest lane, to people who are talking at the same time; each slice to others."""
    message = Message("Tin chung: ngày hội 10/10, mời bà con tới nhà văn hóa.")

    def spread(db: Connection) -> None:
        for number in range(part * BROADCAST, (part + 1) * BROADCAST):
            urn = make_urn("soak", str(number % PEOPLE))
            outbox.add(db, None, contacts.known_or_new(db, urn, _now()), urn, message, Lane.BROADCAST, _now())

    await store._writer.do(spread)  # noqa: SLF001 - how a broadcast is approved does not matter here, its load does


def _measured(mailbox: Mailbox, number: int) -> Slice:
    gc.collect()
    waits = mailbox.waits or [0.0]
    return Slice(number, percentile(waits, 0.5), percentile(waits, 0.99), _memory())


def _memory() -> float:
    """Resident MB now, not at the peak."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1024 / 1024


_BEGAN = time.monotonic()


def _now() -> datetime:
    """The machine's pace, from a morning in Viet Nam on: at night a broadcast would wait."""
    return MORNING + timedelta(seconds=time.monotonic() - _BEGAN)


def main(seconds: float = SECONDS, rate: int = RATE) -> None:
    """An hour, or as long as is said."""
    print(f"{rate} updates a second for {seconds:,.0f} s, {PEOPLE:,} people, a broadcast of {BROADCAST} in each slice")
    folder = HOME / "var"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        run = asyncio.run(soak(Path(place) / "soak.db", seconds, rate))
    print(
        f"{run.updates:,} updates · {run.sent['answers']:,} answers · {run.sent['broadcast']:,} of the broadcast"
        f" · memory {run.growth:+.1f} MB since the first third · findings {len(run.findings)}"
    )
    if run.findings:
        raise SystemExit("\n".join(run.findings))


if __name__ == "__main__":
    main(
        float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS,
        int(sys.argv[2]) if len(sys.argv) > 2 else RATE,
    )
