"""Tests: what is on disk stays true: once each, together or not at all, counters equal to the facts."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from bot.model.contact import Consent
from bot.model.event import (
    CompletionWithdrawn,
    ConsentGiven,
    ConsentRefused,
    DataErased,
    Event,
    LessonCompleted,
    LessonOpened,
    OptedIn,
    OptedOut,
    QuestionUnanswered,
    Replied,
    ShareRemembered,
    StepFlagged,
    TurnFailed,
    UnitChosen,
)
from bot.model.evidence import Evidence
from bot.model.message import Lane, Message
from bot.model.outcome import Outcome
from bot.model.session import Session
from bot.model.share import ShareLink
from bot.model.update import SavedUpdate, Text, Update
from bot.model.urn import UpdateId, make_urn
from storage import Busy, Corrupt, DiskFull, End, NotWritable, StorageError, Store
from storage.lock import alone_with
from storage.retention import ADDRESS_WITHOUT_CONSENT, MESSAGE_ROWS, SET_ASIDE, UPDATE_IDS
from tests.playing.stage import START

LESSON: Final = "vneid-cai-dat"
LATER: Final = timedelta(minutes=1)


@dataclass(slots=True)
class Archive:
    """A store, and short ways to put something in and look at it."""

    store: Store
    path: Path
    count: int = 0

    async def receive(self, person: str = "lan", name: str = "", words: str = "x", at: datetime = START) -> SavedUpdate:
        """An update that was not there before."""
        self.count += 1
        update = Update(make_urn("web", person), name or f"u{self.count}", at, Text(words))
        saved = await self.store.save_update(update)
        assert saved is not None
        return saved

    async def happen(
        self, *events: Event, person: str = "lan", session: Session | None = None, at: datetime = START
    ) -> SavedUpdate:
        """A whole turn with these events."""
        saved = await self.receive(person, at=at)
        known = await self.store.load(saved)
        assert await self.store.commit(saved, known.contact, Outcome(session, events), at)
        return saved

    def rows(self, query: str, *values: object) -> list[Any]:
        """A look at the file from outside."""
        connection = sqlite3.connect(self.path)
        found = connection.execute(query, values).fetchall()
        connection.close()
        return found

    def damage(self, statement: str) -> None:
        """What a bug or a hand could do to the file."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute(statement)
        connection.close()

    def counted(self) -> dict[tuple[str, str, str], int]:
        """The counters by series, lesson and village."""
        return {(s, le, u): n for s, le, u, n in self.rows("SELECT series, lesson, unit, n FROM tallies")}

    def assert_whole(self) -> None:
        """The ledger proves itself."""
        assert self.store.prove().findings == ()


@pytest.fixture
def archive(database: Path) -> Iterator[Archive]:
    store = Store(database)
    yield Archive(store, database)
    store.close()


YES: Final = ConsentGiven("2026-11")
NO: Final = ConsentRefused("2026-11")
SELF: Final = LessonCompleted(LESSON, Evidence.SELF_REPORTED)
QUIZ: Final = LessonCompleted(LESSON, Evidence.QUIZ_PASSED)

# ---------------------------------------------------------------------------------------------- the file


def test_a_new_file_gets_its_tables_and_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "hocvuso.db"
    for _ in range(2):
        store = Store(path)
        assert store.prove().findings == ()
        store.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(NotWritable):
        Store(tmp_path / "file" / "hocvuso.db")


def test_a_file_of_something_else_is_told(tmp_path: Path) -> None:
    path = tmp_path / "hocvuso.db"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(Corrupt):
        Store(path)


def test_a_second_program_is_told(tmp_path: Path) -> None:
    path = tmp_path / "hocvuso.db"
    with alone_with(path), pytest.raises(Busy), alone_with(path):
        pass
    with alone_with(path):
        pass


# --------------------------------------------------------------------------------------- once, and together


async def test_the_same_update_twice_is_one_update(archive: Archive) -> None:
    first = await archive.receive(name="7")
    assert await archive.store.save_update(first.update) is None
    assert len(archive.rows("SELECT id FROM updates")) == 1
    other = Update(make_urn("telegram", "lan"), "7", START, Text("x"))
    assert await archive.store.save_update(other) is not None, "the id is the provider's own"
    archive.assert_whole()


async def test_the_same_update_is_known_after_it_was_answered(archive: Archive) -> None:
    saved = await archive.happen(Replied(Message("a")))
    assert await archive.store.save_update(saved.update) is None


