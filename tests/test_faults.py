"""Tests: what breaks around the program; what it does then is what docs/reliability.md says."""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.bookshelf import Bookshelf
from bot.config import HOME
from bot.jobs import JOBS
from bot.model.event import ConsentGiven, LessonCompleted, Replied
from bot.model.evidence import Evidence
from bot.model.message import Message
from bot.model.update import Text, Update
from bot.model.urn import make_urn
from bot.outbox import ATTEMPTS, pause_after
from storage import Busy, DiskFull, End, NotWritable, Store
from tests.playing.stage import START, Stage
from tests.test_storage import Archive


async def do(store: Store, statement: str) -> None:
    """Something happens to the file."""
    await store._writer.do(lambda db: db.execute(statement).fetchall())


def fill(archive: Archive) -> None:
    """Use up the room that is left in the last pages."""
    archive.damage("CREATE TABLE padding AS SELECT zeroblob(200)")
    archive.damage("DROP TABLE padding")
    archive.damage("VACUUM")


async def test_what_is_not_on_disk_is_not_acknowledged_and_comes_again(database: Path) -> None:
    archive = Archive(Store(database), database)
    fill(archive)
    await do(archive.store, "PRAGMA max_page_count = 1")
    refused = 0
    for number in range(40):
        try:
            await archive.receive(words="x" * 900, person=f"p{number}", name=f"n{number}")
        except DiskFull:
            refused += 1
    assert refused, "the disk was to refuse"
    await do(archive.store, "PRAGMA max_page_count = 1000000")
    for number in range(40):
        await archive.store.save_update(Update(make_urn("web", f"p{number}"), f"n{number}", START, Text("x" * 900)))
    assert archive.rows("SELECT count(*) FROM updates") == [(40,)]
    archive.assert_whole()
    archive.store.close()


def test_a_read_only_file_is_told_at_the_start(database: Path) -> None:
    was = os.geteuid()
    database.chmod(0o444)
    database.parent.chmod(0o555)
    try:
        if was == 0:  # Nothing is read-only to root.
            database.parent.parent.chmod(0o755)
            os.seteuid(65534)
        with pytest.raises(NotWritable):
            Store(database)
    finally:
        os.seteuid(was)
        database.parent.chmod(0o755)


async def test_a_locked_file_is_busy_and_free_again(database: Path) -> None:
    archive = Archive(Store(database), database)
    await do(archive.store, "PRAGMA busy_timeout = 1")
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            await archive.receive()
        assert archive.store.vitals(START).pending == 0, "reading goes on"
        other.execute("ROLLBACK")
    await archive.receive()
    archive.assert_whole()
    archive.store.close()


async def test_a_clock_that_jumps_back_holds_nobody_up(stage: Stage) -> None:
    async with stage.open():
        await stage.say(Text("cai vneid sao v"))
        before = len(stage.shown())
        stage.now -= timedelta(hours=12)
        await stage.say(Text("1"))
        await stage.say(Text("1"))
        assert len(stage.shown()) == before + 2
        assert "Bước 2/" in stage.shown()[-1].text
        stage.now += timedelta(hours=12)
        await stage.say(Text("1"))
        assert "Bước 3/" in stage.shown()[-1].text


async def test_a_clock_that_jumps_forward_runs_each_nightly_job_and_forgets_no_pending_word(stage: Stage) -> None:
    async with stage.open():
        await stage.say(Text("cai vneid sao v"))
        with capture_logs():
            await stage.move_to(START + timedelta(days=3))
        await stage.say(Text("cai vneid sao v"))
        assert "VNeID" in stage.shown()[-1].text
    assert {name for name, _, _ in JOBS} >= {"forget", "reconcile"}


async def test_a_provider_that_is_down_for_a_day_costs_answers_but_no_fact(database: Path) -> None:
    """Answers are tried for ten minutes, then end as failed; facts are counted, and the next answer goes out."""
    archive = Archive(Store(database), database)
    await archive.happen(
        ConsentGiven("2026-11"), LessonCompleted("tin-gia", Evidence.SELF_REPORTED), Replied(Message("x"))
    )
    now, store = START, archive.store
    for attempt in range(1, ATTEMPTS + 1):
        (leased,) = await store.lease("web", now, 9)
        assert leased.attempts == attempt
        now += pause_after(attempt)
        if attempt < ATTEMPTS:
            await store.put_back(leased.letter.id, now, attempt_counts=True)
    await store.end_message(leased.letter.id, End.FAILED, now, reason="ConnectionFailed")
    assert timedelta(minutes=5) < now - START < timedelta(minutes=30)
    tomorrow = START + timedelta(days=1)
    await archive.happen(Replied(Message("y")), at=tomorrow)
    assert [one.letter.message.text for one in await store.lease("web", tomorrow, 9)] == ["y"]
    assert store.vitals(tomorrow - timedelta(hours=1)).failed_today == 1
    assert archive.rows("SELECT count(*) FROM completions") == [(1,)]
    archive.assert_whole()
    store.close()


def test_a_half_written_lesson_keeps_its_last_good_version(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(HOME / "content", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shelf = Bookshelf(folder, "ea-trang-2026")
    lesson = folder / "lessons" / "vneid-cai-dat.md"
    whole = lesson.read_bytes()
    for cut in (len(whole) // 3, len(whole) - 400):
        lesson.write_bytes(whole[:cut])
        shelf.reload()
        kept = shelf.current().lesson("vneid-cai-dat")
        assert kept is not None
        assert len(kept.steps) == 6
    lesson.write_bytes(whole)
    assert shelf.reload() == ()


def test_a_log_that_belongs_to_another_file_is_not_played_in(tmp_path: Path, database: Path) -> None:
    """A stray -wal beside a database (half copied by hand) is ignored by SQLite: its salt does not fit."""
    other = Archive(Store(database), database)
    asyncio.run(other.receive())
    stray = Path(f"{database}-wal").read_bytes()
    target = tmp_path / "a.db"
    Store(target).close()
    Path(f"{target}-wal").write_bytes(stray)
    store = Store(target)
    assert store.vitals(START).pending in {0, 1}
    store.close()
    other.store.close()
