"""Tests: in a commune where nothing was counted yet every paper, table and message says so; none of them says 0."""

import asyncio
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from bot.commands_targets import read_standings
from bot.counting import count_table
from bot.exports.annex import annex_xlsx
from bot.exports.report import report_docx
from bot.model.count import By, Question
from bot.reporting import make_report, period_of
from bot.table_output import Format, rendered
from bot.targets_table import targets_table
from handlers.standing_text import detail
from storage import Store
from tests.playing.stage import book_of

NOW: Final = datetime(2026, 11, 20, 2, tzinfo=UTC)
PLANS: Final = ("ea-trang-2026", "tan-ky", "phu-tho", "duong-kinh-2026", "thuong-quan")
ZERO: Final = re.compile(r"(?<![\w.,/:–-])0(?:[.,]0+)?%?(?![\w.,/–-])")
"""A nought that stands alone, not one inside 2026, 10/10 or 0,5."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("empty") / "empty.db")
    yield store
    store.close()


@pytest.mark.parametrize("plan", PLANS)
def test_nothing_measured_is_never_nought(store: Store, plan: str) -> None:
    book = book_of(plan)
    tables = [count_table(store, book, Question((by,)), NOW, ids=False) for by in By]
    tables.append(targets_table("Chỉ tiêu", read_standings(store, book, NOW), book.copy))
    said = [rendered(table, Format.CSV, book.copy).decode("utf-8-sig") for table in tables]
    said += [detail(one, n, book.copy) for n, one in enumerate(read_standings(store, book, NOW), 1)]
    draft = asyncio.run(make_report(store, book, period_of(book, "2026Q3"), NOW))
    paper = docx.Document(io.BytesIO(report_docx(draft, book.copy)))
    said += [run.text for run in paper.element.body.iter(qn("w:t"))]
    sheets = openpyxl.load_workbook(io.BytesIO(annex_xlsx(draft, book.copy)), data_only=True)
    said += [str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row]
    assert [text for text in said if ZERO.search(text)] == []
    assert sum("chưa có số liệu" in text for text in said) > 20


def test_a_nought_would_be_found() -> None:
    assert [bool(ZERO.search(text)) for text in ("0", "trong kỳ 0 người", "0%", "2026", "10/10", "0,5")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
