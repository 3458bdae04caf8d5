"""Tests: each rung has its own proof; a child's own yes keeps nothing; reviews and skips go with the person."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.model.contact import Consent, Contact
from bot.model.event import (
    ConsentGiven,
    ConsentRefused,
    DataErased,
    Event,
    GroupChosen,
    LessonCompleted,
    LessonsSkipped,
    MinorFound,
    ReviewScheduled,
    UnitChosen,
)
from bot.model.evidence import Evidence
from bot.model.message import attachment
from bot.model.reminder import Kind
from bot.rendering import RENDERERS
from handlers import memory
from storage import Store
from storage.retention import PROGRESS
from tests.playing.stage import START, book_of
from tests.test_storage import Archive

LESSON: Final = "vneid-cai-dat"
YES: Final = ConsentGiven("test")
PASSED: Final = LessonCompleted(LESSON, Evidence.QUIZ_PASSED)
RETAINED: Final = LessonCompleted(LESSON, Evidence.RETAINED)
REVIEW: Final = ReviewScheduled(LESSON, 0, memory.passed(START), START + timedelta(days=2))
ROOT: Final = Path(__file__).parents[1]


@pytest.fixture
def archive(database: Path) -> Iterator[Archive]:
    """An empty archive."""
    store = Store(database)
    yield Archive(store, database)
    store.close()


async def contact_of(archive: Archive) -> Contact:
    """The person as the next decision would see them."""
    return (await archive.store.load(await archive.receive())).contact


# -------------------------------------------------------------------------------------------------- ladder

_WHERE_RUNGS_ARE_REACHED: Final = {
    "handlers/flows/consent.py",  # what the person reported, and the quiz they have just passed
    "handlers/flows/group.py",  # the same again, after a parent's yes
    "handlers/flows/quiz.py",  # the passed quiz
    "handlers/flows/review.py",  # a right answer two weeks later
}


def test_a_rung_is_reached_in_few_places_and_each_is_known() -> None:
    """A new one has to be looked at: what is its proof? (A witness's rung is written beside its attendance.)"""
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "handlers").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "LessonCompleted"
    }
    assert found <= _WHERE_RUNGS_ARE_REACHED


@pytest.mark.parametrize("days, remembered", [(0, False), (13, False), (14, True), (400, True)])
async def test_remembering_needs_a_quiz_passed_two_weeks_before(archive: Archive, days: int, remembered: bool) -> None:
    await archive.happen(YES, PASSED)
    await archive.happen(RETAINED, at=START + timedelta(days=days))
    assert (await contact_of(archive)).has(LESSON, Evidence.RETAINED) is remembered
    archive.assert_whole()


@pytest.mark.parametrize("before", [(), (LessonCompleted(LESSON, Evidence.SELF_REPORTED),)])
async def test_nobody_remembers_what_they_have_not_passed(archive: Archive, before: tuple[Event, ...]) -> None:
    await archive.happen(YES, *before)
    await archive.happen(RETAINED, at=START + timedelta(days=30))
    assert not (await contact_of(archive)).has(LESSON, Evidence.RETAINED)


async def test_a_placement_gives_no_rung_and_counts_nowhere(archive: Archive) -> None:
    await archive.happen(YES, LessonsSkipped((LESSON,)))
    contact = await contact_of(archive)
    assert contact.skipped == (LESSON,)
    assert contact.learned == ()
    assert archive.counted() == {}


# ------------------------------------------------------------------------------------------------- reviews


async def test_a_question_comes_back_only_of_a_passed_quiz(archive: Archive) -> None:
    await archive.happen(YES, REVIEW)
    assert archive.rows("SELECT * FROM reviews") == []
    await archive.happen(PASSED, REVIEW)
    assert archive.rows("SELECT lesson, question FROM reviews") == [(LESSON, 0)]


