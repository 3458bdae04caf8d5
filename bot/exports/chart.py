"""Room: exports. Charts for a phone: large words, few colours, told apart without seeing colour."""

import io
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing

from bot.exports.figures import Bar, Bars, Trend
from bot.exports.lettering import font, lines_of
from bot.exports.numbers import measured
from content.copybook import Copy

WIDTH: Final = 1080
_DPI: Final = 100
_INK: Final = "#111111"
_GREY: Final = "#595959"
_TRACK: Final = "#ECECEC"
# Blue and orange of Okabe and Ito differ for every kind of colour blindness; the words say the same once more.
_MET: Final = "#0072B2"
_OPEN: Final = "#E69F00"
_UNTOLD: Final = "#8C8C8C"
_LOOKS: Final = {True: (_MET, ""), False: (_OPEN, "//"), None: (_UNTOLD, "")}
_SAID: Final = {True: "met", False: "not_met", None: "untold"}
_ROW: Final = 150
_TITLE: Final = 40
_WORDS: Final = 30
# A name such as "từ $5 đến $10" is no formula.
_STYLE: Final[Any] = {"font.family": "DejaVu Sans", "axes.unicode_minus": False, "text.parse_math": False}


def chart_png(chart: Bars | Trend, copy: Copy) -> bytes:
    """Draw bars against their targets or a line over time, 1080 pixels wide."""
    with mpl.rc_context(_STYLE):
        return _draw_bars(chart, copy) if isinstance(chart, Bars) else _draw_trend(chart, copy)


def _draw_bars(chart: Bars, copy: Copy) -> bytes:
    title = _broken(chart.title, _TITLE, bold=True)
    legend = _broken(_legend(chart, copy), 26)
    source = _broken(chart.source, 24)
    labels = [_broken(bar.label, _WORDS, bold=True) for bar in chart.bars]
    rows = [_ROW + (len(label) - 1) * 40 for label in labels]
    tops = 40 + len(title) * 52 + len(legend) * 36 + 24
    page = _Page(tops + sum(rows) + len(source) * 34 + 50)
    y = page.text(title, 30, _TITLE, bold=True)
    y = page.text(legend, y + 6, 26, colour=_GREY) + 18
    scale = _scale(chart)
    for bar, label, tall in zip(chart.bars, labels, rows, strict=True):
        _draw_bar(page, (bar, label, chart.unit), y, scale, copy)
        y += tall
    page.text(source, y + 4, 24, colour=_GREY)
    return page.png()


def _legend(chart: Bars, copy: Copy) -> str:
    """Explain only what is to be seen."""
    seen = {"target"} if any(bar.target is not None for bar in chart.bars) else set()
    seen |= {_SAID[bar.met] for bar in chart.bars if bar.value} if seen else set()
    return " ".join(copy.say(f"chart.legend.{word}") for word in ("target", "met", "not_met", "untold") if word in seen)


def _draw_bar(page: "_Page", what: tuple[Bar, list[str], str], y: float, scale: float, copy: Copy) -> None:
    """The name, the bar on its track, a tick for the target, and the same in words on the right."""
    bar, label, unit = what
    y = page.text(label, y, _WORDS, bold=True) + 4
    if bar.value is not None:
        # Without a number there is no track either, so that a gap does not look like a zero.
        page.box(page.left, y, page.room, 34, _TRACK)
    if bar.value:
        colour, hatch = _LOOKS[bar.met]
        page.box(page.left, y, page.room * bar.value / scale, 34, colour, hatch)
    if bar.target is not None:
        page.box(page.left + page.room * bar.target / scale - 4, y - 6, 8, 46, _INK)
    page.text([_words(bar, unit, copy)], y + 42, 28, colour=_GREY if bar.value is None else _INK)


def _words(bar: Bar, unit: str, copy: Copy) -> str:
    value = measured(bar.value, unit, copy)
    if bar.target is None:
        return value
    target = measured(bar.target, unit, copy)
    key = {None: "chart.against", True: "chart.met", False: "chart.not_met"}[None if bar.value is None else bar.met]
    return copy.say(key, value=value, target=target)


def _scale(chart: Bars) -> float:
    """The value at the right end: 100 for percentages, else a little more than the largest number."""
    numbers = [number for bar in chart.bars for number in (bar.value, bar.target) if number is not None]
    top = max(numbers, default=0)
    return max(100.0, top * 1.02) if chart.unit == "%" else max(1.0, top * 1.05)


def _draw_trend(chart: Trend, copy: Copy) -> bytes:
    title, source = _broken(chart.title, _TITLE, bold=True), _broken(chart.source, 24)
    tops = 40 + len(title) * 52
    tall = tops + 760 + len(source) * 34 + 60
    page = _Page(tall)
    page.text(title, 30, _TITLE, bold=True)
    page.text(source, tall - 34 * len(source) - 24, 24, colour=_GREY)
    axes = page.axes((130, tops + 60, WIDTH - 190, 600))
    _draw_line(axes, chart, copy)
    return page.png()