async def test_a_second_commit_changes_nothing(archive: Archive) -> None:
    saved = await archive.receive()
    known = await archive.store.load(saved)
    outcome = Outcome(Session("lesson", "1", LESSON), (YES, SELF, LessonOpened(LESSON), Replied(Message("a"))))
    assert await archive.store.commit(saved, known.contact, outcome, START)
    before = (archive.counted(), archive.rows("SELECT count(*) FROM outbox"))
    assert not await archive.store.commit(saved, known.contact, outcome, START + LATER)
    assert before == (archive.counted(), archive.rows("SELECT count(*) FROM outbox"))
    archive.assert_whole()


async def test_words_are_forgotten_when_the_update_is_answered(archive: Archive) -> None:
    await archive.happen(Replied(Message("a")))
    assert archive.rows("SELECT state, body, urn FROM updates") == [("done", None, None)]


async def test_a_failed_decision_is_set_aside_with_its_reason(archive: Archive) -> None:
    await archive.happen(TurnFailed("why"), Replied(Message("sorry")))
    assert archive.rows("SELECT state, reason FROM updates") == [("set_aside", "why")]
    archive.assert_whole()


async def test_one_failing_job_leaves_the_others_of_its_group_alone(archive: Archive) -> None:
    held, writer = threading.Event(), archive.store._writer

    def add(code: str) -> Any:
        return lambda db: db.execute("INSERT INTO shares VALUES (?, 'x', NULL, NULL, 'now')", (code,)).rowcount

    def half_done(db: sqlite3.Connection) -> None:
        add("HALF")(db)
        raise RuntimeError("in the middle")

    jobs = [lambda db: held.wait(5), add("A222"), half_done, add("A222"), add("B222")]
    async with asyncio.TaskGroup() as group:
        results = [group.create_task(_outcome(writer.do(job))) for job in jobs]
        await asyncio.sleep(0)
        held.set()
    kinds = [type(result.result()).__name__ for result in results]
    assert kinds == ["bool", "int", "RuntimeError", "StorageError", "int"]
    assert archive.rows("SELECT code FROM shares ORDER BY code") == [("A222",), ("B222",)]


async def _outcome(work: Any) -> object:
    try:
        return await work
    except (RuntimeError, StorageError) as error:
        return error


async def test_a_full_disk_keeps_nothing_of_the_turn_and_says_so(archive: Archive) -> None:
    saved = await archive.receive()
    known = await archive.store.load(saved)
    pages = "PRAGMA max_page_count = {}"
    await archive.store._writer.do(lambda db: db.execute(pages.format(1)).fetchone())
    huge = Outcome(None, (YES, SELF, Replied(Message("x" * 500_000))))
    with pytest.raises(DiskFull):
        await archive.store.commit(saved, known.contact, huge, START)
    await archive.store._writer.do(lambda db: db.execute(pages.format(1_000_000)).fetchone())
    assert archive.counted() == {}
    assert await archive.store.commit(saved, known.contact, huge, START), "with room again the same turn goes through"
    archive.assert_whole()


# ------------------------------------------------------------------------------------- facts and counters


async def test_nothing_is_recorded_without_consent(archive: Archive) -> None:
    await archive.happen(SELF)
    assert archive.rows("SELECT * FROM completions") == []
    assert archive.counted() == {}


async def test_the_same_rung_twice_counts_once(archive: Archive) -> None:
    await archive.happen(YES, SELF)
    await archive.happen(SELF, QUIZ)
    assert archive.counted() == {
        ("completions.self_reported", LESSON, ""): 1,
        ("learners.self_reported", LESSON, ""): 1,
        ("completions.quiz_passed", LESSON, ""): 1,
        ("learners.quiz_passed", LESSON, ""): 1,
    }
    archive.assert_whole()


async def test_a_village_told_later_moves_what_was_counted_before(archive: Archive) -> None:
    await archive.happen(YES, SELF)
    await archive.happen(UnitChosen("buon-m-o"))
    assert archive.counted() == {
        ("completions.self_reported", LESSON, "buon-m-o"): 1,
        ("learners.self_reported", LESSON, "buon-m-o"): 1,
    }
    archive.assert_whole()


async def test_another_village_does_not_move_what_was_learned_in_the_first(archive: Archive) -> None:
    await archive.happen(YES, SELF, UnitChosen("buon-m-o"))
    await archive.happen(UnitChosen("buon-ea-bra"), LessonCompleted("zalo-co-ban", Evidence.SELF_REPORTED))
    assert {unit for _, _, unit in archive.counted()} == {"buon-m-o", "buon-ea-bra"}
    archive.assert_whole()


async def test_a_report_taken_back_leaves_what_was_proved(archive: Archive) -> None:
    await archive.happen(YES, SELF, QUIZ, LessonCompleted("zalo-co-ban", Evidence.SELF_REPORTED))
    await archive.happen(CompletionWithdrawn(LESSON))
    assert archive.counted() == {
        ("completions.quiz_passed", LESSON, ""): 1,
        ("learners.quiz_passed", LESSON, ""): 1,
        ("completions.self_reported", "zalo-co-ban", ""): 1,
        ("learners.self_reported", "zalo-co-ban", ""): 1,
    }
    archive.assert_whole()


