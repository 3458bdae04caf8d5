"""Room: content. A number as an organizer types it: "người lớn buôn M'Guê 312 nguồn công an xã ngày 1/11/2026"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.model.number import Number, NumberKind, Rate
from bot.model.posting import SERIES as POSTED
from content.campaign import MODELS, Campaign, Denominator, Target
from content.copybook import Copy
from content.folding import fold

Wrong = Literal["what", "value", "source", "day", "future", "counted", "rate", "rate_place", "posted"]
"""What could not be read: one question back to the organizer."""

COUNTED: Final[tuple[Denominator, ...]] = (
    "adults", "citizens_16", "residents", "households", "pupils", "officials", "workers", "visitors", "agencies",
    "mentors",
)  # fmt: skip
"""Denominators that somebody has to give; the number of places is known."""

_SOURCE: Final = re.compile(r"\bngu[oồ]n\b[:\s]*", re.IGNORECASE)
_DAY: Final = re.compile(r"\bng[aà]y\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$", re.IGNORECASE)
# What stands before the digits must not belong to them: "1,234" is not 234, and "3.5" not 5.
_START: Final = r"(?<![\w'.,-])"
_COUNT: Final = r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,9})"
_VALUE: Final = re.compile(rf"{_START}{_COUNT}\s*$")
_RATE: Final = re.compile(
    rf"{_START}(\d{{1,3}}(?:[.,]\d{{1,2}})?)\s*%(?:\s*(?:của|cua|trên|tren)\s+{_COUNT}(?:\s+(?:người|nguoi))?)?\s*$",
    re.IGNORECASE,
)
MOST: Final = 100_000_000
"""More people than that live nowhere in a plan; a slip of the finger is likelier."""
FIRST_YEAR: Final = 2000


@dataclass(frozen=True, slots=True)
class _Reading:
    words: str
    value: int
    source: str
    as_of: date
    percent: float | None = None
    """What it is instead of a number of people; `value` is then the whole that was named, or 0."""


def read_number(said: str, plan: Campaign, copy: Copy, today: date) -> Number | Rate | Wrong:
    """The number or percentage, or what is missing of it."""
    reading = _read(said, today)
    if not isinstance(reading, _Reading):
        return reading
    unit = unit_said(reading.words, plan)
    numbered = re.match(r"(\d{1,2})\b", reading.words)
    if numbered and 1 <= int(numbered[1]) <= len(plan.targets):
        return _official(plan.targets[int(numbered[1]) - 1], unit, reading, plan)
    if reading.percent is not None:
        return "rate"
    what = _what(fold(reading.words), copy.say)
    if what is None:
        return "what"
    return Number(NumberKind.DENOMINATOR, what, unit, reading.value, reading.source, reading.as_of)


def _read(said: str, today: date) -> _Reading | Wrong:
    """From the end: the day, the source, the number; what is left says what and where."""
    as_of, said = _day(said, today)
    if as_of is None or as_of > today:
        return "day" if as_of is None else "future"
    before, source = sourced(said)
    rate = _RATE.search(before.strip())
    value = rate or (_VALUE.search(before.strip()) if "%" not in before else None)
    if value is None:
        return "value"
    percent = float(value[1].replace(",", ".")) if rate else None
    count = int(re.sub(r"\D", "", (value[2] or "0") if rate else value[1]))
    if (percent or 0) > 100 or count > MOST:
        return "value"
    if not source:
        return "source"
    words = before.strip()[: value.start()].strip(" :=,")
    return _Reading(words, count, source, as_of, percent)


def sourced(said: str) -> tuple[str, str]:
    """What stands before "nguồn", and the source after it; "" when none is named."""
    before, *after = _SOURCE.split(said, maxsplit=1)
    return before, after[0].strip(" .,")[:120] if after else ""


def _day(said: str, today: date) -> tuple[date | None, str]:
    """The day at the end (today, if none is said; None, if there is no such day), and what stands before it."""
    given = _DAY.search(said)
    if given is None:
        return today, said
    try:
        day = date(int(given[3]), int(given[2]), int(given[1]))
    except ValueError:
        return None, said
    return (day if day.year >= FIRST_YEAR else None), said[: given.start()]


def _official(target: Target, unit: str, reading: _Reading, plan: Campaign) -> Number | Rate | Wrong:
    """The office's number for a target; what the program counts itself cannot be typed in."""
    if target.series is None or target.series in MODELS:
        return "counted"
    if target.series in POSTED.values():
        return "posted"
    if reading.percent is not None:
        if target.unit != "percent":
            return "rate"
        if unit != plan.units[0].id:
            return "rate_place"
        return Rate(target.series, unit, reading.percent, reading.value or None, reading.source, reading.as_of)
    return Number(NumberKind.OFFICIAL, target.series, unit, reading.value, reading.source, reading.as_of)


def unit_said(words: str, plan: Campaign) -> str:
    """The place that is named, the longest name first; the whole place when none is."""
    said = f" {_bare(words)} "
    names = [(_bare(name), unit.id) for unit in plan.units for name in (unit.name, *unit.aliases)]
    named = (unit for name, unit in sorted(names, key=lambda pair: -len(pair[0])) if f" {name} " in said)
    return next(named, plan.units[0].id)


def _bare(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(words)).strip()


def _what(said: str, say: Callable[[str], str]) -> Denominator | None:
    """The denominator whose name is in the words."""
    return next((what for what in COUNTED if any(fold(name) in said for name in _names(what, say))), None)


def _names(what: Denominator, say: Callable[[str], str]) -> tuple[str, ...]:
    return (say(f"table.counts.{what}"), *say(f"what.{what}").split(";"))
