"""Tests: backup and restore: a copy that can be believed, or none; and what was wished since still holds."""

import asyncio
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import HOME
from bot.model.event import ConsentGiven, ConsentRefused, DataErased, LessonCompleted, OptedOut, Replied
from bot.model.evidence import Evidence
from bot.model.message import Message
from bot.model.outcome import Outcome
from bot.model.token import TokenPair
from storage import End, Store
from storage.backup import NotWhole, backup, prove
from storage.restoring import Restored, restore
from storage.retention import UPDATE_IDS
from tests.playing.stage import START
from tests.test_storage import Archive

LATER = START + timedelta(hours=1)
LEARNED = LessonCompleted("vneid-cai-dat", Evidence.SELF_REPORTED)
YES = ConsentGiven("2026-11")


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """A look at a file from outside."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


@pytest.fixture
def archive(database: Path) -> Iterator[Archive]:
    opened = Archive(Store(database), database)
    yield opened
    opened.store.close()


def saved(archive: Archive) -> Path:
    """A backup of this moment."""
    target = archive.path.with_name("sao-luu.db")
    assert not backup(archive.path, target).findings
    return target


def brought_back(archive: Archive, source: Path) -> Restored:
    """The backup in the place of the file, nobody working on it."""
    archive.store.close()
    restored = restore(source, archive.path, LATER)
    archive.store = Store(archive.path)
    return restored


# -------------------------------------------------------------------------------------------- the copy


async def test_a_backup_is_whole_while_the_program_writes(archive: Archive) -> None:
    await archive.happen(YES, LEARNED)
    writing = asyncio.gather(*(archive.happen(Replied(Message("x")), person=f"p{n}") for n in range(200)))
    target = archive.path.with_name("sao-luu.db")
    proof = await asyncio.to_thread(backup, archive.path, target)
    await writing
    assert proof.findings == ()
    assert rows(target, "SELECT lesson FROM completions") == [("vneid-cai-dat",)]


def test_only_its_owner_may_read_it_and_it_is_one_file(archive: Archive) -> None:
    target = saved(archive)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert {path.name for path in target.parent.glob("*sao-luu*")} == {"sao-luu.db"}


def test_it_never_overwrites(archive: Archive) -> None:
    target = archive.path.with_name("sao-luu.db")
    target.write_text("something of somebody's")
    with pytest.raises(FileExistsError):
        backup(archive.path, target)
    assert target.read_text() == "something of somebody's"


async def test_no_token_and_no_deleted_word_is_in_it(archive: Archive) -> None:
    shelf = archive.store.tokens("zalo_oa", "hat-giong-bi-mat")
    await shelf.claim("hat-giong-bi-mat", START, LATER)
    await shelf.save(TokenPair("khoa-truy-cap", "khoa-lam-moi", LATER))
    received = await archive.receive(words="lời bà con đã nói")
    known = await archive.store.load(received)
    await archive.store.commit(received, known.contact, Outcome(None, ()), START)
    whole = saved(archive).read_bytes()
    for secret in ("hat-giong-bi-mat", "khoa-truy-cap", "khoa-lam-moi", "lời bà con đã nói"):
        assert secret.encode() not in whole
    assert archive.rows("SELECT refresh FROM tokens") == [("khoa-lam-moi",)]


async def test_a_damaged_file_gives_no_backup(archive: Archive) -> None:
    for number in range(200):
        await archive.happen(Replied(Message("x" * 500)), person=f"p{number}")
    archive.store.close()
    with closing(sqlite3.connect(archive.path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage(archive.path)
    target = archive.path.with_name("sao-luu.db")
    with pytest.raises(Exception, match=r"malformed|tree|page|disk image") as caught:
        backup(archive.path, target)
    assert type(caught.value).__name__ in {"Corrupt", "NotWhole"}
    assert list(target.parent.glob("*sao-luu*")) == []


def damage(path: Path) -> None:
    """What a dying disk does: nonsense in the middle."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        for at in range(size // 3, size * 2 // 3, 4096):
            file.seek(at)
            file.write(b"\xa5" * 512)