async def test_the_share_that_brought_them_first_stays(archive: Archive) -> None:
    await archive.store.add_share(ShareLink("AAAA", LESSON), START)
    await archive.happen(YES, ShareRemembered("AAAA"))
    await archive.happen(ShareRemembered("BBBB"))
    known = await archive.store.load(await archive.receive())
    assert known.contact.share == "AAAA"
    found = archive.store.share("aaaa")
    assert found is not None
    assert found.code == "AAAA"


async def test_consent_taken_back_empties_the_person_and_keeps_the_figures(archive: Archive) -> None:
    await archive.happen(YES, SELF, UnitChosen("buon-m-o"))
    before = archive.counted()
    await archive.happen(NO)
    contact = (await archive.store.load(await archive.receive())).contact
    assert (contact.consent, contact.unit, contact.unit_asked, contact.completions) == (
        Consent.REFUSED,
        None,
        False,
        (),
    )
    assert before == archive.counted()
    archive.assert_whole()


async def test_erasing_leaves_figures_of_nobody(archive: Archive) -> None:
    await archive.happen(YES, SELF, UnitChosen("buon-m-o"), StepFlagged(LESSON, 1), Replied(Message("waits")))
    before = archive.counted()
    await archive.happen(DataErased(), Replied(Message("receipt")))
    assert before == archive.counted()
    assert archive.rows("SELECT contact_id, at FROM completions") == [(None, None)]
    for table in ("contacts", "urns", "sessions", "consents", "flags"):
        assert archive.rows(f"SELECT * FROM {table}") == [], table
    assert archive.rows("SELECT DISTINCT urn, contact_id FROM updates") == [(None, None)]
    assert archive.rows("SELECT state, contact_id, body IS NULL FROM outbox ORDER BY id") == [
        ("cancelled", None, 1),
        ("queued", None, 0),
    ]
    archive.assert_whole()


async def test_someone_erased_while_their_next_words_waited_starts_anew(archive: Archive) -> None:
    await archive.happen(YES, SELF)
    waiting = await archive.receive(words="erase overtook me")
    await archive.happen(DataErased())
    known = await archive.store.load(waiting)
    assert known.contact.consent is Consent.UNASKED
    assert await archive.store.commit(waiting, known.contact, Outcome(None, (Replied(Message("a")),)), START)
    archive.assert_whole()


# ------------------------------------------------------------------------------------------------ stopping


async def test_stop_cancels_what_is_queued_and_only_the_goodbye_goes(archive: Archive) -> None:
    await archive.happen(Replied(Message("news"), Lane.BROADCAST), Replied(Message("reply")))
    await archive.happen(OptedOut(), Replied(Message("goodbye")))
    texts = [leased.letter.message.text for leased in await archive.store.lease("web", START, 10)]
    assert texts == ["goodbye"]
    assert archive.rows("SELECT state, reason FROM outbox ORDER BY id")[:2] == [("cancelled", "stopped")] * 2
    await archive.happen(OptedIn())
    assert not (await archive.store.load(await archive.receive())).contact.stopped
    archive.assert_whole()


# ------------------------------------------------------------------------------------------------ starting


async def test_a_start_finds_what_was_not_answered_oldest_first(archive: Archive) -> None:
    for words in ("first", "second"):
        await archive.receive(words=words)
    found = await archive.store.unfinished()
    assert [(saved.update.what, saved.attempts) for saved in found] == [(Text("first"), 1), (Text("second"), 1)]
    await archive.store.attempt(found[0])
    assert [saved.attempts for saved in await archive.store.unfinished()] == [2, 1], "it was tried, then the run ended"


async def test_words_no_program_can_read_are_set_aside_and_stop_nobody(archive: Archive) -> None:
    await archive.receive(words="of a newer program")
    await archive.receive(words="fine")
    archive.damage('UPDATE updates SET body = \'{"what": "telepathy"}\' WHERE id = 1')
    assert [saved.update.what for saved in await archive.store.unfinished()] == [Text("fine")]
    assert archive.rows("SELECT state FROM updates ORDER BY id") == [("set_aside",), ("pending",)]
    archive.assert_whole()


async def test_a_talk_no_program_can_read_begins_anew(archive: Archive) -> None:
    await archive.happen(session=Session("lesson", "1", LESSON))
    archive.damage('UPDATE sessions SET body = \'{"flow": "lesson"}\'')
    assert (await archive.store.load(await archive.receive())).session is None


