"""The report is read back and held against Nghị định 30/2020: sheet, letters, places, and where each number leads."""

import io
import re
from dataclasses import replace
from pathlib import Path
from unicodedata import is_normalized

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as Line

from bot.exports.annex import annex_xlsx
from bot.exports.figures import (
    Blank,
    Bullets,
    Change,
    Column,
    CountTable,
    Figure,
    Heading,
    Indicator,
    Indicators,
    Paragraph,
    ReportDraft,
    Section,
)
from bot.exports.numbers import worded
from bot.exports.report import report_docx
from content.campaign import ReportHeader
from content.copybook import load_copy

COPY = load_copy(Path("content/copy/report.toml"))
NO_DATA = "chưa có số liệu"
PERIOD = "15/6/2026–14/9/2026"


def figure(name: str, value: float | None, unit: str = "người", whole: float | None = None) -> Figure:
    source = "Công an xã, 30/6/2026" if whole else None
    return Figure(name, f"Nhãn {name}", value, unit, "đếm người khác nhau", PERIOD, whole, source, "Học Vụ Số")


PEOPLE, SHARE = figure("people", 1234), figure("share", 41.1333, "%", 3000)
VNEID, SESSIONS, ZERO = figure("vneid", None, "%", 3000), figure("sessions", 63, "buổi"), figure("zero", 0, "lớp")
HEADER = ReportHeader(
    agency=("ỦY BAN NHÂN DÂN", "XÃ EA TRANG"),
    place="Ea Trang",
    code="BC-UBND",
    signer_lines=("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    recipients=("TT. Đảng ủy", "Lưu: VT, VHXH"),
)
TARGETS = Indicators(
    "Kết quả thực hiện chỉ tiêu",
    (
        Indicator("1", "Người trưởng thành có kỹ năng số", "%", ">=", 80, PEOPLE, PEOPLE, SHARE, "Học Vụ Số"),
        Indicator("2", "Xác nhận trên VNeID", "%", ">", 80, VNEID, VNEID, VNEID, "Công an xã"),
    ),
)
VILLAGES = CountTable(
    "Theo thôn, buôn",
    (Column("Thôn, buôn"), Column("Người", "integer", "sum", persons=True)),
    (("Buôn M'O", 1200), ("Buôn Ea Bra", 34)),
)
DRAFT = ReportDraft(
    header=HEADER,
    title=("Kết quả thực hiện phong trào “Bình dân học vụ số”", "quý III năm 2026"),
    period=PERIOD,
    to=("Sở Khoa học và Công nghệ tỉnh Đắk Lắk",),
    sections=(
        Section("Công tác lãnh đạo, chỉ đạo", (Blank("Văn bản đã ban hành"),)),
        Section(
            "Kết quả thực hiện",
            (
                Heading("Lớp học"),
                worded("Đã có {a} và {b} học; mở {c}.", a=SESSIONS, b=PEOPLE, c=ZERO),
                Heading("VNeID"),
                Bullets((worded("Xác nhận: {a}.", a=VNEID),)),
                VILLAGES,
                TARGETS,
            ),
        ),
        Section("Kiến nghị", (Paragraph(("Không.",)),)),
    ),
    changed=(Change("Người học", "người", 1201, 1234), Change("Tỷ lệ", "%", None, 41.13)),
    notes=("Số liệu do bà con tự kiểm tra.",),
)


def opened(draft: ReportDraft = DRAFT) -> Document:
    return docx.Document(io.BytesIO(report_docx(draft, COPY)))


def line(document: Document, beginning: str) -> Line:
    return next(one for one in document.paragraphs if one.text.startswith(beginning))


def looks(one: Line) -> tuple[float | None, bool, bool]:
    run = one.runs[0]
    return run.font.size and run.font.size.pt, bool(run.bold), bool(run.italic)


@pytest.fixture(scope="module", name="document")
def _document() -> Document:
    return opened()


def test_the_sheet_is_a4_with_the_margins_of_the_decree(document: Document) -> None:
    first = document.sections[0]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    margins = [first.top_margin, first.bottom_margin, first.left_margin, first.right_margin]
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]


def test_every_style_is_times_in_every_script(document: Document) -> None:
    for name in ("Normal", "Heading 1", "Heading 2", "Header"):
        fonts = document.styles[name].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
        assert not [key for key in fonts.attrib if "heme" in key]
        assert str(document.styles[name].font.color.rgb) == "000000"


