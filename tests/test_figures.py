"""Tests: every figure the program shows is the one that an independent recount of the raw facts gives."""

import asyncio
import csv
import io
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import docx
import openpyxl
import pytest

from bot.commands_targets import read_standings
from bot.counting import count_table
from bot.exports.annex import annex_xlsx
from bot.exports.figures import ReportDraft
from bot.exports.report import report_docx
from bot.feeds import feeds_of
from bot.model.contact import Contact
from bot.model.count import By, Question
from bot.model.event import Replied
from bot.model.message import Message
from bot.model.number import Number, NumberKind
from bot.model.role import Role
from bot.model.update import Text, Update
from bot.model.urn import ContactId, make_urn
from bot.rendering import renderer
from bot.reporting import make_report, period_of
from bot.table_output import Format, rendered
from content.numerals import amount
from handlers import Turn, decide, needs
from storage import Store
from tests.commune import make_commune
from tests.playing.stage import book_of
from tests.recount import Recount

NOW: Final = datetime(2026, 11, 20, 2, tzinfo=UTC)
PLAN: Final = Path(__file__).parents[1] / "content" / "campaigns" / "ea-trang-2026.toml"
RUNGS: Final = {"self_reported": "Tự báo", "quiz_passed": "Qua câu hỏi", "witnessed": "Có người chứng kiến"}
PEOPLE: Final = 6000
NO_DATA: Final = "chưa có số liệu"


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("commune") / "commune.db"
    make_commune(path, book_of().campaign, PEOPLE)
    return path


@pytest.fixture(scope="module")
def recount(commune: Path) -> Recount:
    return Recount(commune, PLAN)


@pytest.fixture(scope="module")
def store(commune: Path) -> Iterator[Store]:
    """The commune, to look at."""
    store = Store(commune)
    yield store
    store.close()


