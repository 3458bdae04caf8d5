"""Room: exports. A table as CSV that a spreadsheet opens and cannot be tricked by."""

import csv
import io
from datetime import date
from typing import Final

from bot.exports.figures import Cell, CountTable, Hidden
from bot.exports.totals import filled, has_totals, total_label, total_row
from content.copybook import Copy

DANGEROUS: Final = tuple("=+-@\t\r\n＝＋－＠")


def csv_bytes(table: CountTable, copy: Copy) -> bytes:
    """Write header, rows and totals; the mark in front tells Excel that the accents are UTF-8.

    Numbers keep a decimal point and dates their ISO form, because programs read this file too.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe(column.name) for column in table.columns])
    writer.writerows([_plain(cell, copy) for cell in filled(table, row)] for row in table.rows)
    if has_totals(table):
        first, *rest = [_plain(cell, copy) for cell in total_row(table)]
        writer.writerow([first or total_label(table, copy), *rest])
    return out.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    shown = text.replace("\0", "")
    return f"'{shown}" if is_dangerous(shown) else shown


def is_dangerous(text: str) -> bool:
    """Tell whether a spreadsheet might run this text; blanks in front do not stop it."""
    return text.lstrip(" \N{NO-BREAK SPACE}").startswith(DANGEROUS)


def _plain(cell: Cell, copy: Copy) -> str:
    match cell:
        case None:
            return copy.say("report.no_data")
        case Hidden():
            return copy.say("table.hidden")
        case str():
            return safe(cell)
        case date():
            return cell.isoformat()
        case float():
            return f"{cell:.10g}"
        case _:
            return str(cell)
