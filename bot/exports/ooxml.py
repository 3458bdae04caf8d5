"""Room: exports. What Word can do and python-docx has no word for. Knows elements, not documents.

The library keeps its elements behind underscores and offers no other way to these; all such reaching is in this file.
"""
# ruff: noqa: SLF001

from collections.abc import Iterable, Iterator

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run


def add_page_field(run: Run) -> None:
    """Put the number of the page into a run."""
    for element in _page_field():
        run._r.append(element)


def restart_pages(section: Section) -> None:
    """Let a section count its pages from 1."""
    pages = section._sectPr.find(qn("w:pgNumType"))
    if pages is None:
        pages = OxmlElement("w:pgNumType")
        # Word wants its elements in order: the page numbers come before the columns.
        section._sectPr.insert_element_before(pages, "w:cols")
    pages.set(qn("w:start"), "1")


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Give a place in a paragraph a name that links can lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
        paragraph._p.append(element)
    start.set(qn("w:name"), name)


def lead_to(paragraph: Paragraph, run: Run, name: str) -> None:
    """Make a run lead to a bookmark of the same document."""
    hyperlink = OxmlElement("w:hyperlink")
    hyperlink.set(qn("w:anchor"), name)
    hyperlink.append(run._r)
    paragraph._p.append(hyperlink)


def add_border(paragraph: Paragraph, sides: Iterable[str]) -> None:
    """Draw lines along the sides of a paragraph."""
    borders = OxmlElement("w:pBdr")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    # Borders come early among a paragraph's properties, and Word insists on the order.
    later = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *later)


def set_cell_margin(table: Table, margin: Length) -> None:
    """Set the room left and right of the words in every cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(round(margin.twips)))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def keep_whole(row: _Row) -> None:
    """Never tear a row in two at the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeat_head(row: _Row) -> None:
    """Print a row again at the top of every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _page_field() -> Iterator[BaseOxmlElement]:
    for kind in ("begin", None, "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = "PAGE"
        yield element
