"""Tests: the file of every released version is brought forward: nothing is lost, the ledger is proven, people go on."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.model.update import Text
from bot.model.urn import make_urn
from storage import Store
from storage.backup import backup, prove
from storage.migrations import migrations
from tests.playing.stage import Stage
from tests.released.__main__ import FOLDER

RELEASED = sorted(FOLDER.glob("*.sql.gz"))


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


def test_its_backup_is_whole(old: Path, tmp_path: Path) -> None:
    Store(old).close()
    backup(old, tmp_path / "sao-luu.db")
    assert prove(tmp_path / "sao-luu.db").findings == ()
