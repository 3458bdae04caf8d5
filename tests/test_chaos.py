"""Promise 1: nothing lost. The program is killed under load, again and again; then every row is accounted for."""

import os
import random
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from content.book import Book
from storage import Store
from storage.database import connect
from tests.channels.conformance import ROWS
from tests.chaos.crowd import Crowd
from tests.chaos.power import cut_power
from tests.chaos.proof import is_saved, prove
from tests.chaos.provider import Provider
from tests.chaos.storm import AT_ONCE, Storm, Zygote, rage, zygote
from tests.chaos.walks import Part, rehearse
from tests.chaos.wire import WireProvider
from tests.providers.transports import TRANSPORTS

KILLS = int(os.environ.get("HOCVUSO_KILLS", "100"))
WIRE_KILLS = max(KILLS // 16, 1)
"""Of each real channel. HTTP on both sides makes such a life some four times as long."""
WIRE_PEOPLE = 8
SEED = int(os.environ.get("HOCVUSO_CHAOS_SEED", "1010"))

from_the_nursery = pytest.mark.asyncio(loop_scope="module")
"""Where the loop of the test is the loop that the bots are ordered in."""

ROW = {row.name: row for row in ROWS}
REHEARSED: dict[str, list[Part]] = {}
"""What is heard on each real channel in the calm."""

AT_MOST_ONCE = "zalo_bot/polling"
"""Zalo forgets a message as it hands it out: what is in the air at a kill is gone, at most one each."""

BROKEN = {
    "acknowledges first": (("received", "before the flush"), "was acknowledged and is not done"),
    "forgetful": (("acknowledged", "after the flush"), "updates were sent,"),
    "outbox apart": (("after the flush",), "wait for an answer"),
    "sent too soon": (("sending",), "wait for an answer"),
}
"""Each broken program, the stations where its fault shows soonest, and what the proof must say about it."""


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory where the machine offers that: for tests that need many commits but no disk."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def nursery() -> AsyncIterator[Zygote]:
    """Where all bots of these storms come from."""
    with tempfile.TemporaryDirectory() as folder:
        async with zygote(Path(folder)) as one:
            yield one


@pytest.fixture
async def parts(book: Book, memory: Path) -> list[Part]:
    """The walks, rehearsed in the calm."""
    return await rehearse(book, memory)


async def storm_on_a_socket(nursery: Zygote, folder: Path, parts: list[Part], kills: int, **broken: Any) -> Storm:
    """The storm's own channel: no HTTP in between, so most lives and updates a second."""
    chance = random.Random(SEED)
    provider = Provider(folder / "socket", Crowd(parts, AT_ONCE, chance), chance)
    return await rage(nursery, folder, provider, kills, chance, **broken)


async def storm_on_a_wire(
    nursery: Zygote, folder: Path, book: Book, name: str, kills: int, people: int, **broken: Any
) -> Storm:
    """A real channel over HTTP, against its provider's stand-in."""
    chance, transport = random.Random(SEED), TRANSPORTS[name]()
    row = ROW[transport.channel]
    if row.name not in REHEARSED:
        REHEARSED[row.name] = await rehearse(book, folder, row.name, row.words)
    await transport.prepare(Store(folder / "chaos.db"))
    crowd = Crowd(REHEARSED[row.name], people, chance, transport.channel)
    provider = WireProvider(transport, crowd, chance, lambda urn, number: is_saved(folder / "chaos.db", urn, number))
    return await rage(nursery, folder, provider, kills, chance, **{"slower": 4, **broken})


@from_the_nursery
async def test_nothing_is_lost_or_doubled_however_often_it_is_killed(
    nursery: Zygote, parts: list[Part], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`HOCVUSO_KILLS` lives, half of them ended at a chosen station, half at any moment."""
    storm = await storm_on_a_socket(nursery, tmp_path, parts, KILLS)

    figures = prove(storm, tmp_path / "chaos.db")

    with capsys.disabled():
        print(f"\n{figures}")
    assert figures.findings == ()
    assert (figures.lost, figures.doubled, figures.set_aside) == (0, 0, 0)
    assert figures.repeated <= figures.in_flight
    assert figures.updates > KILLS


@from_the_nursery
@pytest.mark.parametrize("name", TRANSPORTS)
async def test_nothing_is_lost_or_doubled_on_any_real_channel(
    name: str, nursery: Zygote, book: Book, memory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole program with this channel alone, from its Settings, over HTTP; a share of the lives."""
    storm = await storm_on_a_wire(nursery, memory, book, name, WIRE_KILLS, WIRE_PEOPLE)

    figures = prove(storm, memory / "chaos.db")

    with capsys.disabled():
        print(f"\n{name}: {figures}")
    assert figures.findings == ()
    assert (figures.lost, figures.doubled, figures.set_aside) == (0, 0, 0)
    assert figures.repeated <= figures.in_flight
    assert figures.gone <= (WIRE_KILLS if name == AT_MOST_ONCE else 0)


@from_the_nursery
@pytest.mark.parametrize("program", BROKEN)
async def test_the_storm_finds_a_program_with_a_promise_broken(
    program: str, nursery: Zygote, parts: list[Part], memory: Path
) -> None:
    """A chaos test that cannot fail proves nothing."""
    stations, words = BROKEN[program]
    broken = {"program": program, "stations": stations, "patience": 1.0}
    storm = await storm_on_a_socket(nursery, memory, parts, 10, **broken)

    findings = prove(storm, memory / "chaos.db").findings
    assert any(words in finding for finding in findings), findings


@from_the_nursery
@pytest.mark.parametrize("name", ["telegram/polling", "zalo_oa/webhook"])
async def test_the_storm_finds_a_channel_that_says_received_too_soon(
    name: str, nursery: Zygote, book: Book, memory: Path
) -> None:
    """The adapters' own promise, broken in the real program. One kill is enough."""
    broken = {"program": "acknowledges first", "stations": ("acknowledged",), "patience": 1.0, "slower": 12}
    storm = await storm_on_a_wire(nursery, memory, book, name, 1, WIRE_PEOPLE, **broken)

    findings = prove(storm, memory / "chaos.db").findings
    assert any("was acknowledged and is not done" in finding for finding in findings), findings


async def test_what_was_promised_survives_a_power_cut(
    book: Book, parts: list[Part], memory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files are torn at a share of all commits, also while the log moves into the database."""
    cut = await cut_power(memory, book, parts, SEED, people=60, share=0.1)

    with capsys.disabled():
        print(f"\n{cut}")
    assert cut.findings == []
    assert cut.torn_databases > 0


async def test_the_power_cut_finds_a_promise_made_too_soon(book: Book, parts: list[Part], memory: Path) -> None:
    """A power cut test that cannot fail proves nothing either."""
    cut = await cut_power(memory, book, parts, SEED, people=4, share=0.3, hasty=True)

    assert cut.findings


def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    """The torn copies trust SQLite to flush at every commit; it does so only at synchronous=FULL (2)."""
    connection = connect(tmp_path / "full.db")

    assert ("wal", 2) == (_pragma(connection, "journal_mode"), _pragma(connection, "synchronous"))
    connection.close()


def _pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]
