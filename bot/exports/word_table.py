"""Room: exports. Tables on official paper: bare ones that only place things, and ruled ones for numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.exports.ooxml import keep_whole, repeat_head, set_cell_margin
from bot.exports.paper import CENTRE, LEFT, RIGHT, letters, shape

Writing = Callable[[Paragraph], None]
"""Writes the words of a cell into its paragraph."""


@dataclass(frozen=True, slots=True)
class RuledColumn:
    """A column of a ruled table: its name, its share of the width, and where its words stand."""

    name: str
    width: float
    align: WD_ALIGN_PARAGRAPH = LEFT


def bare_table(document: Document, rows: int, widths: Sequence[Length]) -> Table:
    """Add a table without lines and without room around its words."""
    table: Table = document.add_table(rows=rows, cols=len(widths))
    _settle(table, widths)
    for row in table.rows:
        keep_whole(row)
    return table


def ruled_table(
    document: Document,
    columns: Sequence[RuledColumn],
    rows: Sequence[Sequence[Writing]],
    room: Length,
    size: float = 12,
) -> Table:
    """Add a table with lines; its head stands again on every page and no row is torn in two."""
    table: Table = document.add_table(rows=1 + len(rows), cols=len(columns), style="Table Grid")
    whole = sum(column.width for column in columns)
    _settle(table, [Length(int(room * column.width / whole)) for column in columns], margin=Mm(1.2))
    # Asking a row for its cells walks the table each time; the XML gives them at once.
    head, *others = list(table.rows)
    for cell, column in zip(head.cells, columns, strict=True):
        letters(_roomy(cell.paragraphs[0], CENTRE), column.name, size, bold=True)
    keep_whole(head)
    repeat_head(head)
    for row, writings in zip(others, rows, strict=True):
        keep_whole(row)
        for cell, column, write in zip(row.cells, columns, writings, strict=True):
            write(_roomy(cell.paragraphs[0], column.align))
    return table


def words(text: str, size: float = 12, bold: bool = False) -> Writing:
    """Give a writing of plain words."""
    return lambda paragraph: _write(paragraph, text, size, bold)


def alignment(kind: str) -> WD_ALIGN_PARAGRAPH:
    """Numbers stand to the right, so that their digits are under one another."""
    return {"text": LEFT, "date": CENTRE}.get(kind, RIGHT)


def _roomy(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH) -> Paragraph:
    """A little air above and below, so that the accents of capitals do not touch the line."""
    shape(paragraph, align, after=2).paragraph_format.space_before = Pt(2)
    return paragraph


def _write(paragraph: Paragraph, text: str, size: float, bold: bool) -> None:
    letters(paragraph, text, size, bold=bold)


def _settle(table: Table, widths: Sequence[Length], margin: Length | None = None) -> None:
    """Fix the widths: a program that guesses them anew would move the head of the document."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    set_cell_margin(table, margin or Length(0))
