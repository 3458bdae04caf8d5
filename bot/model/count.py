"""Room: model. Count: what a counting question asks, and the cells that answer it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class By(StrEnum):
    """What counts can be told apart by."""

    UNIT = "unit"
    LESSON = "lesson"
    GROUP = "group"
    CHANNEL = "channel"
    MONTH = "month"
    SHARE = "share"
    RUNG = "rung"


@dataclass(frozen=True, slots=True)
class Question:
    """Count by these, from `since` to `until` (both included; None for no end)."""

    by: tuple[By, ...]
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """`n` facts of a series (such as "learners.quiz_passed") at one place; `at` goes by the names of the question."""

    series: str
    at: dict[By, str] = field(hash=False)
    n: int
