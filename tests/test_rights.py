"""Tests: people's rights over their data: seen, copied, corrected, erased; and nothing is kept without a rule."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.config import HOME
from bot.model.event import ConsentGiven, DataErased, DataRequested, LessonCompleted, Replied, StepFlagged
from bot.model.evidence import Evidence
from bot.model.message import Message, attachment
from bot.model.request import DAYS, RequestKind
from bot.model.update import Text
from bot.model.urn import ContactId, make_urn
from bot.own_data import data_drawers
from storage import Store, erasures, holdings, retention
from storage.requests import working_days_after
from tests.playing.stage import START, Stage, book_of
from tests.test_storage import Archive

PAGE = (HOME / "docs" / "retention.md").read_text(encoding="utf-8")
ROWS = {cells[1].strip(): cells for line in PAGE.splitlines() if (cells := line.split("|"))[0] == "" and len(cells) > 4}


@pytest.fixture
def archive(database: Path) -> Iterator[Archive]:
    store = Store(database)
    yield Archive(store, database)
    store.close()


# ---------------------------------------------------------------------------------------- the schema's word


def schema(database: Path) -> dict[str, tuple[str, ...]]:
    """Every table about a person, with its columns."""
    with closing(sqlite3.connect(database)) as db:
        return {
            table: tuple(row[1] for row in db.execute(f"PRAGMA table_info({table})")) for table in holdings.tables(db)
        }


def test_every_column_about_a_person_has_its_rule(empty_database: Path) -> None:
    found = schema(empty_database)
    written = {table: tuple(name.strip() for name in cells[2].split(",")) for table, cells in ROWS.items()}
    missing = {table: columns for table, columns in found.items() if written.get(table) != columns}
    assert missing == {}, "docs/retention.md: write the table's row: its columns, how long, what for"
    assert set(found) == set(ROWS) - {"table", "---"}


def test_every_table_is_named(empty_database: Path) -> None:
    with closing(sqlite3.connect(empty_database)) as db:
        names = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    named = {name for name in names if not name.startswith(("sqlite_", "_"))}
    assert sorted(name for name in named if name not in ROWS and f"`{name}`" not in PAGE) == []


def test_the_page_says_the_lengths_of_the_code() -> None:
    lengths = {name: value for name, value in vars(retention).items() if isinstance(value, timedelta)}
    lengths["KEPT"] = erasures.KEPT
    for name, length in lengths.items():
        said = re.search(rf"(\d+) (day|year)s?[^`]{{0,60}}`{name}`", PAGE)
        assert said is not None, f"docs/retention.md: say how long {name} is"
        assert length.days == int(said[1]) * (365 if said[2] == "year" else 1), name


def test_no_person_can_leave_a_row_behind(empty_database: Path) -> None:
    with closing(sqlite3.connect(empty_database)) as db:
        keys = [
            (table, key[3], key[6])
            for table in holdings.tables(db)
            for key in db.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            if key[2] == "contacts"
        ]
    assert [key for key in keys if key[2] not in {"CASCADE", "SET NULL"}] == []


# ----------------------------------------------------------------------------------------------- the copy


async def test_the_copy_holds_what_is_held_and_nobody_else(archive: Archive) -> None:
    yes, learned = ConsentGiven("2026-11"), LessonCompleted("tin-gia", Evidence.SELF_REPORTED)
    await archive.happen(yes, learned, StepFlagged("tin-gia", 2), Replied(Message("x")))
    await archive.happen(yes, learned, person="khac")
    file = data_drawers(archive.store)["own_data"](book_of(), attachment("own_data", contact="1"))
    held = json.loads(file.data)["held"]
    assert {"contacts", "urns", "consents", "completions", "flags", "updates", "outbox"} <= set(held)
    assert [row["urn"] for row in held["urns"]] == ["web:lan"]
    assert held["consents"][0]["version"] == "2026-11"
    assert b"khac" not in file.data


async def test_erasing_leaves_nothing_to_copy(stage: Stage) -> None:
    async with stage.open():
        for words in ("đồng ý lưu", "1", "1", "1", "nhắc nhở", "1", "/kiemtra vneid-cai-dat", "2", "3"):
            await stage.say(Text(words))
        assert len(stage.store.holdings(ContactId(1))) >= 5
        await stage.say(Text("xóa dữ liệu"))
        assert set(stage.store.holdings(ContactId(1))) == set()
        assert DataErased() in stage.store.events


async def test_what_is_erased_is_overwritten_on_the_disk(stage: Stage) -> None:
    async with stage.open():
        stage.speaker = make_urn("web", "nguoi-muon-duoc-quen")
        for words in ("đồng ý lưu", "1", "1", "xóa dữ liệu"):
            await stage.say(Text(words))
    folder = stage.store.path.parent
    for path in folder.glob(f"{stage.store.path.name}*"):
        assert b"nguoi-muon-duoc-quen" not in path.read_bytes(), path.name


# -------------------------------------------------------------------------------------------- the requests


@pytest.mark.parametrize("kind", list(RequestKind))
async def test_a_request_has_the_laws_days(archive: Archive, kind: RequestKind) -> None:
    await archive.store.add_request(kind, "paper", START)
    (request,) = archive.store.requests()
    assert request.acknowledge_by == "2026-11-24", "the 20th is a Friday: Monday, Tuesday"
    assert date.fromisoformat(request.due) == date(2026, 11, 20) + timedelta(days=DAYS[kind])
    assert DAYS[kind] in {10, 15, 20}


@pytest.mark.parametrize(
    "day, count, then",
    [("2026-11-16", 2, "2026-11-18"), ("2026-11-20", 1, "2026-11-23"), ("2026-11-21", 2, "2026-11-24")],
)
def test_weekends_are_no_working_days(day: str, count: int, then: str) -> None:
    assert working_days_after(date.fromisoformat(day), count).isoformat() == then


async def test_asking_twice_is_one_request_and_erasing_forgets_who_asked(archive: Archive) -> None:
    asked = DataRequested(RequestKind.CORRECT)
    await archive.happen(asked, asked)
    assert archive.rows("SELECT contact_id, channel FROM requests") == [(1, "web")]
    await archive.happen(DataErased())
    assert archive.rows("SELECT contact_id, channel FROM requests") == [(None, "web")]


async def test_an_overdue_request_is_shouted_and_a_settled_one_forgotten_after_two_years(archive: Archive) -> None:
    def urgent(days: int) -> tuple[int, int]:
        vitals = archive.store.vitals(START + timedelta(days=days))
        return vitals.due_requests, vitals.overdue_requests

    number = await archive.store.add_request(RequestKind.CORRECT, "paper", START)
    assert [urgent(days) for days in (0, 1, 2, 4, 5)] == [(0, 0), (0, 0), (1, 0), (1, 0), (0, 1)], "by Tuesday the 24th"
    assert await archive.store.acknowledge_request(number, START)
    assert [urgent(days) for days in (5, 7, 8, 10, 11)] == [(0, 0), (0, 0), (1, 0), (1, 0), (0, 1)]
    assert await archive.store.close_request(number, "done", START)
    assert not await archive.store.close_request(number, "done", START)
    await archive.store.forget(START + retention.REQUESTS - timedelta(days=1))
    assert len(archive.store.requests(closed=True)) == 1
    await archive.store.forget(START + retention.REQUESTS + timedelta(days=1))
    assert archive.store.requests(closed=True) == ()


# ---------------------------------------------------------------------------------------------- retention


async def test_progress_is_let_go_after_its_year_and_the_figures_stay(archive: Archive) -> None:
    await archive.happen(ConsentGiven("2026-11"), LessonCompleted("tin-gia", Evidence.SELF_REPORTED))
    counted = archive.counted()
    await archive.store.forget(START.replace(year=2027, month=6, day=29))
    assert archive.rows("SELECT contact_id FROM completions") == [(1,)]
    await archive.store.forget(START.replace(year=2027, month=7, day=2))
    assert archive.rows("SELECT contact_id FROM completions") == [(None,)]
    assert archive.counted() == counted
    archive.assert_whole()


def test_the_store_can_be_read_while_a_copy_is_drawn(archive: Archive) -> None:
    """Drawing runs in a thread of its own."""
    asyncio.run(archive.happen(ConsentGiven("2026-11")))
    held = asyncio.run(asyncio.wait_for(_in_thread(archive), 10))
    assert "contacts" in held


async def _in_thread(archive: Archive) -> holdings.Holdings:
    return await asyncio.to_thread(archive.store.holdings, ContactId(1))
