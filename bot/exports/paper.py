"""Room: exports. Paper as Nghị định 30/2020 wants it: sheet, letters, lines, page numbers. Knows no report."""

import io
import re
import zipfile
from datetime import datetime
from typing import Any, Final
from unicodedata import normalize

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from reportlab.pdfbase.pdfmetrics import stringWidth

from bot.exports.ooxml import add_border, add_page_field, lead_to, restart_pages

FONT: Final = "Times New Roman"
BODY: Final = 14
TEXT_WIDTH: Final = Mm(165)
WIDE_TEXT: Final = Mm(252)
CENTRE, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
LEFT, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT

_BORN: Final = datetime(2026, 1, 1)  # noqa: DTZ001  # a file says when it was made; ours say the same each time
_ZIPPED: Final = (2026, 1, 1, 0, 0, 0)
_UNWRITABLE: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no Word file may hold. It comes along with a source pasted out of a PDF, and must not cost the report."""


def new_document(title: str, author: str) -> Document:
    """Open an A4 document with the margins, letters and page numbers of the decree."""
    document = docx.Document()
    _set_letters(document)
    _set_sheet(document.sections[0])
    _number_pages(document.sections[0])
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments = title, author, "", ""
    about.created = about.modified = _BORN
    about.language = "vi-VN"
    return document


def saved(document: Document) -> bytes:
    """Give the file; packed anew without the hour of packing, so that the same draft gives the same bytes."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            again.writestr(zipfile.ZipInfo(name, _ZIPPED), packed.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def landscape(document: Document) -> Section:
    """Begin a landscape section; every annex counts its own pages."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    restart_pages(section)
    return section


def shape(
    paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH = CENTRE, after: float = 0, indent: Length | None = None
) -> Paragraph:
    """Place a paragraph; single spacing, nothing before it."""
    form = paragraph.paragraph_format
    form.alignment, form.space_before, form.space_after = align, Pt(0), Pt(after)
    form.line_spacing, form.first_line_indent = 1.0, indent or Pt(0)
    return paragraph


def body(paragraph: Paragraph) -> Paragraph:
    """Place a paragraph of the text: justified, first line 1.27 cm in, 6 points after it."""
    shape(paragraph, JUSTIFY, 6, Cm(1.27))
    paragraph.paragraph_format.line_spacing = 1.15
    return paragraph


def letters(paragraph: Paragraph, text: str, size: float = BODY, bold: bool = False, italic: bool = False) -> Run:
    """Write text into a paragraph."""
    run = paragraph.add_run(_UNWRITABLE.sub("", normalize("NFC", text)))
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
    return run


def rule(paragraph: Paragraph, room: Length, length: Length) -> None:
    """Draw a solid line of a length in the middle of a room; the decree asks for a line, not for underscores."""
    shape(paragraph)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Length(max(0, (room - length) // 2))
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    add_border(paragraph, ("bottom",))


def long(text: str, size: float, bold: bool) -> Length:
    """Measure a text in Times; accents add nothing to the width of a letter."""
    bare = normalize("NFD", text.replace("Đ", "D").replace("đ", "d")).encode("ascii", "ignore").decode()
    return Pt(stringWidth(bare, "Times-Bold" if bold else "Times-Roman", size))


def link(paragraph: Paragraph, text: str, name: str, size: float) -> None:
    """Write a small raised number that leads to a bookmark; black, as everything on the paper."""
    run = letters(paragraph, text, size)
    run.font.superscript = True
    lead_to(paragraph, run, name)


def footer_line(section: Section, text: str) -> None:
    """Write a line under every page, the first one too."""
    for footer in (section.footer, section.first_page_footer):
        letters(shape(footer.paragraphs[0]), text, 11, italic=True)


def _set_sheet(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)


def _number_pages(section: Section) -> None:
    """Numbers stand in the middle of the top margin; the first page shows none."""
    section.different_first_page_header_footer = True
    add_page_field(letters(shape(section.header.paragraphs[0]), "", 13))
    section.first_page_header.is_linked_to_previous = False


def _set_letters(document: Document) -> None:
    for name in ("Normal", "Heading 1", "Heading 2", "Header", "Footer"):
        style: Any = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(BODY)
        style.font.color.rgb = RGBColor(0, 0, 0)
        _name_font(style.element.get_or_add_rPr().get_or_add_rFonts())
        if name.startswith("Heading"):
            style.font.bold, style.paragraph_format.keep_with_next = True, True


def _name_font(fonts: Any) -> None:
    """Name the font for every script; a theme's font, where the template asks for one, would win over it."""
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
        theme = qn("w:cstheme") if kind == "cs" else qn(f"w:{kind}Theme")
        fonts.attrib.pop(theme, None)
