"""Room: exports. The workbook an organizer fills in: places and how many people live there. Keeps no data."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import xlsxwriter

from bot.exports.csv import is_dangerous
from bot.exports.sheet_name import sheet_name
from bot.exports.xlsx import BORN
from content.campaign import Denominator, Unit
from content.copybook import Copy

ROOM: Final = 300
"""Empty rows that are already checked while typing, for places the plan does not list yet."""

UNIT_FIELDS: Final = ("id", "name", "kind", "parent", "aliases")
NUMBER_FIELDS: Final = ("unit_id", "place", "counts", "value", "source", "as_of")
KINDS: Final = ("tinh", "xa", "phuong", "thon", "buon", "khoi", "xom", "to-dan-pho")


@dataclass(frozen=True, slots=True)
class UnitNumber:
    """A denominator that somebody entered: how many, says who, and on which day it held."""

    unit_id: str
    denominator: Denominator
    value: int | None
    source: str | None = None
    as_of: date | None = None


def units_template_xlsx(
    units: Sequence[Unit], denominators: Sequence[Denominator], copy: Copy, known: Sequence[UnitNumber] = ()
) -> bytes:
    """Write three sheets: how to fill in, the places, and one row for each number that is asked for.

    Unknown numbers stay empty cells. Headers are table.units.* and table.numbers.* of the copy, in the order of
    UNIT_FIELDS and NUMBER_FIELDS; the kinds of number are table.counts.*.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": BORN})
    form = _Form(book, copy)
    form.explain()
    form.add_units(units)
    form.add_numbers(units, denominators, {(one.unit_id, one.denominator): one for one in known})
    book.close()
    return out.getvalue()


class _Form:
    def __init__(self, book: Any, copy: Copy) -> None:
        self._book, self._copy = book, copy
        self._head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DCE6F1", "border": 1})
        self._text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self._quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        self._number = book.add_format({"num_format": "#,##0", "bg_color": "#FFF8DC", "border": 4})
        self._day = book.add_format({"num_format": "dd/mm/yyyy", "bg_color": "#FFF8DC", "border": 4})

    def explain(self) -> None:
        sheet = self._sheet("how", ())
        sheet.set_column(0, 0, 100)
        for row, line in enumerate(self._copy.say("table.how.lines").splitlines()):
            sheet.write_string(row, 0, line, self._text)

    def add_units(self, units: Sequence[Unit]) -> None:
        sheet = self._sheet("units", UNIT_FIELDS)
        sheet.set_column(0, 4, 26)
        for row, unit in enumerate(units, start=1):
            values = (unit.id, unit.name, unit.kind, unit.parent or "", "; ".join(unit.aliases))
            self._write_texts(sheet, row, values)
        kinds = {"validate": "list", "source": list(KINDS), **self._wrong("kind")}
        sheet.data_validation(1, 2, ROOM, 2, kinds)

    def add_numbers(
        self,
        units: Sequence[Unit],
        denominators: Sequence[Denominator],
        known: dict[tuple[str, Denominator], UnitNumber],
    ) -> None:
        sheet = self._sheet("numbers", NUMBER_FIELDS)
        sheet.set_column(0, 5, 24)
        asked = [(unit, what) for unit in units for what in denominators]
        for row, (unit, what) in enumerate(asked, start=1):
            self._write_texts(sheet, row, (unit.id, unit.name, self._copy.say(f"table.counts.{what}")))
            self._write_number(sheet, row, known.get((unit.id, what)) or UnitNumber(unit.id, what, None))
        self._guard(sheet, max(ROOM, len(asked)), denominators)

    def _guard(self, sheet: Any, last: int, denominators: Sequence[Denominator]) -> None:
        """Let the spreadsheet refuse a wrong number or date while it is typed."""
        names = [self._copy.say(f"table.counts.{what}") for what in denominators]
        whole = {"validate": "integer", "criteria": ">=", "value": 0, **self._wrong("value")}
        day = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1), **self._wrong("as_of")}
        sheet.data_validation(1, 2, last, 2, {"validate": "list", "source": names, **self._wrong("counts")})
        sheet.data_validation(1, 3, last, 3, whole)
        sheet.data_validation(1, 5, last, 5, day)

    def _sheet(self, kind: str, fields: Sequence[str]) -> Any:
        sheet = self._book.add_worksheet(sheet_name(self._copy.say(f"table.{kind}.sheet")))
        for place, field in enumerate(fields):
            sheet.write_string(0, place, self._copy.say(f"table.{kind}.{field}"), self._head)
        if fields:
            sheet.freeze_panes(1, 0)
        return sheet

    def _write_texts(self, sheet: Any, row: int, values: Sequence[str]) -> None:
        for place, value in enumerate(values):
            sheet.write_string(row, place, value, self._quoted if is_dangerous(value) else self._text)

    def _write_number(self, sheet: Any, row: int, number: UnitNumber) -> None:
        if number.value is None:
            sheet.write_blank(row, 3, None, self._number)
        else:
            sheet.write_number(row, 3, number.value, self._number)
        sheet.write_string(row, 4, number.source or "", self._text)
        if number.as_of is None:
            sheet.write_blank(row, 5, None, self._day)
        else:
            sheet.write_datetime(row, 5, number.as_of, self._day)

    def _wrong(self, field: str) -> dict[str, str]:
        return {
            "error_title": self._copy.say("table.wrong.title"),
            "error_message": self._copy.say(f"table.wrong.{field}"),
        }
