"""Tests: from everything that is published nobody works out a count of one to four persons, not even over two reports.

The attacker here is not the one of bot/exports: it solves all sums with fractions, and looks for other counts of
people that fit everything shown.
"""

import asyncio
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Final

import docx
import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.exports.annex import annex_xlsx
from bot.exports.figures import CountTable, Hidden, ReportDraft
from bot.exports.report import report_docx
from bot.exports.totals import total_row
from bot.model.message import attachment
from bot.model.number import Number, NumberKind
from bot.report_counts import Counts, shut
from bot.report_drawing import report_drawers
from bot.reporting import make_report, period_of
from storage import Store
from tests.commune import make_commune
from tests.playing.stage import book_of

NOW: Final = datetime(2026, 12, 20, 2, tzinfo=UTC)
GROUPS: Final = 3
VILLAGES: Final = 3


# ------------------------------------------------------------------------------ the sums of two papers, made up


def paper(cells: Sequence[Sequence[int]], before: Sequence[Sequence[int]]) -> Counts:
    """Persons by village and group at the end of a period; villages, groups and the total are printed, cells are not.

    The last group is of those who told none, and is not printed either.
    """
    found = Counts("2026-12-14")
    for v, row in enumerate(cells):
        for g, n in enumerate(row):
            found.counts[f"cell/{v}/{g}"] = n
    for v in range(VILLAGES):
        found.together([f"cell/{v}/{g}" for g in range(GROUPS)], f"village/{v}")
    for g in range(GROUPS):
        found.together([f"cell/{v}/{g}" for v in range(VILLAGES)], f"group.{g}.cumulative")
        came = sum(row[g] for row in cells) - sum(row[g] for row in before)
        found.counts[f"group.{g}.period"] = came
        found.in_period(f"group.{g}.period", f"group.{g}.cumulative")
    found.together([f"village/{v}" for v in range(VILLAGES)], "village/")
    found.together([f"group.{g}.cumulative" for g in range(GROUPS)], "village/")
    found.printed = {"village/", *(f"village/{v}" for v in range(VILLAGES))}
    found.printed |= {f"group.{g}.{what}" for g in range(GROUPS - 1) for what in ("cumulative", "period")}
    return found


