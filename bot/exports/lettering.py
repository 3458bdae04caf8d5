"""Room: exports. Words in a picture: broken into lines that fit, drawn one under the other. Never cuts a word off."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

from bot.exports.fonts import Weight, font_file

LEADING: Final = 1.35
"""Vietnamese stacks accents above capitals, so lines stand further apart than English ones."""


def lines_of(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Break a text into lines no wider than `width`; a word that is too long alone is broken inside."""
    lines: list[str] = []
    for paragraph in normalize("NFC", text).splitlines() or [""]:
        line = ""
        for word in _fitting(paragraph, width, measure):
            longer = f"{line} {word}".strip()
            if line and measure(longer) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def _fitting(paragraph: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """The words, those wider than a line (web addresses) in pieces."""
    for word in paragraph.split():
        rest = word
        while measure(rest) > width and len(rest) > 1:
            size = next(size for size in range(len(rest) - 1, 0, -1) if size == 1 or measure(rest[:size]) <= width)
            yield rest[:size]
            rest = rest[size:]
        yield rest


@lru_cache(maxsize=64)
def font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """Open a font at a size in pixels; the plain layout engine looks the same on every machine."""
    return ImageFont.truetype(str(font_file(weight)), size, layout_engine=ImageFont.Layout.BASIC)


class Sheet:
    """A picture that grows downwards: first everything is laid out, then it is drawn at the height it took."""

    def __init__(self, width: int, ground: str) -> None:
        self.width, self.height = width, 0
        self._ground = ground
        self._strokes: list[Callable[[Image.Image, ImageDraw.ImageDraw], None]] = []

    def skip(self, height: float) -> None:
        """Leave a gap."""
        self.height += round(height)

    def text(
        self, text: str, face: tuple[Weight, int], colour: str, span: tuple[int, int], centred: bool = False
    ) -> None:
        """Write a text between two x positions, below what is there."""
        letters = font(*face)
        left, right = span
        for line in lines_of(text, right - left, letters.getlength):
            x = (left + right) / 2 if centred else left
            self._write(line, (x, self.height), letters, colour, "ma" if centred else "la")
            self.skip(face[1] * LEADING)

    def mark(self, text: str, face: tuple[Weight, int], colours: tuple[str, str], box: tuple[int, int, int]) -> None:
        """Draw a number in a disc: x and y of its middle, and its radius; takes no height."""
        x, y, radius = box
        letters = font(*face)

        def stroke(_: Image.Image, pen: ImageDraw.ImageDraw) -> None:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colours[0])
            pen.text((x, y), text, font=letters, fill=colours[1], anchor="mm")

        self._strokes.append(stroke)

    def box(self, corners: tuple[float, float, float, float], colour: str, radius: int = 0) -> None:
        """Fill a rectangle; takes no height."""
        self._strokes.append(lambda _, pen: pen.rounded_rectangle(corners, radius, fill=colour))

    def paste(self, picture: Image.Image, at: tuple[int, int]) -> None:
        """Put another picture in; takes no height."""
        self._strokes.append(lambda page, _: page.paste(picture, at))

    def draw(self) -> Image.Image:
        """Draw it all."""
        page = Image.new("RGB", (self.width, self.height), self._ground)
        pen = ImageDraw.Draw(page)
        for stroke in self._strokes:
            stroke(page, pen)
        return page

    def _write(
        self, line: str, at: tuple[float, float], letters: ImageFont.FreeTypeFont, colour: str, anchor: str
    ) -> None:
        self._strokes.append(lambda _, pen: pen.text(at, line, font=letters, fill=colour, anchor=anchor))
