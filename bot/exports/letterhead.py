"""Room: exports. What stands above and below an official text: head, title, signature block. Fills in no name."""

from collections.abc import Sequence
from typing import Final

from docx.document import Document
from docx.shared import Cm, Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from bot.exports.figures import ReportDraft
from bot.exports.numbers import official_day
from bot.exports.ooxml import add_border
from bot.exports.paper import CENTRE, LEFT, TEXT_WIDTH, letters, long, rule, shape
from bot.exports.word_table import bare_table
from content.copybook import Copy

_COLUMNS: Final = (Mm(65), Mm(100))
_SIGNING_LINES: Final = 4


def add_head(document: Document, draft: ReportDraft, copy: Copy) -> None:
    """Write agency and nation side by side, number and day below them."""
    table = bare_table(document, 2, _COLUMNS)
    _write_agency(table.cell(0, 0), draft)
    _write_nation(table.cell(0, 1), copy)
    number = _first(table.cell(1, 0))
    letters(number, copy.say("report.number", code=draft.header.code), 13)
    number.paragraph_format.space_before = Pt(6)
    for mark in marks_of(draft, copy):
        _write_mark(table.cell(1, 0), mark)
    day = copy.say("report.place_and_day", place=draft.header.place, day=said_day(draft, copy))
    letters(_first(table.cell(1, 1)), day, 14, italic=True)
    table.cell(1, 1).paragraphs[0].paragraph_format.space_before = Pt(6)


def add_title(document: Document, draft: ReportDraft, copy: Copy) -> None:
    """Write the kind of document, what it is about, and a line of a third to a half of that."""
    heading = shape(document.add_paragraph())
    heading.paragraph_format.space_before = Pt(18)
    letters(heading, copy.say("report.kind"), 14, bold=True)
    for line in draft.title:
        letters(shape(document.add_paragraph()), line, 14, bold=True)
    longest = max((long(line, 14, bold=True) for line in draft.title), default=Mm(60))
    rule(document.add_paragraph(), TEXT_WIDTH, Length(min(longest, TEXT_WIDTH) * 2 // 5))
    shape(document.add_paragraph(), after=0)


def add_addressees(document: Document, to: Sequence[str], copy: Copy) -> None:
    """Write "Kính gửi": one on the same line, several under one another behind the colon."""
    word = copy.say("report.to")
    if len(to) == 1:
        letters(shape(document.add_paragraph(), after=12), f"{word} {to[0]}", 14)
    elif to:
        margin = Cm(3)
        first = shape(document.add_paragraph(), LEFT)
        first.paragraph_format.left_indent = margin
        letters(first, word, 14)
        _list_under(document, to, Length(margin + long(word, 14, bold=False)))


def add_signature(document: Document, draft: ReportDraft, copy: Copy) -> None:
    """Write who gets it on the left; on the right who signs, and room for a person to do so."""
    table = bare_table(document, 1, (Mm(82), Mm(83)))
    left, right = table.cell(0, 0), table.cell(0, 1)
    letters(shape(left.paragraphs[0], LEFT), copy.say("report.recipients"), 12, bold=True, italic=True)
    recipients = [*([copy.say("report.as_above")] if draft.to else []), *draft.header.recipients]
    for line in _listed(recipients):
        letters(shape(left.add_paragraph(), LEFT), line, 11)
    for place, line in enumerate(draft.header.signer_lines):
        letters(_first(right) if place == 0 else shape(right.add_paragraph()), line, 14, bold=True)
    for _ in range(_SIGNING_LINES):
        shape(right.add_paragraph())


def marks_of(draft: ReportDraft, copy: Copy) -> tuple[str, ...]:
    """Say what this paper is not (yet): published, issued."""
    internal = (copy.say("report.internal"),) if draft.internal else ()
    return (*internal, copy.say("report.draft")) if draft.draft else internal


def said_day(draft: ReportDraft, copy: Copy) -> str:
    """Give the day of the document, dotted until the office issues it."""
    return copy.say("report.day_blank") if draft.dated is None else official_day(draft.dated, copy)


def _write_agency(cell: _Cell, draft: ReportDraft) -> None:
    lines = [
        *([(draft.header.parent, False)] if draft.header.parent else []),
        *((one, True) for one in draft.header.agency),
    ]
    for place, (line, bold) in enumerate(lines):
        letters(_first(cell) if place == 0 else shape(cell.add_paragraph()), line.upper(), 13, bold=bold)
    shortest = min(long(line, 13, bold=True) for line in draft.header.agency)
    rule(cell.add_paragraph(), _COLUMNS[0], Length(shortest * 45 // 100))


def _write_nation(cell: _Cell, copy: Copy) -> None:
    motto = copy.say("report.motto")
    letters(_first(cell), copy.say("report.nation"), 13, bold=True)
    letters(shape(cell.add_paragraph()), motto, 14, bold=True)
    rule(cell.add_paragraph(), _COLUMNS[1], long(motto, 14, bold=True))


def _write_mark(cell: _Cell, mark: str) -> None:
    paragraph = shape(cell.add_paragraph())
    paragraph.paragraph_format.space_before = Pt(8)
    # A frame reaches across its column; the indents draw it in to the words.
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(4)
    letters(paragraph, mark, 11, bold=True)
    add_border(paragraph, ("top", "left", "bottom", "right"))


def _list_under(document: Document, lines: Sequence[str], indent: Length) -> None:
    for place, line in enumerate(_listed(lines)):
        paragraph = shape(document.add_paragraph(), LEFT, after=12 if place == len(lines) - 1 else 0)
        paragraph.paragraph_format.left_indent = indent
        letters(paragraph, line, 14)


def _listed(lines: Sequence[str]) -> list[str]:
    """A dash before each line, a semicolon after it, a full stop after the last."""
    return [f"- {line.rstrip(';.')}{'.' if place == len(lines) else ';'}" for place, line in enumerate(lines, start=1)]


def _first(cell: _Cell) -> Paragraph:
    return shape(cell.paragraphs[0], CENTRE)