def test_a_backup_that_is_killed_leaves_no_file_of_that_name(archive: Archive) -> None:
    target = archive.path.with_name("sao-luu.db")
    code = (
        "import os, signal, sys; from pathlib import Path; import storage.backup as b\n"
        "b._strip = lambda part: os.kill(os.getpid(), signal.SIGKILL)\n"
        "b.backup(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    ran = subprocess.run([sys.executable, "-c", code, archive.path, target], cwd=HOME, check=False)
    assert ran.returncode == -signal.SIGKILL
    assert not target.exists()
    assert not backup(archive.path, target).findings


# ------------------------------------------------------------------------------------------ taking it back


async def test_what_was_learned_comes_back_and_the_former_file_stays(archive: Archive) -> None:
    await archive.happen(YES, LEARNED)
    target = saved(archive)
    await archive.happen(YES, LEARNED, person="sau")
    restored = brought_back(archive, target)
    assert restored.wishes_kept
    assert restored.aside is not None
    assert rows(restored.aside, "SELECT count(*) FROM completions") == [(2,)]
    assert archive.rows("SELECT count(*) FROM completions") == [(1,)]
    archive.assert_whole()


def test_to_an_empty_place(archive: Archive, tmp_path: Path) -> None:
    target = tmp_path / "new" / "hocvuso.db"
    assert restore(saved(archive), target, LATER).aside is None
    assert prove(target).findings == ()


def test_what_is_no_backup_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    wrong = tmp_path / "anh.jpg"
    wrong.write_bytes(b"\xff\xd8" * 4000)
    before = archive.path.read_bytes()
    for source in (wrong, tmp_path / "khong-co.db"):
        with pytest.raises(NotWhole):
            restore(source, archive.path, LATER)
    assert archive.path.read_bytes() == before
    assert [path.name for path in archive.path.parent.iterdir() if "restoring" in path.name] == []


def test_a_half_written_backup_is_refused(archive: Archive, tmp_path: Path) -> None:
    half = tmp_path / "nua-tep.db"
    whole = saved(archive).read_bytes()
    half.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NotWhole):
        restore(half, archive.path, LATER)


def test_a_backup_of_a_newer_program_is_refused(archive: Archive) -> None:
    target = saved(archive)
    with closing(sqlite3.connect(target, isolation_level=None)) as db:
        db.execute("UPDATE _sqlite_migrations SET name = 'm999_tomorrow' WHERE name = 'm001_the_house'")
    with pytest.raises(NotWhole, match="newer program"):
        restore(target, archive.path, LATER)


async def test_updates_seen_again_after_an_old_backup_are_not_counted_again(archive: Archive) -> None:
    known_then = await archive.happen(YES, LEARNED)
    target = saved(archive)
    since = await archive.happen(LessonCompleted("tin-gia", Evidence.SELF_REPORTED))
    brought_back(archive, target)
    assert await archive.store.save_update(known_then.update) is None
    again = await archive.store.save_update(replace(since.update, received_at=LATER))
    assert again is not None, "what the backup does not know was lost with the file: its provider may bring it again"
    for _ in range(2):
        contact = (await archive.store.load(again)).contact
        await archive.store.commit(
            again, contact, Outcome(None, (LEARNED, LessonCompleted("tin-gia", Evidence.SELF_REPORTED))), LATER
        )
    assert archive.rows("SELECT lesson, count(*) FROM completions GROUP BY 1 ORDER BY 1") == [
        ("tin-gia", 1),
        ("vneid-cai-dat", 1),
    ]
    archive.assert_whole()


async def test_a_stop_a_refusal_and_an_erasure_hold_in_an_older_file(archive: Archive) -> None:
    for person in ("dung", "rut", "xoa", "yen"):
        await archive.happen(YES, LEARNED, person=person)
    target = saved(archive)
    await archive.happen(OptedOut(), person="dung")
    await archive.happen(ConsentRefused("2026-11"), person="rut")
    await archive.happen(DataErased(), person="xoa")
    await archive.happen(YES, person="xoa")
    brought_back(archive, target)
    assert archive.rows(
        "SELECT u.urn, c.stopped, c.consent FROM urns u JOIN contacts c ON c.id = u.contact_id ORDER BY 1"
    ) == [("web:dung", 1, "given"), ("web:rut", 0, "refused"), ("web:yen", 0, "given")]
    assert archive.rows("SELECT count(*), count(contact_id) FROM completions") == [(4, 2)], "figures stay, people go"
    archive.assert_whole()


async def test_what_was_sent_since_is_not_sent_again_and_the_rest_is(archive: Archive) -> None:
    await archive.happen(Replied(Message("đã gửi sau đó")), person="a")
    await archive.happen(Replied(Message("vẫn chờ")), person="b")
    target = saved(archive)
    (leased, *_) = await archive.store.lease("web", START, 1)
    await archive.store.end_message(leased.letter.id, End.SENT, START)
    brought_back(archive, target)
    assert archive.rows("SELECT urn, state, reason FROM outbox ORDER BY id") == [
        (None, "cancelled", "restored"),
        ("web:b", "queued", None),
    ]
    archive.assert_whole()


async def test_tokens_come_along_from_the_file_that_goes(archive: Archive) -> None:
    target = saved(archive)
    shelf = archive.store.tokens("zalo_oa", "seed")
    await shelf.claim("seed", START, LATER)
    await shelf.save(TokenPair("a", "r", LATER))
    brought_back(archive, target)
    assert await archive.store.tokens("zalo_oa", "seed").load() == TokenPair("a", "r", LATER)


