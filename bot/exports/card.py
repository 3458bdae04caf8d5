"""Room: exports. Pictures to send on: one lesson with its QR code, or how far somebody has come."""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image

from bot.exports.figures import ProgressLine
from bot.exports.lesson_words import source_line, step_text
from bot.exports.lettering import LEADING, Sheet, font
from bot.exports.qr import qr_picture
from content.copybook import Copy
from content.schema import Lesson

WIDTH: Final = 1080
TALLEST: Final = 1920
"""A phone shows this whole; letters shrink a little before a card grows beyond it."""

_EDGE: Final = 64
_INK, _PAPER, _BLUE, _PALE, _GREY = "#111111", "#FFFFFF", "#0B4F8A", "#E8F1FA", "#4A4A4A"
_SIZES: Final = (44, 42, 40, 38, 36, 34, 32, 30)
_QR: Final = 330


def lesson_card_png(lesson: Lesson, commune: str, link: str, copy: Copy) -> bytes:
    """Draw title, every step, the safety line and the QR code; 1080 pixels wide, as tall as the lesson needs."""
    sheets = (_lesson_sheet(lesson, commune, link, copy, size) for size in _SIZES)
    sheet = next(sheets)
    while sheet.height > TALLEST and (smaller := next(sheets, None)):
        sheet = smaller
    return _png(sheet.draw())


def progress_card_png(title: str, lines: Sequence[ProgressLine], commune: str, copy: Copy) -> bytes:
    """Draw lines with a bar under those that have a share; says nothing about who it is unless a line does."""
    sheet = Sheet(WIDTH, _PAPER)
    _head(sheet, title, copy.say("poster.movement", commune=commune))
    for line in lines:
        sheet.text(line.text, ("regular", 42), _INK, (_EDGE, WIDTH - _EDGE))
        if line.share is not None:
            _bar(sheet, min(1.0, max(0.0, line.share)))
        sheet.skip(26)
    sheet.skip(30)
    return _png(sheet.draw())


def _lesson_sheet(lesson: Lesson, commune: str, link: str, copy: Copy, size: int) -> Sheet:
    sheet = Sheet(WIDTH, _PAPER)
    _head(sheet, lesson.title, copy.say("poster.movement", commune=commune))
    for number, step in enumerate(lesson.steps, start=1):
        _step(sheet, number, step_text(step, copy), size)
    _safety(sheet, copy.say("poster.safety", safety=lesson.safety), size)
    _foot(sheet, lesson, link, copy)
    return sheet


def _head(sheet: Sheet, title: str, movement: str) -> None:
    """A band with the movement and the title; drawn twice, as its height is known only after the words."""
    band = Sheet(WIDTH, _BLUE)
    for target in (band, sheet):
        target.skip(44)
        if target is sheet:
            sheet.box((0, 0, WIDTH, band.height), _BLUE)
        target.text(movement, ("regular", 32), _PALE, (_EDGE, WIDTH - _EDGE))
        target.skip(8)
        target.text(title, ("bold", 60), _PAPER, (_EDGE, WIDTH - _EDGE))
        target.skip(36)
    sheet.skip(40)


def _step(sheet: Sheet, number: int, text: str, size: int) -> None:
    radius = round(size * 0.72)
    middle = sheet.height + round(size * LEADING / 2)
    sheet.mark(str(number), ("bold", size), (_BLUE, _PAPER), (_EDGE + radius, middle, radius))
    sheet.text(text, ("regular", size), _INK, (_EDGE + 2 * radius + 26, WIDTH - _EDGE))
    sheet.skip(size * 0.55)


def _safety(sheet: Sheet, text: str, size: int) -> None:
    sheet.skip(6)
    top = sheet.height
    inside = Sheet(WIDTH, _PALE)
    span = (_EDGE + 28, WIDTH - _EDGE - 28)
    inside.text(text, ("bold", size - 4), _INK, span)
    sheet.box((_EDGE, top, WIDTH - _EDGE, top + inside.height + 40), _PALE, radius=18)
    sheet.skip(20)
    sheet.text(text, ("bold", size - 4), _INK, span)
    sheet.skip(44)


def _foot(sheet: Sheet, lesson: Lesson, link: str, copy: Copy) -> None:
    """The QR code on the left, what to do with it on the right, the source below."""
    code = qr_picture(link, _QR)
    top = sheet.height
    sheet.paste(code, (_EDGE - 20, top))
    span = (_EDGE + code.width + 10, WIDTH - _EDGE)
    sheet.skip(30)
    sheet.text(copy.say("poster.scan"), ("bold", 38), _INK, span)
    sheet.skip(10)
    sheet.text(link, ("regular", _link_size(link, span[1] - span[0])), _BLUE, span)
    sheet.skip(10)
    sheet.text(source_line(lesson, copy), ("regular", 26), _GREY, span)
    sheet.height = max(sheet.height, top + code.height)
    sheet.skip(36)


def _link_size(link: str, room: int) -> int:
    """Keep an address on one line where it can be, since people copy it by hand."""
    return next((size for size in range(30, 21, -1) if font("regular", size).getlength(link) <= room), 26)


def _bar(sheet: Sheet, share: float) -> None:
    left, right, top = _EDGE, WIDTH - _EDGE, sheet.height + 6
    sheet.box((left, top, right, top + 34), _PALE, radius=17)
    if share > 0:
        sheet.box((left, top, max(left + 34, left + (right - left) * share), top + 34), _BLUE, radius=17)
    sheet.skip(48)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
