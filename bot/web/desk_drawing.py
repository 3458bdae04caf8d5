"""Room: web. Desk drawing: where the bars of the trend stand, in whole units of an SVG. Pure; no colour, no style."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 360
"""As wide as a phone, so that its letters keep their size there."""
HEIGHT: Final = 190
_TOP: Final = 18
_FLOOR: Final = 160


@dataclass(frozen=True, slots=True)
class Rect:
    """A bar: which series (0, 1…), where, and what it says."""

    series: int
    x: float
    y: float
    width: float
    height: float
    says: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word under or beside the bars."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything a template needs to draw."""

    rects: tuple[Rect, ...]
    labels: tuple[Label, ...]
    top: str
    """The number that the highest bar stands for."""
    series: tuple[str, ...]
    words: str
    """What is to be seen, for whoever does not see it."""
    width: int = WIDTH
    height: int = HEIGHT
    ceiling: int = _TOP
    floor: int = _FLOOR


@dataclass(frozen=True, slots=True)
class Month:
    """A month ("2026-11") and its number in each series; None where nobody was ever counted."""

    name: str
    values: tuple[int | None, ...]


def draw(
    months: Sequence[Month], series: tuple[str, ...], says: Sequence[Sequence[str]], top: str, words: str
) -> Drawing:
    """Bars of every month side by side, as high as their share of the highest."""
    highest = max((value or 0 for month in months for value in month.values), default=0) or 1
    slot = WIDTH / max(1, len(months))
    bar = min(28.0, slot * 0.8 / max(1, len(series)))
    rects = []
    for at, month in enumerate(months):
        left = slot * at + (slot - bar * len(series)) / 2
        for number, value in enumerate(month.values):
            high = (_FLOOR - _TOP) * (value or 0) / highest
            at_x, at_y = round(left + bar * number, 1), round(_FLOOR - high, 1)
            rects.append(Rect(number, at_x, at_y, round(bar - 1, 1), round(high, 1), says[at][number]))
    labels = tuple(
        Label(round(slot * (at + 0.5), 1), _FLOOR + 16, _short(month.name)) for at, month in enumerate(months)
    )
    return Drawing(tuple(rects), labels, top, series, words)


def _short(month: str) -> str:
    """ "11", and with its year in January: the axis must not be read as one year."""
    year, _, number = month.partition("-")
    return f"1/{year[2:]}" if number == "01" else str(int(number))
