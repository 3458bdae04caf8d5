"""Room: command line. A table in the form that was asked for: on the terminal, as CSV, JSON or XLSX, or into a file."""

import json
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot.exports.csv import csv_bytes
from bot.exports.figures import Cell, CountTable, Hidden
from bot.exports.numbers import cell_text
from bot.exports.totals import filled, has_totals, total_label, total_row
from content.copybook import Copy


class Format(StrEnum):
    """The forms a table comes in."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


def write(table: CountTable, form: Format, out: Path | None, copy: Copy) -> None:
    """Write to a file, or to the terminal."""
    if form is Format.TABLE and out is None:
        show(table, copy)
        return
    data = rendered(table, form, copy)
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        out.write_bytes(data)


def rendered(table: CountTable, form: Format, copy: Copy) -> bytes:
    """The bytes of a form."""
    match form:
        case Format.XLSX:
            from bot.exports.xlsx import xlsx_bytes

            return xlsx_bytes(table, copy)
        case Format.JSON:
            return json_bytes(table)
        case Format.CSV | Format.TABLE:
            return csv_bytes(table, copy)


def json_bytes(table: CountTable) -> bytes:
    """Typed rows for a program: what is missing is null, what is hidden says so."""
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, map(_plain, filled(table, row)), strict=True)) for row in table.rows]
    totals = dict(zip(names, map(_plain, total_row(table)), strict=True)) if has_totals(table) else None
    whole = {"title": table.title, "rows": rows, "totals": totals, "notes": list(table.notes)}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(cell: Cell) -> str | int | float | None:
    if isinstance(cell, Hidden):
        return "hidden"
    return cell.isoformat() if isinstance(cell, date) else cell


def show(table: CountTable, copy: Copy) -> None:
    """A table for eyes."""
    from rich.console import Console
    from rich.table import Table

    shown = Table(title=table.title, show_footer=has_totals(table))
    totals = total_row(table) if has_totals(table) else ("",) * len(table.columns)
    for place, (column, total) in enumerate(zip(table.columns, totals, strict=True)):
        label = total_label(table, copy) if place == 0 and has_totals(table) else cell_text(total, column, copy)
        justify = "left" if column.kind in {"text", "date"} else "right"
        shown.add_column(column.name, footer=label, justify=justify)  # type: ignore[arg-type]
    for row in table.rows:
        shown.add_row(
            *(cell_text(c, column, copy) for c, column in zip(filled(table, row), table.columns, strict=True))
        )
    Console(width=None if sys.stdout.isatty() else 200, markup=False).print(shown)
    for note in table.notes:
        sys.stdout.write(f"{note}\n")
