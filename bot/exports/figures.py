"""Room: exports. The shapes others fill in: figures, tables, charts and the draft of a report. Knows no library.

None is "chưa có số liệu" everywhere and never becomes 0. A percentage is said in hundredths: 80.0 is 80%.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final, Literal

from content.campaign import Operator, ReportHeader

Kind = Literal["text", "integer", "number", "percent", "date"]
Total = Literal["none", "sum", "ratio", "given"]


class Hidden(Enum):
    """A cell that is known and not published, because so few people are behind it (or next to it)."""

    FEW = "few"


Cell = str | int | float | date | Hidden | None
Row = tuple[Cell, ...]
FEW: Final = Hidden.FEW


@dataclass(frozen=True, slots=True)
class Figure:
    """One number and everything needed to count it again; the same id never means two numbers in a report."""

    id: str
    label: str
    value: float | Hidden | None
    unit: str
    query: str
    period: str
    denominator: float | None
    denominator_source: str | None
    source: str
    note: str | None = None
    persons: bool = False
    """It counts people, so it is hidden outside the office where they are few."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the indicator table: the plan beside what was done."""

    tt: str
    text: str
    unit: str
    operator: Operator
    plan_value: float | None
    this_period: Figure
    cumulative: Figure
    percent: Figure | None
    source: str
    note: str | None = None
    remarks: "tuple[Paragraph, ...]" = ()
    """Sentences with figures of their own: what stood at the deadline, an office's percentage."""

    def figures(self) -> tuple[Figure, ...]:
        """Give the numbers of this row, in the order they are read."""
        said = [piece for remark in self.remarks for piece in remark.pieces if isinstance(piece, Figure)]
        return tuple(one for one in (self.this_period, self.cumulative, self.percent, *said) if one is not None)


@dataclass(frozen=True, slots=True)
class Change:
    """A number that another run of the same period says differently."""

    label: str
    unit: str
    before: float | Hidden | None
    after: float | Hidden | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column and how it adds up.

    A percent column with `part` and `whole` (names of other columns) is computed and never typed in.
    `persons` marks people, who are hidden when few; `part_of` names the column that this one is a share of
    ("nữ" of "người"), so that nobody finds the hidden share by subtraction.
    """

    name: str
    kind: Kind = "text"
    total: Total = "none"
    part: str | None = None
    whole: str | None = None
    persons: bool = False
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class CountTable:
    """Rows of counts. `totals` are for columns that do not add up ("given": a person may be in two rows)."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    totals: Row | None = None
    notes: tuple[str, ...] = ()

    def place(self, name: str) -> int:
        """Find where a column stands.

        Raises:
            ValueError: there is no such column.
        """
        return [column.name for column in self.columns].index(name)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section; it is numbered when written ("1. Truyền thông")."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text with figures in it; each figure gets the number of its row in the annex."""

    pieces: tuple[str | Figure, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """Short items under one another."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """Something only the office knows: printed with "…" to be filled in by hand."""

    label: str


@dataclass(frozen=True, slots=True)
class Indicators:
    """The table of targets; too wide for the page of a report, so it becomes a landscape annex."""

    title: str
    rows: tuple[Indicator, ...]


Part = Heading | Paragraph | Bullets | Blank | Indicators | CountTable


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report; written in capitals behind its Roman number ("II. KẾT QUẢ THỰC HIỆN")."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """A whole report before a person signs it; `dated` stays None until the office issues it."""

    header: ReportHeader
    title: tuple[str, ...]
    period: str
    to: tuple[str, ...]
    sections: tuple[Section, ...]
    grounds: tuple[str, ...] = ()
    opening: tuple[Paragraph, ...] = ()
    changed: tuple[Change, ...] = ()
    draft: bool = True
    notes: tuple[str, ...] = ()
    dated: date | None = None
    until: str = ""
    """The last day its figures are about, in ISO form."""
    internal: bool = False
    """It hides nothing, and says on every page that it must not leave the office."""

    @property
    def annex(self) -> tuple[Figure, ...]:
        """Give every figure once, in the order a reader meets it; its place plus 1 is its number.

        Raises:
            ValueError: two different figures carry one id, so a number in the text would lead to either.
        """
        found: dict[str, Figure] = {}
        for figure in self._figures():
            if found.setdefault(figure.id, figure) != figure:
                raise ValueError(f"two different figures are called {figure.id!r}")
        return tuple(found.values())

    def indicators(self) -> tuple[Indicators, ...]:
        """Give the indicator tables of all sections."""
        return tuple(part for section in self.sections for part in section.parts if isinstance(part, Indicators))

    def _figures(self) -> Iterator[Figure]:
        for part in (*self.opening, *(part for section in self.sections for part in section.parts)):
            yield from _figures_of(part)


def _figures_of(part: Part) -> Iterator[Figure]:
    match part:
        case Paragraph(pieces):
            yield from (piece for piece in pieces if isinstance(piece, Figure))
        case Bullets(items):
            for item in items:
                yield from _figures_of(item)
        case Indicators(rows=rows):
            for row in rows:
                yield from row.figures()
        case Heading() | Blank() | CountTable():
            return


@dataclass(frozen=True, slots=True)
class Bar:
    """What was reached and what the plan asks for; `met` as the plan compares (">" is not ">=")."""

    label: str
    value: float | None
    target: float | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars against their targets, all in one unit."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One series over time; a missing point leaves a gap in the line."""

    title: str
    unit: str
    points: tuple[tuple[str, float | None], ...]
    source: str
    target: float | None = None


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """A line of a progress card; `share` (0 to 1) draws a bar under it."""

    text: str
    share: float | None = None
