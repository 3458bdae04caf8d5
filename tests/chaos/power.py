"""Chaos: the power cut. Tears the files as a disk may leave them, and asks the copy for everything promised.

A kill leaves what the operating system holds; a power cut leaves only what was flushed, and of the write under
way any sectors in any order. So around a commit the files are read before (A, flushed by earlier commits)
and after (B), and each sector of the torn copy is taken from A or from B by chance. When the commit also moved
pages into the database file, its log was flushed before that, so then the log is B's and the database is torn.
What this cannot see is a disk that lies about its flushes.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.engine import Engine
from bot.model.channel import Intake, Letter, Limits
from bot.model.update import Update
from content.book import Book
from storage import Store
from storage.updates import key_of
from tests.chaos.crowd import Crowd, Heard, Said
from tests.chaos.walks import NO_LIMITS, Part, clock

SECTOR = 512


@dataclass(slots=True)
class PowerCut:
    """Cuts the power at some commits and judges what is left. `promised` grows as the world is told things."""

    path: Path
    copies: Path
    chance: random.Random
    share: float
    promised: list[bytes | int] = field(default_factory=list)
    cuts: int = 0
    torn_databases: int = 0
    findings: list[str] = field(default_factory=list)
    _database: bytes = b""

    def __post_init__(self) -> None:
        Store(self.path).close()
        self._database = self.path.read_bytes()

    def flush(self, commit: Callable[[], object]) -> None:
        """In the writer's own thread, so that nobody else changes the files meanwhile."""
        promised, log = self.promised[:], self._log()
        commit()
        database = self.path.read_bytes()
        if database != self._database:
            self.torn_databases += 1
            self._judge(self._mixed(self._database, database), self._log(), promised)
        elif self.chance.random() < self.share:
            self._judge(database, self._mixed(log, self._log()), promised)
        self._database = database

    def __str__(self) -> str:
        return (
            f"power cuts {self.cuts:,}, {self.torn_databases} of them in a checkpoint"
            f" · promises made {len(self.promised):,}, broken {len(self.findings)}"
        )

    def _log(self) -> bytes:
        log = Path(f"{self.path}-wal")
        return log.read_bytes() if log.exists() else b""

    def _mixed(self, before: bytes, after: bytes) -> bytes:
        """Each sector of one or the other; what lay beyond the old end may be missing or zero."""
        before = before.ljust(len(after), b"\0")
        starts = range(0, len(after), SECTOR)
        new = self.chance.random()
        return b"".join((after if self.chance.random() < new else before)[at : at + SECTOR] for at in starts)

    def _judge(self, database: bytes, log: bytes, promised: list[bytes | int]) -> None:
        """Open the copy as a start after the power cut would."""
        self.cuts += 1
        copy = self.copies / f"{self.cuts}.db"
        copy.write_bytes(database)
        Path(f"{copy}-wal").write_bytes(log)
        store = Store(copy)
        self.findings += [f"cut {self.cuts}: {finding}" for finding in store.prove().findings]
        kept = {row[0] for row in store._reader.execute("SELECT key FROM updates UNION ALL SELECT id FROM outbox")}
        store.close()
        self.findings += [f"cut {self.cuts}: {one!r} was promised" for one in promised if one not in kept]
        for file in self.copies.iterdir():
            file.unlink()


@dataclass(slots=True)
class Town:
    """A crowd and its channel in one process: told "received" is one promise, a message shown is another."""

    crowd: Crowd
    cut: PowerCut
    hasty: bool = False
    """The broken variant: promises an update before it is saved."""
    name: str = "chaos"
    limits: Limits = NO_LIMITS
    _waiting: list[Said] = field(default_factory=list)

    async def send(self, letter: Letter) -> str:
        """Shown to the person, so its row must be there."""
        self.cut.promised.append(letter.id)
        self._waiting += self.crowd.hear(letter.urn, Heard(letter.id, 1, letter.message.text))
        return str(letter.id)

    async def run(self, intake: Intake) -> None:
        """Not used: the town talks in rounds (see `live`)."""

    async def live(self, engine: Engine) -> None:
        """Everybody speaks, everybody is answered, until all are done."""
        self._waiting += self.crowd.arrive()
        self.crowd.close()
        async with engine.running():
            while self._waiting:
                said, self._waiting = self._waiting, []
                for one in said:
                    await self._receive(engine.inbox.receive, one)
                await engine.settled()

    async def _receive(self, intake: Intake, said: Said) -> None:
        update = Update(said.urn, said.id, clock(), said.what)
        if self.hasty:
            self.cut.promised.append(key_of(update))
        await intake(update)
        self.cut.promised.append(key_of(update))


async def cut_power(
    folder: Path, book: Book, parts: list[Part], seed: int, *, people: int, share: float, hasty: bool = False
) -> PowerCut:
    """Let so many people walk, cutting the power at a share of all commits."""
    chance = random.Random(seed)
    (folder / "copies").mkdir()
    cut = PowerCut(folder / "power.db", folder / "copies", chance, share)
    town = Town(Crowd(parts, people, chance), cut, hasty)
    store = Store(cut.path, flush=cut.flush)
    try:
        await town.live(Engine(store, lambda: book, [town], clock))
    finally:
        store.close()
    return cut
