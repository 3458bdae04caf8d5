"""Room: app. Report drawing: the files of a report and the bars of a chart, made when their message is sent.

Drawing happens in a thread of its own; what a report keeps goes through the store's one writer all the same.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from bot.exports.figures import Bar, Bars, ReportDraft, Trend
from bot.model.channel import File
from bot.model.message import Attachment
from bot.places import with_places
from bot.reporting import make_report, period_of
from content.book import Book
from storage import Store

Draw = Callable[[Book, Attachment], File]

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG: Final = "image/png"


def bars(book: Book, wanted: Attachment) -> File:
    """The chart of a message: its numbers came along with it."""
    from bot.exports.chart import chart_png

    rows = [Bar(*row) for row in json.loads(wanted.arg("bars"))]
    chart = Bars(wanted.arg("title"), wanted.arg("unit"), tuple(rows), wanted.arg("source"))
    return File("bieu-do.png", PNG, chart_png(chart, book.copy))


def trend(book: Book, wanted: Attachment) -> File:
    """The same as a line over time."""
    from bot.exports.chart import chart_png

    points = tuple((label, value) for label, value in json.loads(wanted.arg("bars")))
    chart = Trend(wanted.arg("title"), wanted.arg("unit"), points, wanted.arg("source"))
    return File("bieu-do.png", PNG, chart_png(chart, book.copy))


def report_drawers(store: Store, clock: Callable[[], datetime]) -> Mapping[str, Draw]:
    """How the two files of a report are made out of the store."""

    def draft(book: Book, wanted: Attachment) -> tuple[Book, ReportDraft]:
        placed, internal = with_places(book, store), wanted.arg("form") == "internal"
        period, made = period_of(placed, wanted.arg("quarter")), wanted.arg("made")
        return placed, asyncio.run(make_report(store, placed, period, clock(), made=made, internal=internal))

    def report(book: Book, wanted: Attachment) -> File:
        from bot.exports.report import report_docx

        placed, made = draft(book, wanted)
        return File(f"bao-cao-{wanted.arg('quarter')}.docx", DOCX, report_docx(made, placed.copy))

    def annex(book: Book, wanted: Attachment) -> File:
        from bot.exports.annex import annex_xlsx

        placed, made = draft(book, wanted)
        return File(f"bao-cao-{wanted.arg('quarter')}.xlsx", XLSX, annex_xlsx(made, placed.copy))

    return {"report": report, "report_annex": annex}
