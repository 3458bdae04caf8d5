"""Charts, cards, QR codes and posters: read back by a machine as a phone would, for every lesson there is."""

import io
from pathlib import Path
from typing import Any
from unicodedata import normalize

import cv2
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream

from bot.exports.card import WIDTH, lesson_card_png, progress_card_png
from bot.exports.chart import chart_png
from bot.exports.figures import Bar, Bars, ProgressLine, Trend
from bot.exports.fonts import font_file
from bot.exports.lesson_words import source_line, step_text
from bot.exports.lettering import lines_of
from bot.exports.poster import poster_pdf
from bot.exports.qr import qr_png
from content.copybook import load_copy
from content.loader import load_lessons
from content.schema import Lesson

COPY = load_copy(Path("content/copy/report.toml"))
LESSONS = tuple(load_lessons(Path("content/lessons")).library)
LINK = "https://hocvuso.eatrang.example.vn/c/7K3MQZ"
COMMUNE = "xã Ea Trang"
LONGEST = max(LESSONS, key=lambda lesson: sum(len(step.text) for step in lesson.steps))
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)


def pixels(data: bytes) -> np.ndarray[Any, Any]:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def read_qr(picture: np.ndarray[Any, Any]) -> str:
    return cv2.QRCodeDetector().detectAndDecode(np.ascontiguousarray(picture))[0]


def test_a_phone_reads_the_code() -> None:
    picture = pixels(qr_png(LINK))
    assert min(picture.shape[:2]) >= 720
    assert read_qr(picture) == LINK


@pytest.mark.parametrize("lesson", [LONGEST, LESSONS[0]], ids=lambda lesson: lesson.id)
def test_a_card_shows_everything_and_its_code_is_read(lesson: Lesson) -> None:
    picture = pixels(lesson_card_png(lesson, COMMUNE, LINK, COPY))
    assert picture.shape[1] == WIDTH
    assert read_qr(picture) == LINK


@each_lesson
def test_no_card_cuts_a_word(lesson: Lesson) -> None:
    picture = pixels(lesson_card_png(lesson, COMMUNE, LINK, COPY))
    assert picture.shape[0] <= 1920
    # Beyond the margins there is only paper, under the blue head.
    below = picture[420:]
    assert (below[:, :30] == 255).all()
    assert (below[:, -40:] == 255).all()
    assert (picture[-20:] == 255).all()


def test_a_card_survives_a_lesson_longer_than_any() -> None:
    steps = LONGEST.steps * 3
    picture = pixels(lesson_card_png(Longer(LONGEST, steps), COMMUNE, LINK + "a" * 90, COPY))  # type: ignore[arg-type]
    assert picture.shape[0] > 1920
    assert (picture[500:, -40:] == 255).all()
    assert (picture[-20:] == 255).all()


class Longer:
    """A lesson with other steps; content itself would refuse so many."""

    def __init__(self, lesson: Lesson, steps: tuple[Any, ...]) -> None:
        self._lesson, self.steps = lesson, steps

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lesson, name)


@each_lesson
def test_a_poster_is_one_page_with_every_word_and_its_own_letters(lesson: Lesson) -> None:
    data = poster_pdf(lesson, COMMUNE, LINK, COPY)
    [page] = PdfReader(io.BytesIO(data)).pages
    spots: list[tuple[float, float]] = []
    text = page.extract_text(visitor_text=lambda text, _, matrix, *__: spots.append((matrix[4], matrix[5])))
    said = " ".join(text.split())
    wanted = [lesson.title, lesson.safety, *(step_text(step, COPY) for step in lesson.steps)]
    for sentence in [*wanted, source_line(lesson, COPY), COMMUNE]:
        assert " ".join(sentence.split()) in said
    assert all(0 <= x < page.mediabox.width and 0 <= y < page.mediabox.height for x, y in spots)
    assert [round(float(side)) for side in (page.mediabox.width, page.mediabox.height)] == [595, 842]
    for font in page["/Resources"]["/Font"].values():
        descriptor = font.get_object().get("/FontDescriptor")
        assert descriptor is None or "/FontFile2" in descriptor.get_object()
    used = {font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()}
    assert sum("DejaVuSans" in name for name in used) >= 2


def test_the_code_on_the_poster_is_read() -> None:
    reader = PdfReader(io.BytesIO(poster_pdf(LONGEST, COMMUNE, LINK, COPY)))
    squares = [
        [float(number) for number in numbers]
        for numbers, operator in ContentStream(reader.pages[0].get_contents(), reader).operations
        if operator == b"re" and float(numbers[2]) < 10
    ]
    scale = 4
    paper = np.full((300 * scale, 300 * scale, 3), 255, np.uint8)
    for x, y, wide, tall in squares:
        top, left = round((280 - y - tall) * scale), round(x * scale)
        paper[top : top + round(tall * scale), left : left + round(wide * scale)] = 0
    assert read_qr(paper) == LINK


def test_a_poster_says_when_a_lesson_is_too_long() -> None:
    with pytest.raises(ValueError, match="too long for one page"):
        poster_pdf(Longer(LONGEST, LONGEST.steps * 4), COMMUNE, LINK, COPY)  # type: ignore[arg-type]


@given(st.text(max_size=120), st.integers(3, 40))
def test_broken_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = lines_of(text, width, len)
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(normalize("NFC", text).split())


BARS = Bars(
    "Người trưởng thành đã học, theo thôn, buôn",
    "%",
    (Bar("Buôn M'O", 82.4, 80, True), Bar("Buôn M'Guê", 43.25, 80, False), Bar("Buôn Ea Bra", None, 80)),
    "Nguồn: trợ lý Học Vụ Số.",
)
TREND = Trend("Người học mới mỗi tuần", "người", (("01/9", 12), ("02/9", None), ("03/9", 44)), "Nguồn: sổ.", 40)


@pytest.mark.parametrize("chart", [BARS, TREND, Bars("Trống", "người", (), ""), Trend("Trống", "%", (), "")])
def test_a_chart_is_as_wide_as_a_phone_and_always_the_same(chart: Bars | Trend) -> None:
    data = chart_png(chart, COPY)
    assert pixels(data).shape[1] == 1080
    assert data == chart_png(chart, COPY)


def test_a_missing_bar_does_not_look_like_zero() -> None:
    missing = pixels(chart_png(Bars("t", "%", (Bar("A", None),), ""), COPY))
    zero = pixels(chart_png(Bars("t", "%", (Bar("A", 0),), ""), COPY))
    track = [(one == (236, 236, 236)).all(axis=2).sum() for one in (missing, zero)]
    assert track[0] < 1000 < track[1]


def test_met_and_not_met_differ_in_grey_too() -> None:
    met, short = (
        pixels(chart_png(Bars("t", "%", (Bar("A", 50, 60, one),), ""), COPY)).mean(axis=2) for one in (True, False)
    )
    assert np.abs(met - short).max() > 60


def test_a_progress_card_is_drawn() -> None:
    lines = (ProgressLine("Đã học 7 trên 23 bài", 7 / 23), ProgressLine("Bài kế tiếp: " + LONGEST.title))
    assert pixels(progress_card_png("Bà con đã học đến đâu", lines, COMMUNE, COPY)).shape[1] == WIDTH


def test_the_letters_have_every_vietnamese_sign() -> None:
    signs = {sign for lesson in LESSONS for step in lesson.steps for sign in step.text}
    for weight in ("regular", "bold"):
        known = TTFont(font_file(weight)).getBestCmap()
        assert not {sign for sign in signs if ord(sign) not in known}