def test_pages_are_numbered_in_the_middle_of_the_head_but_not_the_first(document: Document) -> None:
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert section.first_page_header.paragraphs[0].text == ""
        assert "PAGE" not in section.first_page_header._element.xml
    header = document.sections[0].header.paragraphs[0]
    assert "PAGE" in header._p.xml
    assert header.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert header.runs[0].font.size == Pt(13)


def test_the_head_names_agency_and_nation(document: Document) -> None:
    head = document.tables[0]
    agency, nation = head.cell(0, 0).paragraphs, head.cell(0, 1).paragraphs
    assert [one.text for one in agency[:2]] == ["ỦY BAN NHÂN DÂN", "XÃ EA TRANG"]
    assert [one.text for one in nation[:2]] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert [looks(one) for one in (*agency[:2], *nation[:2])] == [(13, True, False)] * 3 + [(14, True, False)]
    assert all("w:pBdr" in one[2]._p.xml and not one[2].text for one in (agency, nation))
    assert [one.text for one in head.cell(1, 0).paragraphs] == ["Số: …/BC-UBND", "DỰ THẢO – CHƯA BAN HÀNH"]
    assert head.cell(1, 1).text == "Ea Trang, ngày … tháng … năm …"
    assert looks(head.cell(1, 1).paragraphs[0]) == (14, False, True)
    assert "w:tblBorders" not in head._tbl.xml


def test_an_agency_above_stands_upright(document: Document) -> None:
    above = opened(replace(DRAFT, header=replace(HEADER, parent="UBND xã Ea Trang")))
    assert above.tables[0].cell(0, 0).paragraphs[0].text == "UBND XÃ EA TRANG"
    assert looks(above.tables[0].cell(0, 0).paragraphs[0]) == (13, False, False)


def test_the_title_is_bold_and_in_the_middle(document: Document) -> None:
    for beginning in ("BÁO CÁO", "Kết quả thực hiện phong trào", "quý III"):
        one = line(document, beginning)
        assert looks(one) == (14, True, False)
        assert one.alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_one_addressee_stands_behind_the_colon_several_below() -> None:
    assert line(opened(), "Kính gửi").text == "Kính gửi: Sở Khoa học và Công nghệ tỉnh Đắk Lắk"
    two = opened(replace(DRAFT, to=("Sở Khoa học và Công nghệ", "Ban Chỉ đạo tỉnh")))
    assert line(two, "Kính gửi").text == "Kính gửi:"
    assert [line(two, start).text[-1] for start in ("- Sở", "- Ban")] == [";", "."]
    assert not [one for one in opened(replace(DRAFT, to=())).paragraphs if "Kính gửi" in one.text]


def test_the_text_is_justified_and_indented(document: Document) -> None:
    one = line(document, "Đã có")
    assert one.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert one.paragraph_format.first_line_indent == Cm(1.27)
    assert one.paragraph_format.space_after == Pt(6)
    assert looks(one) == (14, False, False)


def test_parts_are_numbered_and_bold(document: Document) -> None:
    headings = [one for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert [one.text for one in headings] == [
        "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO",
        "II. KẾT QUẢ THỰC HIỆN",
        "1. Lớp học",
        "2. VNeID",
        "III. KIẾN NGHỊ",
    ]
    assert {looks(one) for one in headings} == {(14, True, False)}


def test_every_number_leads_to_its_row(document: Document) -> None:
    body = document.element.body
    anchors = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}
    links = [(one.get(qn("w:anchor")), one.find(f".//{qn('w:t')}").text) for one in body.iter(qn("w:hyperlink"))]
    assert {name for name, _ in links} == anchors == {f"so_{number}" for number in range(1, 6)}
    assert all(text == f"[{name.removeprefix('so_')}]" for name, text in links)
    assert all(one.font.superscript for one in _linked_runs(document))
    figures = document.tables[-2]
    assert [cell.text for cell in figures.columns[0].cells] == ["Số", "1", "2", "3", "4", "5"]
    assert figures.cell(2, 1).text == "Nhãn people"


def _linked_runs(document: Document) -> list[object]:
    return [run for one in document.paragraphs for link in one.hyperlinks for run in link.runs]


def test_missing_is_said_and_zero_is_zero(document: Document) -> None:
    assert line(document, "- Xác nhận").text.startswith(f"- Xác nhận: {NO_DATA}")
    assert "mở 0 lớp" in line(document, "Đã có").text
    assert line(document, "- Văn bản").text == "- Văn bản đã ban hành: ………"
    rows = [[cell.text for cell in row.cells] for row in document.tables[-3].rows]
    assert rows[2][3:7] == ["> 80", f"{NO_DATA}[4]", f"{NO_DATA}[4]", f"{NO_DATA}[4]"]
    assert rows[1][3:7] == ["≥ 80", "1.234[2]", "1.234[2]", "41,13[5]"]


