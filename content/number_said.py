"""Room: content. A number as an organizer types it: "người lớn buôn M'Guê 312 nguồn công an xã ngày 1/11/2026"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.model.number import Number, NumberKind
from content.campaign import Campaign, Denominator, Target
from content.copybook import Copy
from content.folding import fold

Wrong = Literal["what", "value", "source", "day", "future", "counted"]
"""What could not be read: one question back to the organizer."""

COUNTED: Final[tuple[Denominator, ...]] = (
    "adults", "citizens_16", "residents", "households", "pupils", "officials", "workers", "visitors", "agencies",
)  # fmt: skip
"""Denominators that somebody has to give; the number of places is known."""

_SOURCE: Final = re.compile(r"\bngu[oồ]n\b[:\s]*", re.IGNORECASE)
_DAY: Final = re.compile(r"\bng[aà]y\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$", re.IGNORECASE)
_VALUE: Final = re.compile(r"(?<![\w'])(\d{1,3}(?:\.\d{3})+|\d{1,9})\s*$")


@dataclass(frozen=True, slots=True)
class _Reading:
    words: str
    value: int
    source: str
    as_of: date


def read_number(said: str, plan: Campaign, copy: Copy, today: date) -> Number | Wrong:
    """The number, or what is missing of it."""
    reading = _read(said, today)
    if not isinstance(reading, _Reading):
        return reading
    unit = _unit(reading.words, plan)
    numbered = re.match(r"(\d{1,2})\b", reading.words)
    if numbered and 1 <= int(numbered[1]) <= len(plan.targets):
        return _official(plan.targets[int(numbered[1]) - 1], unit, reading)
    what = _what(fold(reading.words), copy.say)
    if what is None:
        return "what"
    return Number(NumberKind.DENOMINATOR, what, unit, reading.value, reading.source, reading.as_of)


def _read(said: str, today: date) -> _Reading | Wrong:
    """From the end: the day, the source, the number; what is left says what and where."""
    as_of = today
    if given := _DAY.search(said):
        try:
            as_of = date(int(given[3]), int(given[2]), int(given[1]))
        except ValueError:
            return "day"
        said = said[: given.start()]
    if as_of > today:
        return "future"
    before, *source = _SOURCE.split(said, maxsplit=1)
    value = _VALUE.search(before.strip())
    if value is None:
        return "value"
    if not source or not source[0].strip(" .,"):
        return "source"
    words = before.strip()[: value.start()].strip(" :=,")
    return _Reading(words, int(re.sub(r"\D", "", value[1])), source[0].strip(" .,")[:120], as_of)


def _official(target: Target, unit: str, reading: _Reading) -> Number | Wrong:
    """The office's number for a target; what the program counts itself cannot be typed in."""
    if target.series is None:
        return "counted"
    return Number(NumberKind.OFFICIAL, target.series, unit, reading.value, reading.source, reading.as_of)


def _unit(words: str, plan: Campaign) -> str:
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
