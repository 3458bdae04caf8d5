"""Room: exports. The annexes at the end of a report: landscape, numbered, each counting its own pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.text.paragraph import Paragraph as Line

from bot.exports.annex import (
    CHANGE_FIELDS,
    FIGURE_FIELDS,
    INDICATOR_FIELDS,
    changes_table,
    figures_table,
    plan_text,
)
from bot.exports.figures import Column, CountTable, Figure, Indicator, Indicators, ReportDraft, Row
from bot.exports.letterhead import said_day
from bot.exports.numbers import cell_text, measured, roman
from bot.exports.ooxml import bookmark
from bot.exports.paper import CENTRE, JUSTIFY, LEFT, RIGHT, WIDE_TEXT, landscape, letters, link, shape
from bot.exports.word_table import RuledColumn, Writing, ruled_table, words
from content.copybook import Copy

_SMALL: Final = 11
_NUMBER: Final = Column("", "number")
# How wide the columns are beside one another; the words of the texts need most.
_WIDTHS: Final = {
    "indicator": dict(zip(INDICATOR_FIELDS, (9, 52, 17, 19, 23, 23, 23, 40, 46), strict=True)),
    "figure": dict(zip(FIGURE_FIELDS, (9, 44, 18, 14, 24, 15, 22, 72, 30, 24), strict=True)),
    "change": dict(zip(CHANGE_FIELDS, (80, 18, 24, 24, 24, 60), strict=True)),
}
_CENTRED: Final = {"tt", "number", "unit", "plan", "period"}
_RIGHT: Final = {"this_period", "cumulative", "percent", "value", "denominator", "before", "after", "difference"}


@dataclass(frozen=True, slots=True)
class _Annex:
    key: object
    title: str
    write: Callable[[Document], None]
    notes: tuple[str, ...] = ()


class Annexes:
    """Knows which annex and which row a reader of the text is led to."""

    def __init__(self, draft: ReportDraft, copy: Copy) -> None:
        self._draft, self._copy = draft, copy
        self._numbers = {figure.id: number for number, figure in enumerate(draft.annex, start=1)}
        self._annexes = tuple(self._find())

    def number(self, figure: Figure) -> str:
        """Give the number a figure carries in the text."""
        return f"[{self._numbers[figure.id]}]"

    def anchor(self, figure: Figure) -> str:
        """Give the name of the annex row, for a click."""
        return f"so_{self._numbers[figure.id]}"

    def name_of(self, part: Indicators) -> str:
        """Give the name of the annex that holds a table."""
        return self._name([annex.key is part for annex in self._annexes].index(True))

    def name_of_figures(self) -> str:
        """Give the name of the annex with the sources."""
        return self._name([annex.key == "figures" for annex in self._annexes].index(True))

    def write(self, document: Document) -> None:
        """Write them all; an annex ends as the text does."""
        for place, annex in enumerate(self._annexes):
            landscape(document)
            self._write_head(document, self._name(place), annex.title)
            annex.write(document)
            for note in annex.notes:
                letters(shape(document.add_paragraph(), JUSTIFY), note, 12, italic=True)
            letters(shape(document.add_paragraph(), RIGHT), self._copy.say("report.end"), 14)

    def _find(self) -> Iterator[_Annex]:
        for part in self._draft.indicators():
            yield _Annex(part, part.title, partial(self._write_indicators, part))
        if self._numbers:
            yield self._annex("figures", "figure", FIGURE_FIELDS, figures_table(self._draft, self._copy))
        if self._draft.changed:
            yield self._annex("changes", "change", CHANGE_FIELDS, changes_table(self._draft.changed, self._copy))

    def _annex(self, key: str, kind: str, fields: tuple[str, ...], table: CountTable) -> _Annex:
        def write(document: Document) -> None:
            rows = [self._row(table, row, kind) for row in table.rows]
            ruled_table(document, self._columns(kind, fields), rows, WIDE_TEXT, _SMALL)

        return _Annex(key, table.title, write, table.notes)

    def _name(self, place: int) -> str:
        """One annex has no number, several have Roman ones."""
        if len(self._annexes) == 1:
            return self._copy.say("report.annex.one")
        return self._copy.say("report.annex.many", number=roman(place + 1))

    def _write_head(self, document: Document, name: str, title: str) -> None:
        letters(shape(document.add_paragraph()), name, 14, bold=True)
        letters(shape(document.add_paragraph()), title.upper(), 14, bold=True)
        header = self._draft.header
        agency = " ".join(header.agency)
        day = said_day(self._draft, self._copy)
        attached = self._copy.say("report.attached", code=header.code, day=day, agency=_sentence(agency, header.place))
        letters(shape(document.add_paragraph(), after=8), attached, 14, italic=True)

    def _write_indicators(self, part: Indicators, document: Document) -> None:
        rows = [self._indicator(row) for row in part.rows]
        ruled_table(document, self._columns("indicator", INDICATOR_FIELDS), rows, WIDE_TEXT, _SMALL)

    def _indicator(self, row: Indicator) -> list[Writing]:
        before = [words(text, _SMALL) for text in (row.tt, row.text, row.unit, plan_text(row))]
        done = [self._counted(figure) for figure in (row.this_period, row.cumulative)]
        percent = words("", _SMALL) if row.percent is None else self._counted(row.percent)
        return [*before, *done, percent, words(row.source, _SMALL), self._noted(row)]

    def _noted(self, row: Indicator) -> Writing:
        """Remarks lead to the annex like every other number."""

        def write(line: Line) -> None:
            for piece in (piece for remark in row.remarks for piece in (*remark.pieces, " ")):
                if isinstance(piece, Figure):
                    letters(line, measured(piece.value, piece.unit, self._copy), _SMALL)
                    link(line, self.number(piece), self.anchor(piece), _SMALL)
                else:
                    letters(line, piece, _SMALL)
            letters(line, row.note or "", _SMALL)

        return write

    def _counted(self, figure: Figure) -> Writing:
        """A number with its annex row beside it, also where the number is missing."""

        def write(line: Line) -> None:
            letters(line, cell_text(figure.value, _NUMBER, self._copy), _SMALL)
            link(line, self.number(figure), self.anchor(figure), _SMALL)

        return write

    def _row(self, table: CountTable, row: Row, kind: str) -> list[Writing]:
        texts = [cell_text(cell, column, self._copy) for cell, column in zip(row, table.columns, strict=True)]
        writings = [words(text, _SMALL) for text in texts]
        return [self._target(texts[0]), *writings[1:]] if kind == "figure" else writings

    def _target(self, number: str) -> Writing:
        def write(line: Line) -> None:
            bookmark(line, f"so_{number}", int(number))
            letters(line, number, _SMALL)

        return write

    def _columns(self, kind: str, fields: tuple[str, ...]) -> list[RuledColumn]:
        return [
            RuledColumn(self._copy.say(f"table.{kind}.{field}"), _WIDTHS[kind][field], _side(field)) for field in fields
        ]


def _side(field: str) -> WD_ALIGN_PARAGRAPH:
    return CENTRE if field in _CENTRED else RIGHT if field in _RIGHT else LEFT


def _sentence(agency: str, place: str) -> str:
    """Write an agency inside a sentence: capitals only at the front and in the name of the place."""
    small = agency.lower().replace(place.lower(), place)
    return small[:1].upper() + small[1:]