async def test_a_role_taken_away_since_stays_away_and_a_used_invite_stays_used(archive: Archive) -> None:
    await archive.happen(YES)
    archive.damage(
        "INSERT INTO roles (contact_id, role, village, since) SELECT contact_id, 'organizer', '', '2026' FROM urns"
    )
    archive.damage(
        "INSERT INTO invites (hash, role, villages, made_by, made_at, expires_at)"
        " VALUES (x'01', 'organizer', '', 0, '2026', '2027')"
    )
    target = saved(archive)
    archive.damage("DELETE FROM roles")
    archive.damage("UPDATE invites SET used_at = '2026-11-20'")
    brought_back(archive, target)
    assert archive.rows("SELECT count(*) FROM roles") == [(0,)]
    assert archive.rows("SELECT used_at FROM invites") == [("2026-11-20",)]


async def test_what_was_switched_off_or_ended_since_does_not_begin_again(archive: Archive) -> None:
    await archive.happen(YES)
    archive.damage("INSERT INTO reminders (contact_id, kind, since) VALUES (1, 'tin-xa', '2026'), (1, 'han', '2026')")
    archive.damage(
        "INSERT INTO helps (asker_id, lesson, unit, state, asked_at) VALUES (1, 'tin-gia', 'buon-m-o', 'asked', '2026')"
    )
    archive.damage(
        "INSERT INTO broadcasts (code, maker, lesson, notice, villages, grp, undone, body, state, day, made_at)"
        " VALUES ('A2', 1, 'tin-gia', '', '', '', 0, '{}', 'sending', '2026-11-20', '2026')"
    )
    target = saved(archive)
    archive.damage("DELETE FROM reminders WHERE kind = 'tin-xa'")
    archive.damage("UPDATE helps SET state = 'ended', outcome = 'solved', ended_at = '2027', asker_id = NULL")
    archive.damage("UPDATE broadcasts SET state = 'stopped', done_at = '2027'")
    archive.damage("INSERT INTO occasions VALUES (1, 'han', '2026-11-30', '2027', 7)")
    brought_back(archive, target)
    assert archive.rows("SELECT kind FROM reminders") == [("han",)]
    assert archive.rows("SELECT state, outcome FROM helps") == [("ended", "solved")]
    assert archive.rows("SELECT state FROM broadcasts") == [("stopped",)]
    assert archive.rows("SELECT kind, key, update_id FROM occasions") == [("han", "2026-11-30", -1)]


async def test_a_file_too_damaged_to_read_still_makes_room(archive: Archive) -> None:
    await archive.happen(YES, LEARNED)
    target = saved(archive)
    archive.store.close()
    archive.path.write_bytes(b"rubbish" * 5000)
    restored = restore(target, archive.path, LATER)
    assert not restored.wishes_kept
    assert restored.aside is not None
    assert restored.aside.read_bytes().startswith(b"rubbish")
    assert prove(archive.path).findings == ()


def test_restoring_is_killed_between_its_steps(archive: Archive) -> None:
    """Whenever it dies, one whole database of that name is there."""
    target = saved(archive)
    archive.store.close()
    for step in ("_take_in", "_carry_over", "_set_aside", "flush"):
        code = (
            "import os, signal, sys; from datetime import datetime, UTC; from pathlib import Path\n"
            "import storage.restoring as r; step = r." + step + "\n"
            "def die(*given):\n    step(*given); os.kill(os.getpid(), signal.SIGKILL)\n"
            "r." + step + " = die\n"
            "r.restore(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC))"
        )
        ran = subprocess.run([sys.executable, "-c", code, target, archive.path], cwd=HOME, check=False)
        assert ran.returncode == -signal.SIGKILL
        assert prove(archive.path).findings == ()
    assert restore(target, archive.path, LATER).wishes_kept


def test_an_erasure_is_remembered_no_longer_than_backups_are_kept(archive: Archive) -> None:
    asyncio.run(archive.happen(DataErased()))
    assert archive.rows("SELECT count(*) FROM erasures") == [(1,)]
    asyncio.run(archive.store.forget(START + UPDATE_IDS))
    assert archive.rows("SELECT count(*) FROM erasures") == [(1,)]
    asyncio.run(archive.store.forget(START + timedelta(days=36)))
    assert archive.rows("SELECT count(*) FROM erasures") == [(0,)]


def test_root_may_not_hide_a_folder_that_cannot_be_written(archive: Archive) -> None:
    with pytest.raises(Exception, match="khong-co"):
        backup(archive.path, Path("/khong-co-thu-muc-nay/sao-luu.db"))
    assert os.path.exists(archive.path)  # noqa: PTH110
