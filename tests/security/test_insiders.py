"""Tests: what an office types and publishes: no line breaks a paper, no rank tells how few people are behind."""

import io
from datetime import date
from itertools import product
from pathlib import Path
from sqlite3 import Connection

import docx
import openpyxl
import pytest

from bot.config import HOME
from bot.exports.annex import annex_xlsx
from bot.exports.report import report_docx
from bot.league_table import ranks_only
from bot.model.posting import PostingKind
from bot.model.role import Role
from bot.model.update import Text
from bot.reporting import make_report, period_of
from content.number_said import read_number
from content.posting_said import read_posting
from storage import contacts, roles
from tests.playing.stage import START, Stage, book_of
from tests.test_merit import UNITS, reached
from tests.test_standing import denominator, facts

TODAY = date(2026, 11, 20)
ENDLESS = "1" * 5_000
"""More digits than Python reads as a number."""
HOSTILE = (
    "chỉ tiêu 19 3 nguồn =cmd|' /C calc'!A0",
    "chỉ tiêu người lớn 300 nguồn @SUM(1)\x01\x0b\x1f công an",
    "chỉ tiêu 12 70% nguồn <b>\x0c\ufffe\uffff</b>",
    "tiêu chí thôn 1 80 nguồn +1+1\x02",
    f"chỉ tiêu {ENDLESS}",
    f"chỉ tiêu tin bài {ENDLESS} trang xã",
    'chỉ tiêu tin bài 2 =HYPERLINK("http://evil.example") \x0b trang xã',
)


async def at_office(stage: Stage, *lines: str) -> None:
    """An organizer types these."""
    await stage.say(Text("xin chào"))
    (contact_id,) = stage.store._reader.execute("SELECT contact_id FROM urns").fetchone()

    def prepare(db: Connection) -> None:
        contacts.set_consent(db, contact_id, True, "test", "web", START)
        roles.give(db, contact_id, Role.ORGANIZER, (), START)

    await stage.store._writer.do(prepare)
    for line in lines:
        await stage.say(Text(line))


@pytest.mark.parametrize("internal", [True, False])
async def test_what_an_office_types_breaks_no_paper_and_runs_nowhere(stage: Stage, internal: bool) -> None:
    async with stage.open():
        await at_office(stage, *HOSTILE)
        happened = [type(event).__name__ for event in stage.store.events]
        assert "TurnFailed" not in happened
        assert happened.count("NumberEntered") >= 3
        draft = await make_report(stage.store, stage.book, period_of(stage.book, "2026Q4"), START, internal=internal)
    written = docx.Document(io.BytesIO(report_docx(draft, stage.book.copy)))
    assert "công an" in "".join(cell.text for table in written.tables for row in table.rows for cell in row.cells)
    sheets = openpyxl.load_workbook(io.BytesIO(annex_xlsx(draft, stage.book.copy)))
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert [formula for formula in formulas if not formula.startswith("=IF(COUNT(")] == []
    assert any("calc" in str(cell.value) for cell in cells)


@pytest.mark.parametrize(
    "said", ["nan%", "inf", "1e309%", "100,01%", "-5%", "1e5", "0x10", "1_000", ENDLESS, f"{ENDLESS}%"]
)
def test_a_figure_that_is_none_is_asked_for_again(said: str) -> None:
    book = book_of()
    read = read_number(f"19 {said} nguồn công an xã", book.campaign, book.copy, TODAY)
    assert read == "value"


@pytest.mark.parametrize("count", ["0", "501", ENDLESS])
def test_a_posting_is_no_way_to_make_figures_up_without_end(count: str) -> None:
    assert read_posting(PostingKind.NEWS, f"{count} trang xã", book_of().campaign, TODAY) == "many"


# ------------------------------------------------------------------------------- what a rank gives away


def test_a_published_rank_is_the_same_however_few_people_there_are() -> None:
    """A reader who knows the first village and everybody's adults learns nothing of a count below five."""
    book = book_of()
    for first, adults in product((10, 40, 90), (50, 100, 300)):
        given = (denominator(100, UNITS[0]), denominator(adults, UNITS[1]))
        seen = {
            ranks_only(book, facts(reached({UNITS[0]: first, UNITS[1]: few}), given)).rows for few in (0, 1, 2, 3, 4)
        }
        assert len(seen) == 1, (first, adults)


def test_villages_of_one_rank_stand_in_no_order_of_merit() -> None:
    book, given = book_of(), tuple(denominator(200, unit) for unit in UNITS[:2])
    one, other = (
        ranks_only(book, facts(reached(dict(zip(UNITS, counts, strict=False))), given)).rows
        for counts in ((100, 95), (95, 100))
    )
    assert one == other
    assert [row[1] for row in one[:2]] == [1, 1]


# ------------------------------------------------------------------------------------------ the server


def test_a_key_is_made_where_nobody_else_can_read_it() -> None:
    """Arguments stand in `ps` for everybody, the environment does not."""
    source = (HOME / Path("tools/service.sh")).read_text(encoding="utf-8")
    assert "secret=$(openssl rand -base64 32)" in source
    assert "umask 077" in source
    called = [line for line in source.splitlines() if "$secret" in line.replace("secret=$secret", "")]
    assert called == [], "the key itself is no argument of a command"
