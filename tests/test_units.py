"""Tests: lists of places and numbers from outside: wrong cells are named, nothing is half taken, bombs stay shut."""

import asyncio
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from bot.exports.units_template import units_template_xlsx
from bot.model.number import Number, NumberKind
from bot.model.place import Changed, PlaceChange
from bot.places import PlacedBook, with_places
from bot.units_file import FileRefused, read_units_file
from bot.units_import import Import, plan_import
from content.facts import NEEDS, facts_of
from content.number_said import COUNTED, read_number
from content.places import placed
from storage import Store
from tests.playing.stage import book_of

NOW: Final = datetime(2026, 11, 20, 2, tzinfo=UTC)
TODAY: Final = date(2026, 11, 20)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "units.db")
    yield store
    store.close()


def filled(tmp_path: Path, fill: Callable[[Any, Any], None]) -> Path:
    """The template, filled in by somebody."""
    book = book_of()
    data = units_template_xlsx(book.campaign.units, ("adults", "residents"), book.copy)
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    fill(workbook["Thôn, buôn"], workbook["Mẫu số"])
    path = tmp_path / "filled.xlsx"
    workbook.save(path)
    return path


def read(store: Store, path: Path) -> Import:
    """What the file would change."""
    book = with_places(book_of(), store)
    facts = facts_of(book.campaign, {name: store.report(name, None, NOW) for name in NEEDS})
    return plan_import(read_units_file(path, book.copy), book.campaign, facts, book.copy, TODAY)


def test_the_empty_template_changes_nothing(store: Store, tmp_path: Path) -> None:
    assert read(store, filled(tmp_path, lambda units, numbers: None)) == Import((), (), ())


def test_a_filled_list_is_taken_over_once(store: Store, tmp_path: Path) -> None:
    def fill(units: Any, numbers: Any) -> None:
        units["B5"], units["E5"] = "Thôn Đoàn Kết", "Đoàn Kết; xóm mới"
        units["A13"], units["B13"], units["C13"], units["D13"] = "buon-moi", "Buôn Mới", "buon", "ea-trang"
        numbers["D2"], numbers["E2"], numbers["F2"] = "3.456", "Công an xã", "1/11/2026"
        numbers["D3"], numbers["E3"], numbers["F3"] = 6000, "Công an xã", date(2026, 11, 1)

    path = filled(tmp_path, fill)
    found = read(store, path)
    assert found.wrong == ()
    assert [(one.change, one.unit) for one in found.changes] == [
        (Changed.NAMED, "buon-ea-bra"), (Changed.ALIASED, "buon-ea-bra"), (Changed.ADDED, "buon-moi"),
    ]  # fmt: skip
    assert [number.value for number in found.numbers] == [3456, 6000]
    asyncio.run(store.figures.change_places("ea-trang-2026", found.changes, found.numbers, NOW))
    assert read(store, path) == Import((), (), ())
    plan = with_places(book_of(), store).campaign
    unit = plan.unit("buon-ea-bra")
    assert unit is not None
    assert unit.name == "Thôn Đoàn Kết"
    assert {"Buôn Ea Bra", "Ea Bra", "xóm mới"} <= set(unit.aliases)
    assert len(plan.villages()) == 11