async def test_what_was_in_flight_goes_again_and_is_counted(archive: Archive) -> None:
    await archive.happen(Replied(Message("a")))
    assert len(await archive.store.lease("web", START, 10)) == 1
    assert await archive.store.resend_interrupted(START) == 1
    again = await archive.store.lease("web", START, 10)
    assert [leased.attempts for leased in again] == [2]
    assert archive.store.prove().repeated == 1
    assert await archive.store.end_message(again[0].letter.id, End.SENT, START)
    assert not await archive.store.end_message(again[0].letter.id, End.FAILED, START), "one end is final"
    archive.assert_whole()


# ------------------------------------------------------------------------------------------------ reconcile

_DAMAGES: Final = {
    "UPDATE updates SET state = 'lost', body = NULL WHERE id = 1": ("known states", "1"),
    "UPDATE updates SET body = 'words' WHERE id = 2": ("has ended without them", "2"),
    "DELETE FROM updates WHERE id = 2": ("no row of updates vanished", "rows=2"),
    "UPDATE outbox SET body = NULL WHERE id = 1": ("open with its words", "1"),
    "UPDATE outbox SET state = 'gone' WHERE id = 1": ("known states", "1"),
    "DELETE FROM outbox WHERE id = 1": ("no row of outbox vanished", "rows=0"),
    "UPDATE updates SET state = 'pending', ended_at = NULL, body = '{}', urn = 'web:x' WHERE id = 1": (
        "answers an update that has ended",
        "1",
    ),
    "UPDATE contacts SET consent = 'refused'": ("only with their consent", "1"),
    "UPDATE completions SET first = 0 WHERE id = 1": ("enters a rung once", "1"),
    "UPDATE tallies SET n = n + 1 WHERE series = 'completions.self_reported'": (
        "counters equal the facts",
        "completions.self_reported/vneid-cai-dat",
    ),
    "DELETE FROM tallies WHERE series = 'happenings.opened'": ("counters equal the facts", "happenings.opened/"),
    "INSERT INTO completions (lesson, evidence, day, channel) VALUES ('x', 'official', '2026-11-20', 'web')": (
        "counters equal the facts",
        "completions.official/x",
    ),
    "INSERT INTO sessions (contact_id, body) VALUES (99, '{}')": ("every row's owner exists", "sessions"),
}


@pytest.mark.parametrize("statement", _DAMAGES)
async def test_reconcile_finds_the_damage_and_names_it(archive: Archive, statement: str) -> None:
    await archive.happen(YES, SELF, LessonOpened(LESSON), Replied(Message("a")))
    await archive.happen(QuestionUnanswered())
    await archive.receive()
    archive.assert_whole()
    archive.damage(statement)
    promise, named = _DAMAGES[statement]
    findings = archive.store.prove().findings
    found = [finding for finding in findings if promise in finding.promise]
    assert found, f"found only {findings}"
    assert any(named in id_ for id_ in found[0].ids), found[0].ids


# ------------------------------------------------------------------------------------------------ forgetting


async def test_what_is_no_longer_needed_is_forgotten_in_time(archive: Archive) -> None:
    await archive.happen(Replied(Message("a")), session=Session("lesson", "1", expires_at=START + LATER))
    await archive.happen(TurnFailed("why"), person="minh")
    for leased in await archive.store.lease("web", START, 10):
        await archive.store.end_message(leased.letter.id, End.SENT, START)
    stages = [
        (UPDATE_IDS, (1, 0, 0, 0)),
        (SET_ASIDE, (1, 0, 0, 0)),
        (ADDRESS_WITHOUT_CONSENT + timedelta(days=1), (0, 0, 0, 2)),
        (MESSAGE_ROWS, (0, 1, 0, 0)),
    ]
    assert (await archive.store.forget(START)).updates == 0
    for age, expected in stages:
        gone = await archive.store.forget(START + age + LATER)
        assert expected == (gone.updates, gone.messages, gone.sessions and 0, gone.contacts), age
        archive.assert_whole()


async def test_a_yes_and_a_stop_are_not_forgotten_with_the_address(archive: Archive) -> None:
    await archive.happen(YES, person="lan")
    await archive.happen(OptedOut(), person="minh")
    await archive.happen(person="tuan")
    gone = await archive.store.forget(START + timedelta(days=400))
    assert gone.contacts == 1
    assert archive.rows("SELECT urn FROM urns ORDER BY urn") == [("web:lan",), ("web:minh",)]


async def test_an_address_with_work_left_is_not_forgotten(archive: Archive) -> None:
    await archive.receive(person="lan")
    await archive.happen(Replied(Message("waits")), person="minh")
    assert (await archive.store.forget(START + timedelta(days=400))).contacts == 0
    assert UpdateId(1) == (await archive.store.unfinished())[0].id
