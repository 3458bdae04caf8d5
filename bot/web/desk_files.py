"""Room: web. Desk files: the tables and the report that an organizer takes away, made when asked for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.exports.csv import csv_bytes
from bot.exports.figures import ReportDraft, Trend
from bot.exports.veil import is_few
from bot.model.channel import File
from bot.model.count import By
from bot.model.day import local_day
from bot.model.evidence import Evidence
from bot.reporting import make_report, period_of
from bot.web.desk_figures import lessons, months_of, villages
from content.agenda import period_before, quarter_of
from content.book import Book
from content.numerals import day
from storage import Store

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PNG: Final = "image/png"
_TABLES: Final = {"thon-buon": villages, "bai-hoc": lessons}
"""What is counted, by the name its file gets."""


class NoSuchFile(ValueError):
    """Nobody makes a file of this name."""


def quarters(book: Book, now: datetime) -> tuple[str, str]:
    """The quarter under way and the one before it, for whoever is late with a report."""
    current = quarter_of(book.campaign, local_day(now))
    return current, period_before(current)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that somebody asks for; `publish` hides what so few people are behind that they could be known."""

    name: str
    quarter: str = ""
    publish: bool = False
    drawn: str = ""
    """When the page was shown: the two files of one report, asked for on one page, have the same figures."""


def make_file(store: Store, book: Book, wanted: Wanted, now: datetime) -> File:
    """The file of a name, in a thread of its own: a report takes a moment.

    Raises:
        NoSuchFile: the name or the quarter is none of ours.
    """
    if wanted.name not in _MAKERS:
        raise NoSuchFile(wanted.name)
    return _MAKERS[wanted.name](store, book, wanted, now)


Make = Callable[[Store, Book, Wanted, datetime], File]


def _as_csv(table: str) -> Make:
    def make(store: Store, book: Book, wanted: Wanted, now: datetime) -> File:
        counts = _TABLES[table](store, book, now, publish=wanted.publish)
        return File(_named(table, wanted, "csv"), CSV, csv_bytes(counts, book.copy))

    return make


def _as_xlsx(table: str) -> Make:
    def make(store: Store, book: Book, wanted: Wanted, now: datetime) -> File:
        from bot.exports.xlsx import xlsx_bytes

        counts = _TABLES[table](store, book, now, publish=wanted.publish)
        return File(_named(table, wanted, "xlsx"), XLSX, xlsx_bytes(counts, book.copy))

    return make


def _named(table: str, wanted: Wanted, kind: str) -> str:
    """The name says which of the two it is, so that the full one is not sent out by mistake."""
    return f"thong-ke-{table}{'-cong-bo' if wanted.publish else ''}.{kind}"


def _chart(store: Store, book: Book, wanted: Wanted, now: datetime) -> File:
    from bot.exports.chart import chart_png

    drawn = months_drawn(store, book, now)
    if drawn is None:
        raise NoSuchFile(wanted.name)
    return File("bieu-do-thang.png", PNG, chart_png(drawn, book.copy))


def months_drawn(store: Store, book: Book, now: datetime) -> Trend | None:
    """A picture of the months, persons who passed a quiz: as the chat sends it, with a warning where they are few."""
    rungs, months = months_of(store, book, now)
    if Evidence.QUIZ_PASSED not in rungs:
        return None
    at, say = rungs.index(Evidence.QUIZ_PASSED), book.copy.say
    points = tuple((month.name, month.values[at]) for month in months)
    title = say("counts.chart", by=say(f"columns.{By.MONTH}").lower())
    source = say("counts.chart_source", day=day(local_day(now)))
    few = any(is_few(n) for _, n in points if n is not None)
    stamped = f"{source}. {say('desk.internal_stamp')}" if few else source
    return Trend(title, say("noun.residents"), points, stamped)


def _report(store: Store, book: Book, wanted: Wanted, now: datetime) -> File:
    from bot.exports.report import report_docx

    return File(f"bao-cao-{wanted.quarter}.docx", DOCX, report_docx(_draft(store, book, wanted, now), book.copy))


def _annex(store: Store, book: Book, wanted: Wanted, now: datetime) -> File:
    from bot.exports.annex import annex_xlsx

    return File(f"bao-cao-{wanted.quarter}.xlsx", XLSX, annex_xlsx(_draft(store, book, wanted, now), book.copy))


def _draft(store: Store, book: Book, wanted: Wanted, now: datetime) -> ReportDraft:
    if wanted.quarter not in quarters(book, now):
        raise NoSuchFile(wanted.quarter)
    made = f"desk-{wanted.drawn}" if wanted.drawn else ""
    return asyncio.run(make_report(store, book, period_of(book, wanted.quarter), now, made=made))


_MAKERS: Final[dict[str, Make]] = {
    "villages.csv": _as_csv("thon-buon"),
    "villages.xlsx": _as_xlsx("thon-buon"),
    "lessons.csv": _as_csv("bai-hoc"),
    "lessons.xlsx": _as_xlsx("bai-hoc"),
    "months.png": _chart,
    "report.docx": _report,
    "annex.xlsx": _annex,
}