def _draw_line(axes: Axes, chart: Trend, copy: Copy) -> None:
    places = range(len(chart.points))
    values = [float("nan") if value is None else value for _, value in chart.points]
    axes.plot(places, values, color=_MET, linewidth=5, marker="o", markersize=13)
    known = [value for _, value in chart.points if value is not None]
    top = max([*known, chart.target or 0, 1])
    axes.set_ylim(0, 100 if chart.unit == "%" and top <= 85 else top * 1.18)
    axes.set_xlim(-0.4, max(0.4, len(chart.points) - 0.6))
    _draw_target(axes, chart, copy)
    _name_points(axes, chart, copy)
    axes.yaxis.set_major_formatter(lambda value, _: measured(value, "%" if chart.unit == "%" else "", copy))
    axes.yaxis.set_major_locator(mpl.ticker.MaxNLocator(5, integer=True))
    axes.grid(axis="y", color="#D9D9D9", linewidth=1.5)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0, labelsize=20)


def _draw_target(axes: Axes, chart: Trend, copy: Copy) -> None:
    if chart.target is not None:
        words = copy.say("chart.target", target=measured(chart.target, chart.unit, copy))
        axes.axhline(chart.target, color=_INK, linewidth=3, linestyle=(0, (5, 3)))
        axes.annotate(words, (0.01, chart.target), (0, 8), ("axes fraction", "data"), "offset points", fontsize=20)


def _name_points(axes: Axes, chart: Trend, copy: Copy) -> None:
    """Name the last value, each gap, and as many places as fit beside one another."""
    last = max((at for at, (_, value) in enumerate(chart.points) if value is not None), default=None)
    gap: dict[str, Any] = {"rotation": 90, "ha": "center", "va": "bottom", "fontsize": 18, "color": _GREY}
    end: dict[str, Any] = {"ha": "right", "va": "bottom", "fontsize": 26, "fontweight": "bold"}
    for at, (_, value) in enumerate(chart.points):
        if value is None:
            _note(axes, copy.say("report.no_data"), (at, 0, 0, 12), gap)
        elif at == last:
            _note(axes, measured(value, chart.unit, copy), (at, value, 8, 14), end)
    shown = range(0, len(chart.points), max(1, -(-len(chart.points) // 6)))
    axes.set_xticks(list(shown), [chart.points[at][0] for at in shown])


def _note(axes: Axes, text: str, at: tuple[float, float, float, float], looks: dict[str, Any]) -> None:
    """Write at a point, moved a little; a white ground keeps words readable over a grid line."""
    x, y, right, up = at
    ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 2}
    axes.annotate(text, (x, y), (right, up), textcoords="offset points", bbox=ground, **looks)


class _Page:
    """A drawing measured in pixels from the top left, as one thinks of a picture."""

    left = 48
    room = WIDTH - 96

    def __init__(self, height: float) -> None:
        self._height = height
        self._drawing = Drawing(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor="white")
        self._canvas: Any = FigureCanvasAgg(self._drawing)
        self._all = self._drawing.add_axes((0, 0, 1, 1))
        self._all.set(xlim=(0, WIDTH), ylim=(height, 0))
        self._all.axis("off")

    def text(self, lines: list[str], y: float, size: int, colour: str = _INK, bold: bool = False) -> float:
        """Write lines; gives where the next one begins. A point is 1/72 inch, so a pixel is 0.72 of one."""
        weight = "bold" if bold else "normal"
        for line in lines:
            self._all.text(self.left, y, line, fontsize=size * 0.72, color=colour, weight=weight, va="top")
            y += size * 1.32
        return y

    def box(self, x: float, y: float, wide: float, tall: float, colour: str, hatch: str = "") -> None:
        """Fill a rectangle."""
        self._all.add_patch(
            mpl.patches.Rectangle((x, y), wide, tall, facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0)
        )

    def axes(self, box: tuple[float, float, float, float]) -> Axes:
        """Give axes in a box of pixels: left, top, width, height."""
        left, top, wide, tall = box
        bottom = self._height - top - tall
        return self._drawing.add_axes((left / WIDTH, bottom / self._height, wide / WIDTH, tall / self._height))

    def png(self) -> bytes:
        """Draw it; without the name and version of the program, the same numbers give the same picture."""
        out = io.BytesIO()
        self._canvas.print_png(out, metadata={"Software": None})
        return out.getvalue()


def _broken(text: str, size: int, bold: bool = False) -> list[str]:
    return lines_of(text, _Page.room, font("bold" if bold else "regular", size).getlength)