class Reader:
    """Knows which counts were shown in which report, and how persons add up; nothing else."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.rows: list[tuple[dict[str, int], int]] = []

    def read(self, counts: Counts, hidden: frozenset[str], mark: str) -> None:
        """One report. Atoms are persons by village, group and period."""
        for name in counts.printed - hidden:
            self.rows.append((self.atoms(name, mark), int(counts.counts[name])))

    def atoms(self, name: str, mark: str) -> dict[str, int]:
        """A printed count as a sum of atoms; `mark` is the report: "1" or "12"."""
        kind, _, rest = name.partition("/") if "/" in name else name.partition(".")
        periods = mark
        villages, groups = range(VILLAGES), range(GROUPS)
        if kind == "village" and rest:
            villages = range(int(rest), int(rest) + 1)
        if kind == "group":
            number, _, what = rest.partition(".")
            groups = range(int(number), int(number) + 1)
            periods = mark[-1] if what == "period" else mark
        return {f"{v}/{g}/{p}": 1 for v in villages for g in groups for p in periods}

    def determines(self, wanted: Mapping[str, int]) -> Fraction | None:
        """The value of a sum of atoms, where the shown counts settle it by adding and subtracting."""
        columns = sorted({name for row, _ in self.rows for name in row} | set(wanted))
        basis: list[tuple[list[Fraction], Fraction]] = []
        for row, value in self.rows:
            vector, rest = reduced([Fraction(row.get(c, 0)) for c in columns], Fraction(value), basis)
            if any(vector):
                basis.append((vector, rest))
        left, minus = reduced([Fraction(wanted.get(c, 0)) for c in columns], Fraction(0), basis)
        return None if any(left) else -minus


def reduced(
    vector: list[Fraction], value: Fraction, basis: list[tuple[list[Fraction], Fraction]]
) -> tuple[list[Fraction], Fraction]:
    """What is left of a sum after taking out everything known."""
    for known, known_value in basis:
        at = next(i for i, part in enumerate(known) if part)
        if vector[at]:
            factor = vector[at] / known[at]
            vector = [a - factor * b for a, b in zip(vector, known, strict=True)]
            value -= factor * known_value
    return vector, value


def natural_counts() -> Iterator[dict[str, int]]:
    """Persons somebody could point at: of some villages, some groups, some periods."""
    subsets = [[i for i in range(3) if mask >> i & 1] for mask in range(1, 8)]
    for villages in subsets:
        for groups in subsets:
            for periods in ("1", "2", "12"):
                yield {f"{v}/{g}/{p}": 1 for v in villages for g in groups for p in periods}


grids = st.lists(st.lists(st.integers(0, 9), min_size=GROUPS, max_size=GROUPS), min_size=VILLAGES, max_size=VILLAGES)


@settings(deadline=None, max_examples=25)
@given(grids, grids)
@example([[9, 9, 0], [9, 9, 0], [9, 9, 0]], [[0, 0, 0], [0, 0, 0], [2, 0, 0]])
@example([[9, 9, 1], [9, 9, 1], [9, 9, 1]], [[9, 9, 0], [9, 9, 0], [9, 9, 0]])
@example([[5, 0, 0], [0, 5, 0], [0, 0, 5]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
def test_two_reports_give_no_small_count_away(first: list[list[int]], came: list[list[int]]) -> None:
    nobody = [[0] * GROUPS] * VILLAGES
    both = [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(first, came, strict=True)]
    one, two = paper(first, nobody), paper(both, first)
    hidden_one = shut(one, [])
    hidden_two = shut(two, [json.loads(json.dumps(one.frozen(hidden_one)))])
    reader = Reader()
    reader.read(one, hidden_one, "1")
    reader.read(two, hidden_two, "12")
    grid = {f"{v}/{g}/{p}": n for p, cells in (("1", first), ("2", came))
            for v, row in enumerate(cells) for g, n in enumerate(row)}  # fmt: skip
    for wanted in natural_counts():
        true = sum(grid[name] for name in wanted)
        if 1 <= true < 5:
            assert reader.determines(wanted) is None, (true, sorted(wanted), hidden_one, hidden_two)


def test_nothing_is_hidden_without_need() -> None:
    many = [[90, 80, 70]] * VILLAGES
    assert shut(paper(many, [[50, 40, 30]] * VILLAGES), []) == frozenset()


def test_this_reader_finds_what_is_not_hidden() -> None:
    """The test above can fail: without hiding, one person of no group is read off."""
    counts = paper([[9, 9, 1]] * VILLAGES, [[0] * GROUPS] * VILLAGES)
    reader = Reader()
    reader.read(counts, frozenset(), "1")
    assert reader.determines({f"{v}/2/1": 1 for v in range(VILLAGES)}) == 3


# ------------------------------------------------------------------------------------------ reports of a commune


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A small place, where many counts are small."""
    make_commune(tmp_path / "small.db", book_of().campaign, 90, seed=3)
    store = Store(tmp_path / "small.db")
    yield store
    store.close()


def made(store: Store, quarter: str, **how: object) -> ReportDraft:
    book = book_of()
    return asyncio.run(make_report(store, book, period_of(book, quarter), NOW, **how))  # type: ignore[arg-type]


def shown(draft: ReportDraft) -> dict[str, float]:
    """Every count of persons that can be read in the paper, by its name."""
    found = {one.id: one.value for one in draft.annex if one.persons and isinstance(one.value, int | float)}
    for place, column in ((p, c) for p, c in enumerate(villages(draft).columns) if c.persons):
        table = villages(draft)
        for row in (*table.rows, ("", *total_row(table)[1:])):
            if isinstance(row[place], int | float):
                found[f"{column.name}/{row[0]}"] = float(str(row[place]))
    return found


def villages(draft: ReportDraft) -> CountTable:
    return next(
        part for section in draft.sections for part in section.parts
        if isinstance(part, CountTable) and part.columns[1].persons
    )  # fmt: skip


def small(count: float) -> bool:
    return 1 <= abs(count) < 5


def test_a_commune_publishes_two_quarters_without_a_small_count(store: Store) -> None:
    first, second = made(store, "2026Q3"), made(store, "2026Q4")
    was, now = shown(first), shown(second)
    assert not [name for name, count in (*was.items(), *now.items()) if count < 5]
    # Who came in one quarter and who came in the next are different people: that difference is nobody.
    standing = {name for name in was.keys() & now.keys() if not name.endswith(".period")}
    assert not [name for name in standing if small(now[name] - was[name])]
    for counts, draft in ((was, first), (now, second)):
        for name in (name for name in counts if name.endswith(".period")):
            whole = counts.get(name.replace(".period", ".cumulative"))
            assert whole is None or not small(whole - counts[name]), name
        for share in (one for one in draft.annex if one.id.endswith(".percent") and one.denominator):
            count = counts.get(share.id.replace(".percent", ".cumulative"))
            assert (count is None) == (not isinstance(share.value, int | float)), "a share gives its count away"
            assert count is None or not small((share.denominator or 0) - count), share.id
        for column in (column.name for column in villages(draft).columns if column.persons):
            rows = [n for name, n in counts.items() if name.startswith(f"{column}/") and name != f"{column}/"]
            if f"{column}/" in counts:
                assert not small(counts[f"{column}/"] - sum(rows)), column
        groups = [n for name, n in counts.items() if name.startswith("group.") and name.endswith(".cumulative")]
        if "Qua câu hỏi: người/" in counts:
            assert not small(counts["Qua câu hỏi: người/"] - sum(groups))
    for (_, a), (_, b) in combinations(_targets(now), 2):
        assert a == b or not small(a - b)


