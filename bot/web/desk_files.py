"""Room: web. Desk files: the tables and the report that an organizer takes away, made when asked for."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.exports.csv import csv_bytes
from bot.model.channel import File
from bot.model.count import By
from bot.model.day import local_day
from bot.reporting import make_report, period_of
from bot.web.desk_figures import counted
from content.agenda import quarter_of
from content.book import Book
from storage import Store

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TABLES: Final = {"thon-buon": By.UNIT, "bai-hoc": By.LESSON}
"""What is counted, by the name its file gets."""


class NoSuchFile(ValueError):
    """Nobody makes a file of this name."""


def quarters(book: Book, now: datetime) -> tuple[str, str]:
    """The quarter under way and the one before it, for whoever is late with a report."""
    current = quarter_of(book.campaign, local_day(now))
    year, number = int(current[:4]), int(current[-1])
    return current, f"{year}Q{number - 1}" if number > 1 else f"{year - 1}Q4"


def make_file(store: Store, book: Book, name: str, quarter: str, now: datetime) -> File:
    """The file of a name, in a thread of its own: a report takes a moment.

    Raises:
        NoSuchFile: the name or the quarter is none of ours.
    """
    if name not in _MAKERS:
        raise NoSuchFile(name)
    return _MAKERS[name](store, book, quarter, now)


Make = Callable[[Store, Book, str, datetime], File]


def _as_csv(table: str) -> Make:
    def make(store: Store, book: Book, quarter: str, now: datetime) -> File:
        return File(f"thong-ke-{table}.csv", CSV, csv_bytes(counted(store, book, _TABLES[table], now), book.copy))

    return make


def _as_xlsx(table: str) -> Make:
    def make(store: Store, book: Book, quarter: str, now: datetime) -> File:
        from bot.exports.xlsx import xlsx_bytes

        return File(f"thong-ke-{table}.xlsx", XLSX, xlsx_bytes(counted(store, book, _TABLES[table], now), book.copy))

    return make


def _report(store: Store, book: Book, quarter: str, now: datetime) -> File:
    from bot.exports.report import report_docx

    if quarter not in quarters(book, now):
        raise NoSuchFile(quarter)
    draft = asyncio.run(make_report(store, book, period_of(book, quarter), now))
    return File(f"bao-cao-{quarter}.docx", DOCX, report_docx(draft, book.copy))


def _annex(store: Store, book: Book, quarter: str, now: datetime) -> File:
    from bot.exports.annex import annex_xlsx

    if quarter not in quarters(book, now):
        raise NoSuchFile(quarter)
    draft = asyncio.run(make_report(store, book, period_of(book, quarter), now))
    return File(f"bao-cao-{quarter}.xlsx", XLSX, annex_xlsx(draft, book.copy))


_MAKERS: Final[dict[str, Make]] = {
    "villages.csv": _as_csv("thon-buon"),
    "villages.xlsx": _as_xlsx("thon-buon"),
    "lessons.csv": _as_csv("bai-hoc"),
    "lessons.xlsx": _as_xlsx("bai-hoc"),
    "report.docx": _report,
    "annex.xlsx": _annex,
}
