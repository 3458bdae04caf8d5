"""Tests: the file of every released version is brought forward: nothing is lost, the ledger is proven, people go on."""

import gzip
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.update import Text
from bot.model.urn import make_urn
from storage import Store
from storage.backup import backup, prove, remember
from storage.migrations import migrations
from storage.restoring import restore
from tests.playing.stage import START, Stage
from tests.released.__main__ import FOLDER

RELEASED = sorted(FOLDER.glob("*.sql.gz"))
LATER = START + timedelta(days=30)


def test_there_is_a_released_file() -> None:
    assert RELEASED


@pytest.fixture(params=RELEASED, ids=lambda path: path.name)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file as that version left it."""
    path = tmp_path / "old.db"
    dump = gzip.decompress(request.param.read_bytes()).decode()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(dump)
    return path


def counted(path: Path) -> list[tuple[str, int]]:
    """The figures that must not move."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT series, sum(n) FROM tallies WHERE series NOT LIKE 'attained%' GROUP BY 1").fetchall()


async def test_its_figures_people_and_wishes_come_along(old: Path) -> None:
    before = counted(old)
    assert before
    stage = Stage(old)
    stage._said = 1000  # The file knows the ids of the talks it was made of.
    assert counted(old) == before
    stage.speaker = make_urn("web", "lan")
    async with stage.open():
        await stage.say(Text("tiến độ"))
        assert "VNeID" in stage.shown()[-1].text
        stage.speaker = make_urn("web", "hoa")
        assert stage.store.vitals(stage.now).received > 10
    with closing(sqlite3.connect(old)) as db:
        assert db.execute(
            "SELECT stopped FROM contacts c JOIN urns u ON u.contact_id = c.id WHERE urn = 'web:hoa'"
        ).fetchone() == (1,)
        done = {name for (name,) in db.execute("SELECT name FROM _sqlite_migrations")}
    assert done == {migration.name for migration in migrations._migrations}


def schema(path: Path) -> set[str]:
    """The migrations a file has seen."""
    with closing(sqlite3.connect(path)) as db:
        return {name for (name,) in db.execute("SELECT name FROM _sqlite_migrations")}


def test_its_backup_is_whole(old: Path, tmp_path: Path) -> None:
    Store(old).close()
    backup(old, tmp_path / "sao-luu.db")
    assert prove(tmp_path / "sao-luu.db").findings == ()


def test_it_is_backed_up_while_the_old_program_still_runs_on_it(old: Path, tmp_path: Path) -> None:
    """Between `git pull` and the restart: the way back needs the copy, and the old program its file, as they were."""
    before, target = schema(old), tmp_path / "sao-luu.db"
    assert backup(old, target).findings == ()
    remember(old, target.stat().st_size, LATER)
    assert schema(old) == schema(target) == before
    assert {path.name for path in tmp_path.iterdir() if path.name.endswith(".part")} == set()


def test_its_backup_is_restored_by_todays_program(old: Path, tmp_path: Path) -> None:
    """A machine that is lost is set up anew with the newest program and last month's backup."""
    backup(old, tmp_path / "sao-luu.db")
    target = tmp_path / "new" / "hocvuso.db"
    assert restore(tmp_path / "sao-luu.db", target, LATER).proof.findings == ()
    assert counted(target) == counted(old)
    assert schema(target) == {migration.name for migration in migrations._migrations}