def _targets(counts: Mapping[str, float]) -> list[tuple[str, float]]:
    """Of the same people: everybody of age by one lesson is among those by more lessons."""
    names = ("truong-thanh-ky-nang.cumulative", "nguoi-dan-nen-tang.cumulative")
    return [(name, counts[name]) for name in names if name in counts]


def test_the_internal_form_shows_all_and_says_so(store: Store) -> None:
    book, draft = book_of(), made(store, "2026Q4", internal=True)
    assert not [one.id for one in draft.annex if isinstance(one.value, Hidden)]
    assert not [cell for row in villages(draft).rows for cell in row if isinstance(cell, Hidden)]
    document = docx.Document(io.BytesIO(report_docx(draft, book.copy)))
    mark = "NỘI BỘ – KHÔNG CÔNG BỐ"
    assert mark in document.tables[0].cell(1, 0).text
    assert all(mark in section.footer.paragraphs[0].text for section in document.sections)
    sheets = openpyxl.load_workbook(io.BytesIO(annex_xlsx(draft, book.copy)))
    assert "nội bộ, không công bố" in " ".join(str(row[0].value) for row in sheets["Ghi chú"].iter_rows())
    public = docx.Document(io.BytesIO(report_docx(made(store, "2026Q4"), book.copy)))
    assert mark not in public.tables[0].cell(1, 0).text


def late(store: Store, value: int) -> None:
    number = Number(NumberKind.OFFICIAL, "official:vneid-xac-nhan", "ea-trang", value, "Công an xã", date(2026, 12, 1))
    asyncio.run(store.figures.enter([number], "test", NOW))


def test_both_files_are_drawn_from_one_moment(store: Store) -> None:
    """Between the two files an office's number changes; the annex still says what the report says."""
    book, draw = book_of(), report_drawers(store, lambda: NOW)
    paper, annex = (attachment(kind, quarter="2026Q4", made="m1") for kind in ("report", "report_annex"))
    report = docx.Document(io.BytesIO(draw["report"](book, paper).data))
    late(store, 2950)
    sheets = openpyxl.load_workbook(io.BytesIO(draw["report_annex"](book, annex).data))
    table = next(one for one in report.tables if one.rows[0].cells[0].text == "Số")
    rows = list(sheets["Nguồn và cách tính số liệu"].iter_rows(min_row=2, values_only=True))[: len(table.rows) - 1]
    printed = [row.cells[1].text for row in table.rows[1:]]
    assert [row[1] for row in rows] == printed
    vneid = next(row for row in rows if "VNeID" in str(row[1]) and str(row[1]).endswith("lũy kế"))
    assert vneid[2] == 2801
    again = draw["report"](book, paper).data
    assert again == draw["report"](book, paper).data
    assert 2950 in [one.value for one in made(store, "2026Q4", internal=True).annex]


def test_an_issued_report_is_what_later_ones_are_held_against(store: Store) -> None:
    made(store, "2026Q4")
    plan = book_of().campaign.id
    assert store.figures.published(plan, "2026Q4") == []
    late(store, 2803)
    value = next(one.value for one in made(store, "2026Q4").annex if one.id == "vneid-xac-nhan.cumulative")
    assert value == 2803, "a draft that nobody has is not held against the next one"
    asyncio.run(store.figures.issue(plan, "2026Q4", NOW))
    late(store, 2806)
    value = next(one.value for one in made(store, "2026Q4").annex if one.id == "vneid-xac-nhan.cumulative")
    assert isinstance(value, Hidden)
    late(store, 2880)
    after = made(store, "2026Q4")
    assert next(one.value for one in after.annex if one.id == "vneid-xac-nhan.cumulative") == 2880
    assert store.report("reports_made", None, NOW)[0]["issued_at"] is None
