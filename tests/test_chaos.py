"""Promise 1: nothing lost. The program is killed under load, again and again; then every row is accounted for."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.book import Book
from storage.database import connect
from tests.chaos.power import cut_power
from tests.chaos.proof import prove
from tests.chaos.storm import rage
from tests.chaos.walks import Part, rehearse

KILLS = int(os.environ.get("HOCVUSO_KILLS", "100"))
SEED = int(os.environ.get("HOCVUSO_CHAOS_SEED", "1010"))

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


@pytest.fixture
async def parts(book: Book, memory: Path) -> list[Part]:
    """The walks, rehearsed in the calm."""
    return await rehearse(book, memory)


async def test_nothing_is_lost_or_doubled_however_often_it_is_killed(
    parts: list[Part], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`HOCVUSO_KILLS` lives, half of them ended at a chosen station, half at any moment."""
    storm = await rage(tmp_path, parts, KILLS, SEED)

    figures = prove(storm, tmp_path / "chaos.db")

    with capsys.disabled():
        print(f"\n{figures}")
    assert figures.findings == ()
    assert (figures.lost, figures.doubled, figures.set_aside) == (0, 0, 0)
    assert figures.repeated <= figures.in_flight
    assert figures.updates > KILLS


@pytest.mark.parametrize("program", BROKEN)
async def test_the_storm_finds_a_program_with_a_promise_broken(program: str, parts: list[Part], memory: Path) -> None:
    """A chaos test that cannot fail proves nothing."""
    stations, words = BROKEN[program]
    storm = await rage(memory, parts, 10, SEED, program=program, stations=stations, patience=1.0)

    findings = prove(storm, memory / "chaos.db").findings
    assert any(words in finding for finding in findings), findings


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
