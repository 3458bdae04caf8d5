"""Room: exports. Tables as an XLSX workbook with typed columns and totals that recompute themselves."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from bot.exports.csv import is_dangerous
from bot.exports.figures import Cell, Column, CountTable, Hidden
from bot.exports.sheet_name import sheet_name
from bot.exports.totals import filled, given, has_totals, hides, notes_of, total_label, total_row
from content.copybook import Copy

BORN: Final = datetime(2026, 1, 1)  # noqa: DTZ001  # a file says when it was made; ours say the same each time
_LONGEST: Final = 32767
_WIDEST: Final = 60
_LOOKED_AT: Final = 500
"""Rows looked at for the width of a column; more would cost a second pass over a large table."""

_FORMATS: Final = {"text": "@", "integer": "#,##0", "number": "#,##0.##", "percent": "0.00%", "date": "dd/mm/yyyy"}


def xlsx_bytes(tables: CountTable | Sequence[CountTable], copy: Copy) -> bytes:
    """Write one sheet a table, and their notes on a last sheet; rows go to the file one by one."""
    sheets = (tables,) if isinstance(tables, CountTable) else tuple(tables)
    out = io.BytesIO()
    book = Workbook(out, copy)
    for table in sheets:
        book.add(table)
    noted = [(table.title, *notes) for table in sheets if (notes := notes_of(table, copy))]
    book.add_notes([line for lines in noted for line in lines])
    book.close()
    return out.getvalue()


class Workbook:
    """A workbook being written, with the few formats all sheets share."""

    def __init__(self, out: io.BytesIO, copy: Copy) -> None:
        # In constant memory each row leaves as soon as the next one begins, so 100,000 rows cost as little as 100.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(out, options)
        self._book.set_properties({"created": BORN})
        self._copy = copy
        self._names: list[str] = []
        head = {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1}
        self._head = self._book.add_format(head | {"bg_color": "#DCE6F1"})
        self._cells = {kind: self._format(kind) for kind in _FORMATS}
        self._sums = {kind: self._format(kind, bold=True, top=1) for kind in _FORMATS}
        self._gap = self._book.add_format({"italic": True, "font_color": "#595959", "align": "right"})
        self._quoted = self._format("text", quote_prefix=True)

    def add(self, table: CountTable) -> None:
        """Write a table on a sheet of its own: header in row 1, frozen, so that a filter or a program finds it."""
        sheet = self._sheet(table.title)
        self._set_up(sheet, table)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column.name, self._head)
        for number, row in enumerate(table.rows, start=1):
            for place, cell in enumerate(filled(table, row)):
                self._write(sheet, number, place, cell, table)
        if table.rows and has_totals(table):
            self._add_totals(sheet, table)

    def add_notes(self, notes: Sequence[str]) -> None:
        """Write what readers must know beside the numbers, if there is anything."""
        if notes:
            name = self._copy.say("table.notes")
            self.add(CountTable(name, (Column(name),), [(note,) for note in notes]))

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    def _format(self, kind: str, **more: object) -> Any:
        wrap = {"text_wrap": True, "valign": "top"} if kind == "text" else {"valign": "top"}
        return self._book.add_format({"num_format": _FORMATS[kind], **wrap, **more})

    def _sheet(self, title: str) -> Any:
        name = sheet_name(title, self._names)
        self._names.append(name)
        return self._book.add_worksheet(name)

    def _set_up(self, sheet: Any, table: CountTable) -> None:
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        # An ampersand begins a code in a printed header; two of them are an ampersand.
        sheet.set_header("&C&B" + table.title.replace("&", "&&")[:200])
        for place in range(len(table.columns)):
            sheet.set_column(place, place, _width(table, place))

    def _write(self, sheet: Any, row: int, place: int, cell: Cell, table: CountTable) -> None:
        column = table.columns[place]
        if column.part and column.whole and not isinstance(cell, Hidden):
            self._write_formula(sheet, row, place, (_ratio(table, place, row), cell), self._cells["percent"])
            return
        match cell:
            case None:
                sheet.write_string(row, place, self._no_data, self._gap)
            case Hidden():
                sheet.write_string(row, place, self._copy.say("table.hidden"), self._gap)
            case str():
                form = self._quoted if is_dangerous(cell) else self._cells["text"]
                sheet.write_string(row, place, cell[:_LONGEST], form)
            case date():
                sheet.write_datetime(row, place, cell, self._cells["date"])
            case _:
                sheet.write_number(row, place, _number(cell, column), self._cells[column.kind])

    def _write_formula(self, sheet: Any, row: int, place: int, said: tuple[str, Cell], form: Any) -> None:
        """Write a formula with the value it has now: phones show a file without computing it."""
        formula, value = said
        known = value / 100 if isinstance(value, int | float) and form in self._percents else value
        shown = self._no_data if known is None else known
        sheet.write_formula(row, place, formula.replace("?", f'"{self._no_data}"'), form, shown)

    def _add_totals(self, sheet: Any, table: CountTable) -> None:
        row = len(table.rows) + 1
        for place, (column, value) in enumerate(zip(table.columns, total_row(table), strict=True)):
            form = self._sums[column.kind]
            formula = None if isinstance(value, Hidden) else _total_formula(table, place)
            if place == 0 and column.total == "none":
                sheet.write_string(row, 0, total_label(table, self._copy), self._sums["text"])
            elif formula:
                self._write_formula(sheet, row, place, (formula, value), form)
            elif column.total != "none":
                self._write(sheet, row, place, value, table)

    @property
    def _no_data(self) -> str:
        return self._copy.say("report.no_data")

    @property
    def _percents(self) -> tuple[Any, Any]:
        return self._cells["percent"], self._sums["percent"]


def _total_formula(table: CountTable, place: int) -> str | None:
    """The formula of a total; none where hidden cells would make the visible sum a wrong one."""
    column = table.columns[place]
    if column.total == "ratio":
        return _ratio(table, place, None)
    if column.total != "sum" or hides(table, place) or isinstance(given(table, place), Hidden):
        return None
    cells = _cells(table, place)
    return f"=IF(COUNT({cells})=0,?,SUBTOTAL(109,{cells}))"


def _ratio(table: CountTable, place: int, row: int | None) -> str:
    """Part over whole: of one row, or (row None) of the totals while no row lacks either."""
    column = table.columns[place]
    ends = table.place(column.part or ""), table.place(column.whole or "")
    at = len(table.rows) + 1 if row is None else row
    part, whole = (f"{xl_col_to_name(end)}{at + 1}" for end in ends)
    if row is not None:
        return f"=IF(COUNT({part},{whole})<2,?,IF({whole}=0,?,{part}/{whole}))"
    gaps = "+".join(f"COUNT({_cells(table, end)})" for end in ends if not hides(table, end)) or "0"
    due = len(table.rows) * sum(not hides(table, end) for end in ends)
    return f"=IF({gaps}<{due},?,IF(COUNT({part},{whole})<2,?,IF({whole}=0,?,{part}/{whole})))"


def _cells(table: CountTable, place: int) -> str:
    letter = xl_col_to_name(place)
    return f"{letter}2:{letter}{len(table.rows) + 1}"


def _number(cell: int | float, column: Column) -> float:
    return cell / 100 if column.kind == "percent" else cell


def _width(table: CountTable, place: int) -> float:
    """Wide enough for what is written, within reason; long texts wrap."""
    texts = [table.columns[place].name[:24], *(str(row[place] or "") for row in table.rows[:_LOOKED_AT])]
    return min(_WIDEST, max(12, 2 + max(len(text) for text in texts)))