def test_the_signature_block_is_left_for_a_person(document: Document) -> None:
    block = next(table for table in document.tables if table.cell(0, 0).text.startswith("Nơi nhận"))
    receivers, signer = block.cell(0, 0).paragraphs, block.cell(0, 1).paragraphs
    assert [one.text for one in receivers] == ["Nơi nhận:", "- Như trên;", "- TT. Đảng ủy;", "- Lưu: VT, VHXH."]
    assert looks(receivers[0]) == (12, True, True)
    assert {looks(one) for one in receivers[1:]} == {(11, False, False)}
    assert [one.text for one in signer if one.text] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    assert looks(signer[0]) == (14, True, False)
    assert len([one for one in signer if not one.text]) >= 4


def test_the_text_and_each_annex_end_with_the_sign(document: Document) -> None:
    assert line(document, "Không.").text == "Không../."
    assert len([one for one in document.paragraphs if one.text.endswith("./.")]) == 4


def test_annexes_are_landscape_and_count_their_own_pages(document: Document) -> None:
    for section in list(document.sections)[1:]:
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    names = [one.text for one in document.paragraphs if one.text.startswith("Phụ lục")]
    assert names == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]
    assert line(document, "(Kèm theo").text == (
        "(Kèm theo Báo cáo số …/BC-UBND ngày … tháng … năm … của Ủy ban nhân dân xã Ea Trang)"
    )
    assert "Phụ lục II;" in line(document, "Số liệu tính trong kỳ").text


def test_ruled_tables_repeat_their_head_and_keep_rows_whole(document: Document) -> None:
    for table in document.tables[-3:]:
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert all("w:cantSplit" in row._tr.xml for row in table.rows)


def test_an_issued_report_carries_no_draft_mark() -> None:
    assert "DỰ THẢO" not in opened(replace(DRAFT, draft=False)).element.xml
    assert [section.footer.paragraphs[0].text for section in opened(replace(DRAFT, draft=False)).sections] == [""] * 4
    assert opened().sections[0].first_page_footer.paragraphs[0].text == "DỰ THẢO – CHƯA BAN HÀNH"


def test_the_text_is_nfc_and_the_file_always_the_same() -> None:
    assert is_normalized("NFC", opened().element.xml)
    assert report_docx(DRAFT, COPY) == report_docx(DRAFT, COPY)


def test_a_number_cannot_lead_to_two_rows() -> None:
    twice = Section("x", (worded("{a} {b}", a=PEOPLE, b=replace(PEOPLE, value=1.0)),))
    with pytest.raises(ValueError, match="'people'"):
        report_docx(replace(DRAFT, sections=(twice,)), COPY)


def test_a_report_without_figures_has_no_annex() -> None:
    plain = opened(replace(DRAFT, sections=(Section("x", (Blank("y"),)),), changed=(), notes=()))
    assert len(plain.sections) == 1
    assert line(plain, "- y").text == "- y: ……… ./."


def test_the_workbook_beside_it_has_the_same_rows(document: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(annex_xlsx(DRAFT, COPY)), data_only=True)
    assert book.sheetnames[:2] == ["Kết quả thực hiện chỉ tiêu", "Nguồn và cách tính số liệu"]
    rows = [[cell.value for cell in row] for row in book["Nguồn và cách tính số liệu"].iter_rows(min_row=2)]
    assert [(row[0], row[2], row[5]) for row in rows] == [
        (1, 63, "–"),
        (2, 1234, "–"),
        (3, 0, "–"),
        (4, NO_DATA, 3000),
        (5, 41.1333, 3000),
    ]
    printed = [[cell.text for cell in row.cells] for row in document.tables[-2].rows][1:]
    assert [row[1] for row in printed] == [row[1] for row in rows]
    changes = [[cell.value for cell in row] for row in book.worksheets[2].iter_rows(min_row=2)]
    assert [row[2:5] for row in changes] == [[1201, 1234, 33], [NO_DATA, 41.13, NO_DATA]]


def test_every_sentence_of_the_copy_is_used() -> None:
    code = "\n".join(path.read_text("utf-8") for path in Path("bot/exports").glob("*.py"))
    families = ("table.indicator.", "table.figure.", "table.change.", "table.units.", "table.numbers.")
    families += ("table.counts.", "table.wrong.", "table.how.", "chart.legend.", "chart.")
    alone = [key for key in COPY.sentences if not key.startswith(families)]
    assert [key for key in alone if not re.search(rf"\b{re.escape(key)}\b", code)] == []
