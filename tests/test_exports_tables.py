"""Tables leave the house as CSV and XLSX: read back, added up again, and harmless to open."""

import csv
import io
import tracemalloc
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exports.csv import DANGEROUS, csv_bytes, safe
from bot.exports.figures import FEW, Column, CountTable, Row
from bot.exports.numbers import amount, official_day, roman
from bot.exports.sheet_name import sheet_name
from bot.exports.units_template import NUMBER_FIELDS, UNIT_FIELDS, UnitNumber, units_template_xlsx
from bot.exports.xlsx import xlsx_bytes
from content.campaign import Unit
from content.copybook import load_copy

COPY = load_copy(Path("content/copy/report.toml"))
NO_DATA = "chưa có số liệu"
COLUMNS = (
    Column("Thôn, buôn"),
    Column("Người đã học", "integer", "sum", persons=True),
    Column("Người trưởng thành", "integer", "sum"),
    Column("Tỷ lệ", "percent", "ratio", part="Người đã học", whole="Người trưởng thành"),
    Column("Buổi gần nhất", "date"),
)
WHOLE = CountTable(
    "Kết quả theo thôn, buôn",
    COLUMNS,
    (("Buôn M'O", 120, 300, None, date(2026, 9, 5)), ("Buôn Ea Bra", 30, 100, None, date(2026, 9, 14))),
)
GAPPY = CountTable(
    "Có chỗ trống",
    COLUMNS,
    (("Buôn M'O", 120, 300, None, None), ("=CMD()", 0, None, None, None), ("Buôn Ea Bra", None, 100, None, None)),
)


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheets(data: bytes, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def test_csv_opens_in_excel_and_says_what_is_missing() -> None:
    data = csv_bytes(GAPPY, COPY)
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows_of(data) == [
        ["Thôn, buôn", "Người đã học", "Người trưởng thành", "Tỷ lệ", "Buổi gần nhất"],
        ["Buôn M'O", "120", "300", "40", NO_DATA],
        ["'=CMD()", "0", NO_DATA, NO_DATA, NO_DATA],
        ["Buôn Ea Bra", NO_DATA, "100", NO_DATA, NO_DATA],
        ["Tổng các dòng có số liệu", "120", "400", NO_DATA, ""],
    ]


def test_csv_keeps_dates_and_shares_for_programs() -> None:
    assert rows_of(csv_bytes(WHOLE, COPY))[1:] == [
        ["Buôn M'O", "120", "300", "40", "2026-09-05"],
        ["Buôn Ea Bra", "30", "100", "30", "2026-09-14"],
        ["Tổng", "150", "400", "37.5", ""],
    ]


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_no_text_becomes_a_formula(text: str) -> None:
    shown = safe(text)
    assert not shown.lstrip(" \xa0").startswith(DANGEROUS)
    assert shown.removeprefix("'") == text.replace("\0", "") or shown == text.replace("\0", "")


def test_xlsx_is_typed_frozen_filtered() -> None:
    sheet = sheets(xlsx_bytes(WHOLE, COPY))["Kết quả theo thôn, buôn"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:E3"
    assert [cell.number_format for cell in sheet[2]] == ["@", "#,##0", "#,##0", "0.00%", "dd/mm/yyyy"]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "f", "d"]


def test_xlsx_totals_are_formulas_that_know_their_value() -> None:
    data = xlsx_bytes(WHOLE, COPY)
    asked, known = sheets(data).active, sheets(data, values=True).active
    assert asked["B4"].value == f'=IF(COUNT(B2:B3)=0,"{NO_DATA}",SUBTOTAL(109,B2:B3))'
    assert [cell.value for cell in known[4]] == ["Tổng", 150, 400, 0.375, None]
    assert known["D2"].value == pytest.approx(0.4)


def test_xlsx_never_makes_missing_a_zero() -> None:
    known = sheets(xlsx_bytes(GAPPY, COPY), values=True).active
    assert [cell.value for cell in known[3]] == ["=CMD()", 0, NO_DATA, NO_DATA, NO_DATA]
    assert [cell.value for cell in known[5]] == ["Tổng các dòng có số liệu", 120, 400, NO_DATA, None]


def test_xlsx_writes_a_formula_somebody_typed_as_text() -> None:
    sheet = sheets(xlsx_bytes(GAPPY, COPY)).active
    assert (sheet["A3"].data_type, sheet["A3"].value, sheet["A3"].quotePrefix) == ("s", "=CMD()", True)


def test_hidden_cells_do_not_add_up_to_a_wrong_total() -> None:
    table = CountTable("t", COLUMNS[:2], (("A", FEW), ("B", FEW), ("C", 50)), totals=("", 62), notes=("Một lời.",))
    book = sheets(xlsx_bytes(table, COPY))
    assert [row[1].value for row in book["t"].iter_rows(min_row=2)] == ["ẩn", "ẩn", 50, 62]
    assert book["Ghi chú"]["A3"].value == "Một lời."


def test_the_same_table_gives_the_same_file() -> None:
    assert xlsx_bytes((WHOLE, GAPPY), COPY) == xlsx_bytes((WHOLE, GAPPY), COPY)


def test_an_empty_table_is_a_table() -> None:
    sheet = sheets(xlsx_bytes(CountTable("Trống", COLUMNS, ()), COPY)).active
    assert sheet.max_row == 1
    assert rows_of(csv_bytes(CountTable("Trống", COLUMNS, ()), COPY))[1][1] == NO_DATA


class ManyRows(Sequence[Row]):
    """Rows made when they are asked for, as a reader of a database would."""

    def __len__(self) -> int:
        return 20_000

    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if at >= len(self):
            raise IndexError(at)
        return (f"Người học {at}", at % 7, 10)


def test_many_rows_need_little_memory() -> None:
    cells: tuple[Column, ...] = (Column("Mã"), Column("Bài", "integer", "sum"), Column("Trên", "integer", "sum"))
    tracemalloc.start()
    data = xlsx_bytes(CountTable("Nhiều dòng", cells, ManyRows()), COPY)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
    assert len(data) > 100_000


@given(st.lists(st.text(max_size=60), max_size=6))
def test_excel_accepts_every_sheet_name(titles: list[str]) -> None:
    names: list[str] = []
    for title in titles:
        names.append(sheet_name(title, names))
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")


@pytest.mark.parametrize(
    "value,said", [(25736, "25.736"), (69.85, "69,85"), (12.5, "12,5"), (2.675, "2,68"), (0, "0"), (-1200, "-1.200")]
)
def test_numbers_are_vietnamese(value: float, said: str) -> None:
    assert amount(value) == said


def test_official_days_pad_days_and_the_first_two_months_only() -> None:
    assert official_day(date(2026, 1, 5), COPY) == "ngày 05 tháng 01 năm 2026"
    assert official_day(date(2026, 3, 10), COPY) == "ngày 10 tháng 3 năm 2026"
    assert [roman(number) for number in (1, 4, 9, 14)] == ["I", "IV", "IX", "XIV"]


def test_the_units_form_asks_for_each_number_once_and_leaves_it_empty() -> None:
    units = (
        Unit("ea-trang", "xã Ea Trang", "xa"),
        Unit("buon-m-o", "Buôn M'O", "buon", "ea-trang", ("M'O", "buon m o")),
    )
    known = (UnitNumber("buon-m-o", "adults", 412, "Công an xã", date(2026, 6, 30)),)
    book = sheets(units_template_xlsx(units, ("adults", "households"), COPY, known))
    assert book.sheetnames == ["Cách điền", "Thôn, buôn", "Mẫu số"]
    assert [cell.value for cell in book["Thôn, buôn"][1]] == [COPY.say(f"table.units.{one}") for one in UNIT_FIELDS]
    numbers = [[cell.value for cell in row] for row in book["Mẫu số"].iter_rows()]
    assert numbers[0] == [COPY.say(f"table.numbers.{one}") for one in NUMBER_FIELDS]
    assert [row[:4] for row in numbers[1:]] == [
        ["ea-trang", "xã Ea Trang", "Người trưởng thành", None],
        ["ea-trang", "xã Ea Trang", "Hộ", None],
        ["buon-m-o", "Buôn M'O", "Người trưởng thành", 412],
        ["buon-m-o", "Buôn M'O", "Hộ", None],
    ]
    assert len(book["Mẫu số"].data_validations.dataValidation) == 3
