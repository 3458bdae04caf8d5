"""Room: exports. The A4 poster of one lesson for the wall of the village hall."""

import io
from dataclasses import dataclass
from functools import cache
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bot.exports.fonts import font_file
from bot.exports.lesson_words import prepare_line, source_line, step_text
from bot.exports.lettering import lines_of
from bot.exports.qr import qr_rows
from content.copybook import Copy
from content.schema import Lesson

EDGE: Final = 14 * mm
_LARGEST: Final = 30
_SMALLEST: Final = 13
_FOOT: Final = 51 * mm
_QR: Final = 43 * mm
_GAP: Final = 0.42
_LEADING: Final = 1.24
_BLUE: Final = (0.04, 0.31, 0.54)
_PALE: Final = (0.91, 0.945, 0.98)
_PLAIN, _BOLD = "HocVuSo", "HocVuSo-Bold"


def poster_pdf(lesson: Lesson, commune: str, link: str, copy: Copy) -> bytes:
    """Draw one page: each step a line of its own, in the largest letters that fit; fonts are embedded.

    Raises:
        ValueError: the lesson is too long for a page even in the smallest letters; no checked lesson is.
    """
    _register_fonts()
    out = io.BytesIO()
    # Without the time of day and a random id, the same lesson gives the same file.
    page = Canvas(out, pagesize=A4, invariant=True)
    page.setTitle(lesson.title)
    page.setAuthor(commune)
    _Poster(page, lesson, copy).draw(commune, link)
    page.save()
    return out.getvalue()


@cache
def _register_fonts() -> None:
    pdfmetrics.registerFont(TTFont(_PLAIN, str(font_file("regular"))))
    pdfmetrics.registerFont(TTFont(_BOLD, str(font_file("bold"))))


@dataclass(frozen=True, slots=True)
class _Block:
    """A text of the poster: a numbered step, the safety line in its box, or what to have at hand."""

    text: str
    number: str = ""
    boxed: bool = False

    @property
    def font(self) -> str:
        return _BOLD if self.boxed else _PLAIN

    def left(self, size: float) -> float:
        """Where its lines begin."""
        return EDGE + (2 * size if self.number else 4 * mm if self.boxed else 0)


class _Poster:
    def __init__(self, page: Canvas, lesson: Lesson, copy: Copy) -> None:
        self._page, self._lesson, self._copy = page, lesson, copy
        self._width, self._height = A4

    def draw(self, commune: str, link: str) -> None:
        top = self._draw_head(commune)
        self._draw_steps(top, self._size(top - _FOOT))
        self._draw_foot(link)

    def _draw_head(self, commune: str) -> float:
        """Draw the band; gives the height below it."""
        movement = self._copy.say("poster.movement", commune=commune)
        title = lines_of(self._lesson.title, self._width - 2 * EDGE, lambda text: _long(text, _BOLD, 31))
        tall = 12 * mm + 16 * _LEADING + len(title) * 31 * _LEADING + 7 * mm
        self._page.setFillColorRGB(*_BLUE)
        self._page.rect(0, self._height - tall, self._width, tall, stroke=0, fill=1)
        self._page.setFillColorRGB(1, 1, 1)
        y = self._write(movement, self._height - 10 * mm, EDGE, (_PLAIN, 16))
        for line in title:
            y = self._write(line, y, EDGE, (_BOLD, 31))
        return self._height - tall - 7 * mm

    def _size(self, room: float) -> float:
        """The largest letters with which everything fits, tried in half points."""
        for halves in range(2 * _LARGEST, 2 * _SMALLEST - 1, -1):
            if self._tall(halves / 2) <= room:
                return halves / 2
        raise ValueError(f"{self._lesson.id} is too long for one page")

    def _tall(self, size: float) -> float:
        return sum((len(self._lines(block, size)) * _LEADING + _GAP) * size for block in self._blocks()) + size

    def _blocks(self) -> list[_Block]:
        """Every text in its order; the steps stand to the right of their numbers."""
        steps = [
            _Block(step_text(step, self._copy), number=str(number))
            for number, step in enumerate(self._lesson.steps, start=1)
        ]
        prepare = prepare_line(self._lesson, self._copy)
        safety = self._copy.say("poster.safety", safety=self._lesson.safety)
        return [*([_Block(prepare)] if prepare else []), *steps, _Block(safety, boxed=True)]

    def _lines(self, block: _Block, size: float) -> list[str]:
        room = self._width - EDGE - block.left(size) - (4 * mm if block.boxed else 0)
        return lines_of(block.text, room, lambda piece: _long(piece, block.font, size))

    def _draw_steps(self, top: float, size: float) -> None:
        for block in self._blocks():
            lines = self._lines(block, size)
            if block.number:
                self._draw_number(block.number, top, size)
            if block.boxed:
                top -= size * _GAP
                self._draw_ground(top, len(lines) * size * _LEADING + size * 0.6, size)
            self._page.setFillColorRGB(0, 0, 0)
            for line in lines:
                top = self._write(line, top, block.left(size), (block.font, size))
            top -= size * _GAP

    def _draw_number(self, number: str, top: float, size: float) -> None:
        y = top - size * 0.62
        self._page.setFillColorRGB(*_BLUE)
        self._page.circle(EDGE + 0.75 * size, y, 0.75 * size, stroke=0, fill=1)
        self._page.setFillColorRGB(1, 1, 1)
        self._page.setFont(_BOLD, size)
        self._page.drawCentredString(EDGE + 0.75 * size, y - size * 0.36, number)

    def _draw_ground(self, top: float, tall: float, size: float) -> None:
        self._page.setFillColorRGB(*_PALE)
        box = (EDGE, top - tall + size * 0.25, self._width - 2 * EDGE, tall)
        self._page.roundRect(*box, 3 * mm, stroke=0, fill=1)

    def _draw_foot(self, link: str) -> None:
        self._draw_qr(link, EDGE, 6 * mm)
        y = 6 * mm + _QR - 4 * mm
        source = source_line(self._lesson, self._copy)
        for text, face in ((self._copy.say("poster.scan"), (_BOLD, 18)), (link, (_PLAIN, 13)), (source, (_PLAIN, 10))):
            y = self._write_beside(text, y, face)

    def _write_beside(self, text: str, top: float, face: tuple[str, float]) -> float:
        """Write a text to the right of the QR code; gives where the next one begins."""
        left = EDGE + _QR + 6 * mm
        self._page.setFillColorRGB(0, 0, 0)
        for line in lines_of(text, self._width - EDGE - left, lambda piece: _long(piece, *face)):
            top = self._write(line, top, left, face)
        return top - 5

    def _draw_qr(self, link: str, left: float, bottom: float) -> None:
        rows = qr_rows(link)
        side = _QR / len(rows)
        self._page.setFillColorRGB(0, 0, 0)
        for row, modules in enumerate(rows):
            for column, dark in enumerate(modules):
                if dark:
                    # A hair wider than a module: printers leave white seams between squares that only touch.
                    corner = (left + column * side, bottom + _QR - (row + 1) * side)
                    self._page.rect(*corner, side * 1.02, side * 1.02, stroke=0, fill=1)

    def _write(self, line: str, top: float, left: float, face: tuple[str, float]) -> float:
        """Write one line below `top`; gives where the next one begins."""
        self._page.setFont(*face)
        self._page.drawString(left, top - face[1], line)
        return top - face[1] * _LEADING


def _long(text: str, name: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, name, size))