def test_a_right_answer_moves_a_question_further_away_each_time() -> None:
    card, now, pauses = memory.passed(START), START + timedelta(days=2), []
    for _ in range(4):
        recalled = memory.answered(card, now, right=True)
        pauses.append(recalled.due - now)
        card, now = recalled.card, recalled.due
    assert pauses == sorted(pauses)
    assert pauses[0] >= timedelta(days=3)
    assert memory.answered(card, now, right=False).due - now <= timedelta(days=7)
    assert memory.answered(card, now, right=True) == memory.answered(card, now, right=True), "no chance in it"


async def test_a_reminder_knows_when_a_review_is_due(archive: Archive) -> None:
    await archive.happen(YES, PASSED)
    given = {"kind": Kind.REVIEW}
    connection = "INSERT INTO reminders (contact_id, kind, since) SELECT id, 'on-tap', seen_day FROM contacts"
    archive.damage(connection)
    due = archive.store.report("reminding", None, START, given)[0]["review_at"]
    assert due == (START + timedelta(days=2)).isoformat(timespec="milliseconds")
    await archive.happen(ReviewScheduled(LESSON, 0, memory.passed(START), START + timedelta(days=9)))
    due = archive.store.report("reminding", None, START, given)[0]["review_at"]
    assert due == (START + timedelta(days=9)).isoformat(timespec="milliseconds")


# -------------------------------------------------------------------------------------------------- groups


async def test_a_group_told_later_moves_what_was_counted_before(archive: Archive) -> None:
    await archive.happen(YES, PASSED)
    await archive.happen(GroupChosen("tieu-thuong"))
    assert archive.rows("SELECT grp FROM tallies WHERE series = 'completions.quiz_passed'") == [("tieu-thuong",)]
    contact = await contact_of(archive)
    assert (contact.group, contact.group_asked) == ("tieu-thuong", True)
    archive.assert_whole()


async def test_no_group_is_kept_without_consent(archive: Archive) -> None:
    await archive.happen(GroupChosen("hoc-sinh", minor=True))
    contact = await contact_of(archive)
    assert (contact.group, contact.minor) == (None, False)
    archive.assert_whole()


# -------------------------------------------------------------------------------------------------- minors


async def test_what_a_child_said_alone_goes_also_from_the_counts(archive: Archive) -> None:
    await archive.happen(YES, PASSED, LessonCompleted(LESSON, Evidence.SELF_REPORTED), person="an")
    before = archive.counted()
    await archive.happen(YES, UnitChosen("buon-m-o"), PASSED, REVIEW, LessonsSkipped(("tin-gia",)))
    await archive.happen(MinorFound())
    contact = await contact_of(archive)
    assert contact.consent is Consent.UNASKED
    assert (contact.unit, contact.group, contact.learned, contact.skipped) == (None, None, (), ())
    assert archive.counted() == before
    for table in ("reviews", "skips"):
        assert archive.rows(f"SELECT * FROM {table}") == []
    archive.assert_whole()


# ------------------------------------------------------------------------------------ no, erasure, retention


@pytest.mark.parametrize("goes", [ConsentRefused("test"), DataErased(), None])
async def test_reviews_and_skips_go_with_the_person(archive: Archive, goes: Event | None) -> None:
    await archive.happen(YES, GroupChosen("hoc-sinh", minor=True), PASSED, REVIEW, LessonsSkipped(("tin-gia",)))
    if goes is not None:
        await archive.happen(goes)
    else:
        await archive.store.forget(START + timedelta(days=366) + PROGRESS)
    for table in ("reviews", "skips"):
        assert archive.rows(f"SELECT * FROM {table}") == []
    assert archive.rows("SELECT count(*) FROM contacts WHERE minor = 1 AND consent <> 'given'") == [(0,)]
    assert archive.counted()[("completions.quiz_passed", LESSON, "")] == 1, "the figure stays"
    archive.assert_whole()


# ----------------------------------------------------------------------------------------------------- card


def test_the_card_is_drawn_without_a_name_on_it() -> None:
    wanted = attachment("progress_card", done="2", count="16", lessons="tin-gia mat-khau-otp gone")
    drawn = RENDERERS[wanted.kind](book_of(), wanted)
    assert drawn.data.startswith(b"\x89PNG")
