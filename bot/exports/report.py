"""Room: exports. A report as DOCX, laid out by Nghị định 30/2020. Leaves number, day and signature to people."""

from docx.document import Document
from docx.shared import Length, Pt
from docx.text.paragraph import Paragraph as Line

from bot.exports.figures import (
    Blank,
    Bullets,
    CountTable,
    Figure,
    Heading,
    Indicators,
    Paragraph,
    Part,
    ReportDraft,
    Row,
    Section,
)
from bot.exports.letterhead import add_addressees, add_head, add_signature, add_title, marks_of
from bot.exports.numbers import cell_text, measured, roman
from bot.exports.paper import (
    BODY,
    CENTRE,
    LEFT,
    TEXT_WIDTH,
    body,
    footer_line,
    letters,
    link,
    new_document,
    saved,
    shape,
)
from bot.exports.totals import filled, has_totals, notes_of, total_label, total_row
from bot.exports.word_annex import Annexes
from bot.exports.word_table import RuledColumn, alignment, ruled_table, words
from content.copybook import Copy


def report_docx(draft: ReportDraft, copy: Copy) -> bytes:
    """Write head, text, signature block and annexes; every figure carries the number of its annex row."""
    document = new_document(" ".join(draft.title), " ".join(draft.header.agency))
    writer = _Writer(document, draft, copy)
    if marks := marks_of(draft, copy):
        footer_line(document.sections[0], " · ".join(marks))
    add_head(document, draft, copy)
    add_title(document, draft, copy)
    add_addressees(document, draft.to, copy)
    writer.write_text()
    add_signature(document, draft, copy)
    writer.annexes.write(document)
    return saved(document)


class _Writer:
    """Writes the text; holds the numbers that figures and annexes have."""

    def __init__(self, document: Document, draft: ReportDraft, copy: Copy) -> None:
        self._document, self._draft, self._copy = document, draft, copy
        self.annexes = Annexes(draft, copy)
        self._headings = 0

    def write_text(self) -> None:
        for ground in self._draft.grounds:
            letters(body(self._document.add_paragraph()), ground, italic=True)
        for paragraph in self._draft.opening:
            self._write_pieces(paragraph)
        self._write_period()
        for number, section in enumerate(self._draft.sections, start=1):
            self._write_section(roman(number), section)
        self._write_end()

    def _write_period(self) -> None:
        """Which days the numbers cover, and what the small numbers beside them mean."""
        sentences = [self._copy.say("report.period", period=self._draft.period)]
        if self._draft.annex:
            sentences.append(self._copy.say("report.how_to_read", annex=self.annexes.name_of_figures()))
        self._write_plain(" ".join(sentences))

    def _write_section(self, number: str, section: Section) -> None:
        self._headings = 0
        heading = body(self._document.add_paragraph(style="Heading 1"))
        letters(heading, f"{number}. {section.heading.upper()}", bold=True)
        for part in section.parts:
            self._write_part(part)

    def _write_part(self, part: Part) -> None:
        match part:
            case Heading(text):
                self._write_heading(text)
            case Paragraph():
                self._write_pieces(part)
            case Bullets(items):
                for item in items:
                    self._write_pieces(Paragraph(("- ", *item.pieces)))
            case Blank(label):
                self._write_plain("- " + self._copy.say("report.blank", label=label))
            case Indicators():
                name = self.annexes.name_of(part)
                self._write_plain(self._copy.say("report.see_annex", title=part.title, annex=name))
            case CountTable():
                self._write_table(part)

    def _write_heading(self, text: str) -> None:
        self._headings += 1
        letters(body(self._document.add_paragraph(style="Heading 2")), f"{self._headings}. {text}", bold=True)

    def _write_plain(self, text: str) -> None:
        letters(body(self._document.add_paragraph()), text)

    def _write_pieces(self, paragraph: Paragraph) -> None:
        line = body(self._document.add_paragraph())
        for piece in paragraph.pieces:
            if isinstance(piece, Figure):
                letters(line, measured(piece.value, piece.unit, self._copy))
                link(line, self.annexes.number(piece), self.annexes.anchor(piece), BODY)
            else:
                letters(line, piece)

    def _write_table(self, table: CountTable) -> None:
        title = shape(self._document.add_paragraph(), CENTRE, after=4)
        title.paragraph_format.space_before, title.paragraph_format.keep_with_next = Pt(6), True
        letters(title, table.title, 13, bold=True)
        add_counts(self._document, table, TEXT_WIDTH, self._copy)
        for note in notes_of(table, self._copy) or ("",):
            letters(shape(self._document.add_paragraph(), LEFT, after=6), note, 12, italic=True)

    def _write_end(self) -> None:
        """The text ends with "./."; it stays with the signature, so that nobody signs an empty page."""
        last: Line = self._document.paragraphs[-1]
        # Behind the dots of a blank the sign would read as three more of them.
        letters(last, (" " if last.text.endswith("…") else "") + self._copy.say("report.end"))
        last.paragraph_format.keep_with_next = True
        shape(self._document.add_paragraph()).paragraph_format.keep_with_next = True


def add_counts(document: Document, table: CountTable, room: Length, copy: Copy) -> None:
    """Add a table of counts with its totals."""
    columns = [RuledColumn(one.name, 2 if one.kind == "text" else 1, alignment(one.kind)) for one in table.columns]
    rows = [[words(text) for text in _texts(table, filled(table, row), copy)] for row in table.rows]
    if has_totals(table):
        first, *others = _texts(table, total_row(table), copy)
        rows.append([words(text, bold=True) for text in (first or total_label(table, copy), *others)])
    ruled_table(document, columns, rows, room)


def _texts(table: CountTable, row: Row, copy: Copy) -> list[str]:
    return [cell_text(cell, column, copy) for cell, column in zip(row, table.columns, strict=True)]
