"""Room: exports. Numbers and dates as a Vietnamese reader writes them: 25.736 người, 69,85%, 05/01/2026."""

from datetime import date
from string import Formatter

from bot.exports.figures import Cell, Column, Figure, Hidden, Paragraph
from content.copybook import Copy
from content.numerals import amount, day


def measured(value: float | Hidden | None, unit: str, copy: Copy) -> str:
    """Write a number with its unit, or say that there is none, or that it is not published."""
    if value is None:
        return copy.say("report.no_data")
    if isinstance(value, Hidden):
        return copy.say("report.not_published")
    return f"{amount(value)}%" if unit == "%" else f"{amount(value)} {unit}".rstrip()


def cell_text(cell: Cell, column: Column, copy: Copy) -> str:
    """Write a table cell for a reader."""
    match cell:
        case None:
            return copy.say("report.no_data")
        case Hidden():
            return copy.say("table.hidden")
        case date():
            return day(cell)
        case str():
            return cell
        case _:
            return f"{amount(cell)}%" if column.kind == "percent" else amount(cell)


def official_day(when: date, copy: Copy) -> str:
    """Write the date of a document: days under 10 and the months 1 and 2 get a zero, so that none is forged."""
    month = f"{when.month:02d}" if when.month <= 2 else str(when.month)
    return copy.say("report.day", day=f"{when.day:02d}", month=month, year=when.year)


def roman(number: int) -> str:
    """Write the number of a part or an annex."""
    tens = ("", "X", "XX", "XXX")[number // 10]
    return tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]


def plain(paragraph: Paragraph, copy: Copy) -> str:
    """Write a sentence with its figures where nothing can be clicked."""
    return "".join(
        measured(piece.value, piece.unit, copy) if isinstance(piece, Figure) else piece for piece in paragraph.pieces
    )


def worded(sentence: str, **figures: Figure) -> Paragraph:
    """Put figures into the {gaps} of a sentence, so that each keeps its number for the annex.

    Raises:
        KeyError: the sentence has a gap that nobody fills.
    """
    pieces: list[str | Figure] = []
    for text, gap, _, _ in Formatter().parse(sentence):
        pieces += [text] if text else []
        pieces += [figures[gap]] if gap else []
    return Paragraph(tuple(pieces))


__all__ = ["amount", "cell_text", "day", "measured", "official_day", "plain", "roman", "worded"]