@pytest.fixture
def own(commune: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy, to change."""
    shutil.copy(commune, tmp_path / "copy.db")
    store = Store(tmp_path / "copy.db")
    yield store
    store.close()


def table_rows(
    store: Store, by: str, form: Format, since: date | None = None, until: date | None = None
) -> list[dict[str, str]]:
    """The rows of an export, read back."""
    names = tuple(By(name) for name in by.split(","))
    table = count_table(store, book_of(), Question(names, since, until), NOW, ids=True)
    data = rendered(table, form, book_of().copy)
    if form is Format.JSON:
        return [{k: "" if v is None else str(v) for k, v in row.items()} for row in json.loads(data)["rows"]]
    if form is Format.CSV:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1 : len(table.rows) + 1]]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    head, *body = list(sheet.iter_rows(values_only=True))
    return [
        dict(zip(map(str, head), ["" if c is None else str(c) for c in row], strict=True))
        for row in body[: len(table.rows)]
    ]


ID: Final = {
    "unit": "Mã Thôn, buôn",
    "lesson": "Mã Bài",
    "group": "Mã Nhóm",
    "month": "Tháng",
    "channel": "Kênh",
    "share": "Mã chia sẻ",
}


@pytest.mark.parametrize("form", [Format.CSV, Format.JSON, Format.XLSX])
@pytest.mark.parametrize(
    "by", ["unit", "lesson", "unit,lesson", "group", "unit,group", "month", "channel", "month,channel,group"]
)
def test_exported_counts_equal_the_recount(store: Store, recount: Recount, by: str, form: Format) -> None:
    names = tuple(by.split(","))
    rows = table_rows(store, by, form)
    for rung, name in RUNGS.items():
        persons = recount.events(names, rung) if "lesson" in names else recount.persons(names, rung)
        shown = {tuple(_bare(row[ID[n]]) for n in names): int(row[f"{name}: người"]) for row in rows}
        assert {at: n for at, n in shown.items() if n} == dict(persons)
        if "lesson" not in names:
            events = {tuple(_bare(row[ID[n]]) for n in names): int(row[f"{name}: lượt"]) for row in rows}
            assert {at: n for at, n in events.items() if n} == dict(recount.events(names, rung))


def _bare(said: str) -> str:
    return "" if said == "(chưa nói)" else said


@pytest.mark.parametrize(
    "since, until",
    [
        (date(2026, 3, 5), date(2026, 4, 17)),
        (date(2026, 2, 1), date(2026, 4, 30)),
        (None, date(2026, 6, 30)),
        (date(2026, 9, 15), None),
    ],
)
@pytest.mark.parametrize("by", ["unit", "unit,lesson", "group"])
def test_a_period_counts_its_days_and_no_other(
    store: Store, recount: Recount, by: str, since: date | None, until: date | None
) -> None:
    names = tuple(by.split(","))
    span = (since.isoformat() if since else "", until.isoformat() if until else "9")
    rows = table_rows(store, by, Format.JSON, since, until)
    for rung, name in RUNGS.items():
        expected = recount.events(names, rung, *span) if "lesson" in names else recount.persons(names, rung, *span)
        shown = {tuple(row[ID[n]] for n in names): int(row[f"{name}: người"]) for row in rows}
        assert {at: n for at, n in shown.items() if n} == dict(expected)


def test_totals_count_every_person_once(store: Store, recount: Recount) -> None:
    for by in ((By.UNIT,), (By.LESSON,), (By.UNIT, By.LESSON)):
        table = count_table(store, book_of(), Question(by), NOW, ids=False)
        assert table.totals is not None
        for rung, name in RUNGS.items():
            assert table.totals[table.place(f"{name}: người")] == sum(recount.persons((), rung).values())


def test_shares_are_of_the_number_an_office_gave_and_a_gap_stays_one(store: Store, recount: Recount) -> None:
    for row in table_rows(store, "unit", Format.JSON):
        whole = recount.whole("residents", row["Mã Thôn, buôn"])
        if whole is None:
            assert row["Qua câu hỏi: tỷ lệ %"] == ""
        else:
            assert float(row["Qua câu hỏi: tỷ lệ %"]) == pytest.approx(100 * int(row["Qua câu hỏi: người"]) / whole)


def test_openings_are_counted_as_openings(store: Store, recount: Recount) -> None:
    shown = {row["Mã Bài"]: int(row["Lượt mở bài"]) for row in table_rows(store, "lesson", Format.CSV)}
    expected: dict[str, int] = {}
    for lesson, _, _ in recount.opened:
        expected[lesson] = expected.get(lesson, 0) + 1
    assert shown == expected


def test_targets_equal_the_recount_in_every_village(own: Store, recount: Recount) -> None:
    _forget_the_erased(own)
    for one in read_standings(own, book_of(), NOW):
        target = next(t for t in recount.plan["targets"] if t["id"] == one.target.id)
        if one.target.evidence is None:
            given = [
                value for series, unit, value in recount.official if (series, unit) == (one.target.series, "ea-trang")
            ]
            assert one.value == (given[-1] if given else None)
            continue
        expected = recount.target(target)
        assert one.value == sum(expected.values())
        assert {share.unit.id: share.value for share in one.villages} in (
            {unit.id: expected[unit.id] for unit in book_of().campaign.villages()},
            {},
        )


def test_a_target_past_its_deadline_keeps_the_value_of_that_day(own: Store, recount: Recount) -> None:
    _forget_the_erased(own)
    found = {one.target.id: one for one in read_standings(own, book_of(), NOW)}
    closed = {name: one.closed for name, one in found.items() if one.closed is not None}
    assert closed.keys() == {t["id"] for t in recount.plan["targets"] if re.search(r"2026-0[1-9]", t["deadline"])}
    target = next(t for t in recount.plan["targets"] if t["id"] == "lao-dong-ky-nang")
    then, today = (sum(recount.target(target, until).values()) for until in ("2026-06-30", "9"))
    one = closed["lao-dong-ky-nang"]
    assert one is not None
    assert (one.value, found["lao-dong-ky-nang"].value) == (then, today)
    assert then < today
    assert {share.unit.id: share.value for share in one.villages} in (
        {unit.id: recount.target(target, "2026-06-30")[unit.id] for unit in book_of().campaign.villages()},
        {},
    )


def _forget_the_erased(store: Store) -> None:
    """Rows of nobody cannot be recounted by person, so they are taken out of the counters for this one comparison."""
    with closing(sqlite3.connect(store.path)) as db, db:
        db.execute("DELETE FROM attainments WHERE contact_id IS NULL")
        db.execute("DELETE FROM feeds")
    asyncio.run(store.figures.follow("ea-trang-2026", feeds_of(book_of().campaign)))


def test_the_report_the_annex_and_the_document_say_the_same(own: Store, recount: Recount) -> None:
    _forget_the_erased(own)
    book = book_of()
    draft = asyncio.run(make_report(own, book, period_of(book, "2026Q4"), NOW))
    figures = {figure.id: figure for figure in draft.annex}
    for target in (t for t in recount.plan["targets"] if "evidence" in t):
        whole, before = (sum(recount.target(target, day).values()) for day in ("2026-12-14", "2026-09-14"))
        assert figures[f"{target['id']}.cumulative"].value == whole
        assert figures[f"{target['id']}.period"].value == whole - before
    learners = recount.persons(("group",), "quiz_passed", "", "2026-12-14")
    assert {g: figures[f"group.{g}.cumulative"].value for (g,) in learners if g} == {
        g: n for (g,), n in learners.items() if g
    }
    assert figures["opened.period"].value == sum(day >= "2026-09-15" for _, day, _ in recount.opened)
    _same_in_files(draft, report_docx(draft, book.copy), annex_xlsx(draft, book.copy))


def _same_in_files(draft: ReportDraft, document: bytes, annex: bytes) -> None:
    """Number by number: the annex table of the DOCX and the sheet of the XLSX."""
    book = openpyxl.load_workbook(io.BytesIO(annex))
    sheet = next(s for s in book.worksheets if s.title.startswith("Nguồn"))
    rows = [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)][: len(draft.annex)]
    assert rows == ["chưa có số liệu" if one.value is None else pytest.approx(one.value) for one in draft.annex]
    tables = docx.Document(io.BytesIO(document)).tables
    table = next(t for t in tables if t.rows[0].cells[0].text == "Số")
    shown = [row.cells[2].text for row in table.rows[1:]]
    assert shown == [amount(one.value) if isinstance(one.value, int | float) else NO_DATA for one in draft.annex]


def test_the_same_period_once_more_says_what_changed(own: Store) -> None:
    book, period = book_of(), period_of(book_of(), "2026Q3")
    assert asyncio.run(make_report(own, book, period, NOW)).changed == ()
    assert asyncio.run(make_report(own, book, period, NOW)).changed == ()
    late = Number(NumberKind.OFFICIAL, "official:vneid-xac-nhan", "ea-trang", 2900, "Công an xã", date(2026, 9, 10))
    asyncio.run(own.figures.enter([late], "test", NOW))
    changed = asyncio.run(make_report(own, book, period, NOW)).changed
    assert {(one.before, one.after) for one in changed} >= {(None, 2900)}


def asked(store: Store, words: str) -> tuple[Message, ...]:
    """What an organizer is told."""
    contact = Contact(ContactId(1), roles=frozenset({Role.ORGANIZER}), greeted=True)
    turn = Turn(Update(make_urn("web", "a"), "1", NOW, Text(words)), contact, None, NOW, book_of())
    while wanted := needs(turn):
        found = {need.name: store.report(need.name, None, NOW, need.given) for need in wanted}
        turn = replace(turn, reports={**turn.reports, **found})
    return tuple(event.message for event in decide(turn).events if isinstance(event, Replied))


@pytest.mark.parametrize("way, by", [("", "unit"), ("bài", "lesson"), ("nhóm", "group"), ("tháng", "month")])
def test_the_counts_in_chat_and_the_chart_equal_the_recount(store: Store, recount: Recount, way: str, by: str) -> None:
    message = asked(store, f"/thongke {way}")[0]
    for rung, name in RUNGS.items():
        persons, events = sum(recount.persons((), rung).values()), sum(recount.events((), rung).values())
        assert f"{name}: {amount(persons)} người, {amount(events)} lượt." in message.text
    count = recount.events if by == "lesson" else recount.persons
    expected = [sorted(count((by,), rung).values()) for rung in RUNGS]
    lines = re.findall(r"^• .*?: ([\d./ ]+?)(?: –.*)?$", message.text, re.MULTILINE)
    columns = zip(*([int(n.replace(".", "")) for n in line.split(" / ")] for line in lines), strict=True)
    assert [sorted(n for n in column if n) for column in columns] == expected
    assert message.attachment is not None
    bars = json.loads(message.attachment.arg("bars"))
    assert sorted(n for _, n in bars if n) == sorted(count((by,), "quiz_passed").values())


def test_the_chart_is_drawn_from_the_numbers_of_its_message(store: Store) -> None:
    message = asked(store, "/thongke")[0]
    assert message.attachment is not None
    file = renderer(book_of)(message.attachment)
    assert file.data.startswith(b"\x89PNG")


def test_a_target_in_chat_equals_the_recount(own: Store, recount: Recount) -> None:
    _forget_the_erased(own)
    target = recount.plan["targets"][0]
    value = sum(recount.target(target).values())
    assert f"Đến nay: {amount(value)}/3.456 người = {amount(100 * value / 3456)}%." in asked(own, "/chitieu 1")[0].text


def test_the_ledger_of_the_commune_is_whole_and_a_wrong_sum_is_found(own: Store) -> None:
    assert own.prove().findings == ()
    with closing(sqlite3.connect(own.path)) as db, db:
        db.execute("UPDATE sums SET n = n + 1 WHERE cut = 'unit,grp'")
        db.execute("DELETE FROM attainments WHERE id = (SELECT max(id) FROM attainments WHERE contact_id IS NOT NULL)")
    promises = {finding.promise for finding in own.prove().findings}
    assert {"sums equal the counters", "a target counts those who have its lessons"} <= promises