@pytest.mark.parametrize(
    "sheet, cell, value, expected",
    [
        ("units", "A5", "Buôn Ea", "ô A5"),
        ("units", "A5", "buon-m-o", "ô A5"),
        ("units", "B5", "", "ô B5"),
        ("units", "B5", "Buôn M'O", "ô B5"),
        ("units", "C5", "làng", "ô C5"),
        ("units", "B5", "=1+1", "ô B5"),
        ("numbers", "A2", "o-dau-do", "ô A2"),
        ("numbers", "C2", "Con trâu", "ô C2"),
        ("numbers", "D2", -1, "ô D2"),
        ("numbers", "D2", 3.5, "ô D2"),
        ("numbers", "D2", "=SUM(D3:D9)", "ô D2"),
        ("numbers", "D2", "ba trăm", "ô D2"),
        ("numbers", "E2", "", "ô E2"),
        ("numbers", "F2", "32/1/2026", "ô F2"),
        ("numbers", "F2", date(2026, 12, 1), "ô F2"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_taken(
    store: Store, tmp_path: Path, sheet: str, cell: str, value: object, expected: str
) -> None:
    def fill(units: Any, numbers: Any) -> None:
        numbers["D2"], numbers["E2"], numbers["F2"] = 3456, "Công an xã", date(2026, 11, 1)
        {"units": units, "numbers": numbers}[sheet][cell] = value

    wrong = read(store, filled(tmp_path, fill)).wrong
    assert len(wrong) == 1, wrong
    assert expected in wrong[0]


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as caught:
        read_units_file(path, book_of().copy)
    return caught.value.key


def test_files_that_are_something_else_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"not a workbook")
    assert refused(path) == "units.no_workbook"
    path.write_bytes(b"\0" * 3_000_000)
    assert refused(path) == "units.too_large"
    workbook = openpyxl.Workbook()
    workbook.save(path)
    assert refused(path) == "units.no_sheet"


def test_a_bomb_stays_shut(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 40_000_000)
    assert path.stat().st_size < 100_000
    assert refused(path) == "units.too_large"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert refused(path) == "units.too_large"


@pytest.mark.parametrize("value", ["1,234", "1.23", "12.34", "3 456", "=3456", "1e3", True, 1e300, "٣٤٥", 3456.5])
def test_a_number_written_otherwise_is_asked_for_and_never_guessed(store: Store, tmp_path: Path, value: object) -> None:
    def fill(units: Any, numbers: Any) -> None:
        numbers["D2"], numbers["E2"], numbers["F2"] = value, "Công an xã", date(2026, 11, 1)

    found = read(store, filled(tmp_path, fill))
    assert found.numbers == ()
    assert len(found.wrong) == 1
    assert "ô D2" in found.wrong[0]


def test_chat_and_workbook_read_the_same_numbers(store: Store, tmp_path: Path) -> None:
    for written in ("3456", "3.456", "1,234", "12.34", "999999999", "-5", "007"):

        def fill(units: Any, numbers: Any, written: str = written) -> None:
            numbers["D2"], numbers["E2"], numbers["F2"] = written, "Công an xã", "1/11/2026"

        book, said = book_of(), f"người lớn {written} nguồn Công an xã ngày 1/11/2026"
        in_chat = read_number(said, book.campaign, book.copy, TODAY)
        in_file = read(store, filled(tmp_path, fill)).numbers
        assert (in_chat,) == in_file if isinstance(in_chat, Number) else in_file == (), written


def test_hidden_sheets_double_columns_and_endless_rows_are_refused(tmp_path: Path) -> None:
    def hide(units: Any, numbers: Any) -> None:
        numbers.sheet_state = "hidden"

    def double(units: Any, numbers: Any) -> None:
        numbers["G1"] = "Số lượng"

    def endless(units: Any, numbers: Any) -> None:
        numbers["E10000"] = "Công an xã"

    assert refused(filled(tmp_path, hide)) == "units.no_sheet"
    assert refused(filled(tmp_path, double)) == "units.no_column"
    assert refused(filled(tmp_path, endless)) == "units.too_many"


def test_merged_cells_leave_no_number_without_its_source(store: Store, tmp_path: Path) -> None:
    def fill(units: Any, numbers: Any) -> None:
        for row in (2, 3):
            numbers[f"D{row}"], numbers[f"E{row}"], numbers[f"F{row}"] = 3456, "Công an xã", date(2026, 11, 1)
        numbers.merge_cells("E2:E3")

    found = read(store, filled(tmp_path, fill))
    assert [line.split(", ")[1][:5] for line in found.wrong] == ["ô E3:"]


def test_whatever_happens_to_the_file_it_is_refused_in_one_sentence(store: Store, tmp_path: Path) -> None:
    """Parts cut, doubled, swapped, with numbers no sheet can hold: a sentence or wrong cells, never a crash."""
    whole = filled(tmp_path, lambda units, numbers: numbers.cell(2, 4, 3456)).read_bytes()
    chance, broken = random.Random(8), tmp_path / "broken.xlsx"
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(60):
        damaged = dict(parts)
        name = chance.choice(sorted(parts))
        damaged[name] = chance.choice([_cut, _doubled, _infinite, _emptied])(damaged[name], chance)
        with zipfile.ZipFile(broken, "w") as archive:
            for part, data in damaged.items():
                archive.writestr(part, data)
        with suppress(FileRefused):
            read(store, broken)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _doubled(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at // 2 : at] + data[at:]


def _infinite(data: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"<v>\d+</v>", lambda _: chance.choice([b"<v>1e999</v>", b"<v>99999</v>", b"<v>NaN</v>"]), data)


def _emptied(data: bytes, chance: random.Random) -> bytes:
    return b""


def test_a_merged_village_counts_where_it_went(store: Store) -> None:
    book = book_of()
    merge = PlaceChange("thon-buon-5", Changed.MERGED, "buon-m-o")
    placed_book = PlacedBook(store)
    assert placed_book(book) is placed_book(book) is book
    asyncio.run(store.figures.change_places(book.campaign.id, (merge,), (), NOW))
    plan = placed_book(book).campaign
    assert plan.unit("thon-buon-5") is None
    unit = plan.unit("buon-m-o")
    assert unit is not None
    assert "Thôn/buôn số 5" in unit.aliases
    rows = [{"target": f"{plan.id}/t", "unit": unit, "grp": "", "n": 2} for unit in ("thon-buon-5", "buon-m-o")]
    reports = {name: store.report(name, None, NOW) for name in NEEDS} | {"attained": tuple(rows)}
    assert dict(facts_of(plan, reports).attained) == {("t", "buon-m-o", ""): 4}


def test_denominators_of_merged_villages_go_together_until_a_newer_one(store: Store) -> None:
    plan, say = book_of().campaign, "Công an xã"
    merge = PlaceChange("thon-buon-5", Changed.MERGED, "buon-m-o")

    def adults(unit: str, value: int, day: date) -> Number:
        return Number(NumberKind.DENOMINATOR, "adults", unit, value, say, day)

    def known() -> int | None:
        facts = facts_of(plan, {name: store.report(name, None, NOW) for name in NEEDS})
        number = facts.number(NumberKind.DENOMINATOR, "adults", "buon-m-o")
        return number.value if number else None

    asyncio.run(store.figures.enter([adults("buon-m-o", 300, date(2026, 11, 1))], "test", NOW))
    assert known() == 300
    asyncio.run(store.figures.change_places(plan.id, (merge,), (), NOW))
    assert known() is None
    asyncio.run(store.figures.enter([adults("thon-buon-5", 120, date(2026, 10, 1))], "test", NOW))
    assert known() == 420
    asyncio.run(store.figures.enter([adults("buon-m-o", 431, date(2026, 11, 21))], "test", NOW))
    assert known() == 431


def test_changes_of_a_place_that_is_gone_change_nothing() -> None:
    plan = book_of().campaign
    gone = (PlaceChange("khong-co", Changed.NAMED, "A"), PlaceChange("buon-m-o", Changed.MERGED, "khong-co"))
    assert placed(plan, gone) == plan


@pytest.mark.parametrize(
    "said, name, unit, value",
    [
        ("người lớn buôn M'Guê 312 nguồn công an xã", "adults", "buon-m-gue", 312),
        ("nguoi lon mgue 312 nguon cong an xa", "adults", "ea-trang", 312),
        ("nhân khẩu 6.012 nguồn xã ngày 1/11/2026", "residents", "ea-trang", 6012),
        ("số hộ thôn/buôn số 10 80 nguồn trưởng thôn", "households", "thon-buon-10", 80),
        ("2 2801 nguồn công an xã", "official:vneid-xac-nhan", "ea-trang", 2801),
        ("2 Ea Bra 77 nguồn công an xã", "official:vneid-xac-nhan", "buon-ea-bra", 77),
    ],
)
def test_a_number_is_read_as_it_is_typed(said: str, name: str, unit: str, value: int) -> None:
    book = book_of()
    number = read_number(said, book.campaign, book.copy, TODAY)
    assert isinstance(number, Number)
    assert (number.name, number.unit, number.value) == (name, unit, value)
    assert number.kind is (NumberKind.DENOMINATOR if name in COUNTED else NumberKind.OFFICIAL)


@pytest.mark.parametrize(
    "said, wrong",
    [
        ("người lớn nguồn công an", "value"),
        ("người lớn 312", "source"),
        ("người lớn 312 nguồn", "source"),
        ("con trâu 312 nguồn công an", "what"),
        ("người lớn 312 nguồn công an ngày 30/2/2026", "day"),
        ("người lớn 312 nguồn công an ngày 21/11/2026", "future"),
        ("1 500 nguồn xã", "counted"),
    ],
)
def test_what_is_missing_is_asked_for(said: str, wrong: str) -> None:
    assert read_number(said, book_of().campaign, book_of().copy, TODAY) == wrong
