"""Tests: questions nobody answered: whose words are kept, for how long, counted together, shown and listed."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.model.contact import Consent, Contact
from bot.model.event import DataErased, QuestionUnanswered, StepFlagged
from bot.model.update import Text, Update
from bot.model.urn import ContactId, make_urn
from content.gaps import FLAGGED, QUESTIONS, flagged_steps, gaps
from handlers import digest
from handlers.turn import Turn
from handlers.unanswered import AT_MOST, unanswered
from storage import Store, holdings, retention
from tests.playing.stage import START, book_of
from tests.test_storage import YES, Archive

ASKED = QuestionUnanswered("nuôi dế bán ở đâu", "mua-ban-so")
NAMED = "2026-12"


@pytest.fixture
def archive(database: Path) -> Iterator[Archive]:
    store = Store(database)
    yield Archive(store, database)
    store.close()


# ------------------------------------------------------------------------------------------ whose words


def turn_of(contact: Contact) -> Turn:
    """Somebody says something."""
    return Turn(Update(make_urn("web", "lan"), "u1", START, Text("x")), contact, None, START, book_of("ea-trang-2026"))


def agreed(version: str, *, consent: Consent = Consent.GIVEN, minor: bool = False) -> Contact:
    """Somebody who answered this version of the notice."""
    return Contact(ContactId(1), consent=consent, notice=version, minor=minor)


@pytest.mark.parametrize(
    "contact",
    [
        Contact(ContactId(1)),
        agreed(NAMED, consent=Consent.REFUSED),
        agreed(NAMED, minor=True),
        agreed(f"{NAMED}/cha-me", minor=True),
        agreed("2026-11"),
        agreed(""),
    ],
    ids=["unasked", "refused", "minor", "parent", "older notice", "no notice"],
)
def test_no_words_without_a_yes_to_just_that(contact: Contact) -> None:
    assert unanswered(turn_of(contact), "nuôi dế", "mua-ban-so") == QuestionUnanswered()


def test_words_are_one_short_line() -> None:
    found = unanswered(turn_of(agreed(NAMED)), "nuôi\n\t dế \x1b[31m " + "dài " * 99, "mua-ban-so")
    assert found.words.startswith("nuôi dế [31m dài")
    assert len(found.words) <= AT_MOST
    assert found.words.isprintable()


def test_the_notice_that_is_shown_names_questions_before_its_yes_covers_them() -> None:
    copy = book_of("ea-trang-2026").copy
    covers = copy.say("consent.version") in copy.say("questions.notices").split()
    assert covers == ("câu hỏi" in copy.sentences["consent.ask"]), "docs/decisions/0017"


# ------------------------------------------------------------------------------------------- the table


async def test_the_words_lead_to_nobody_and_the_count_goes_on(archive: Archive) -> None:
    await archive.happen(YES, ASKED)
    await archive.happen(QuestionUnanswered(), person="minh")
    assert archive.rows("SELECT day, words, nearest, channel FROM questions") == [
        ("2026-11-20", ASKED.words, ASKED.nearest, "web")
    ]
    assert archive.rows("SELECT count(*) FROM happenings WHERE kind = 'unanswered'") == [(2,)]
    with closing(sqlite3.connect(archive.path)) as db:
        assert "questions" not in holdings.tables(db)
    archive.assert_whole()


async def test_erasing_finds_no_question_and_ninety_days_do(archive: Archive) -> None:
    await archive.happen(YES, ASKED)
    await archive.happen(DataErased())
    await archive.store.forget(START + retention.QUESTIONS)
    assert archive.rows("SELECT count(*) FROM questions") == [(1,)]
    await archive.store.forget(START + retention.QUESTIONS + timedelta(days=1))
    assert archive.rows("SELECT count(*) FROM questions") == [(0,)]
    archive.assert_whole()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO questions (day, words, nearest, channel) VALUES ('2026-11-20', 'x', '', 'web')",
        "UPDATE questions SET words = ''",
        "UPDATE questions SET words = printf('%200s', 'x')",
    ],
)
async def test_reconcile_finds_words_that_should_not_be_there(archive: Archive, statement: str) -> None:
    await archive.happen(YES, ASKED)
    archive.assert_whole()
    archive.damage(statement)
    assert any("a question is kept in words" in finding.promise for finding in archive.store.prove().findings)


# -------------------------------------------------------------------------------------------- the reports


async def test_near_equal_questions_count_together(archive: Archive) -> None:
    for words in ("nuoi de ban o dau", "Nuôi dế bán ở đâu?", "nuoi de ban o dau", "khoan giếng"):
        await archive.happen(YES, QuestionUnanswered(words, "mua-ban-so" if "N" in words else ""))
    found = gaps(archive.store.report(QUESTIONS, None, START))
    assert [(gap.words, gap.n, gap.nearest) for gap in found] == [
        ("nuoi de ban o dau", 3, "mua-ban-so"),
        ("khoan giếng", 1, ""),
    ]


async def test_only_the_days_that_were_asked_for(archive: Archive) -> None:
    await archive.happen(YES, ASKED)
    later = START + timedelta(days=9)
    assert archive.store.report(QUESTIONS, None, later, {"gap_days": "9"}) == ()
    assert len(archive.store.report(QUESTIONS, None, later, {"gap_days": "10"})) == 1


async def test_a_step_is_flagged_by_three_people(archive: Archive) -> None:
    for person in ("lan", "minh"):
        await archive.happen(StepFlagged("tin-gia", 2), person=person)
    assert archive.store.report(FLAGGED, None, START) == ()
    await archive.happen(StepFlagged("tin-gia", 2), person="tuan")
    (step,) = flagged_steps(archive.store.report(FLAGGED, None, START))
    assert (step.lesson, step.step, step.n) == ("tin-gia", 2, 3)
    (row,) = archive.store.report(digest.REPORT, None, START + timedelta(days=1))
    assert row["steps"] == 1


# --------------------------------------------------------------------------------------------- the shell


async def test_gaps_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "hocvuso.db"
    store = Store(path)
    now = datetime.now(UTC)
    archive = Archive(store, path)
    await archive.happen(YES, QuestionUnanswered("=cmd [số căn cước]", "tin-gia"), at=now)
    for person in ("lan", "minh", "tuan"):
        await archive.happen(StepFlagged("tin-gia", 2), person=person, at=now)
    store.close()
    told = {form: listed(path, form) for form in ("table", "csv", "json")}
    rows = json.loads(told["json"])["rows"]
    assert [(row["Số lần"], row["Bài gần nhất"]) for row in rows] == [(1, "tin-gia"), (3, "tin-gia")]
    assert "[số căn cước]" in told["table"]
    assert "'=cmd" in told["csv"]


def listed(path: Path, form: str) -> str:
    """What `hocvuso content gaps` prints."""
    result = CliRunner().invoke(app, ["--db", str(path), "content", "gaps", "--format", form])
    assert result.exit_code == 0, result.output
    return result.stdout
