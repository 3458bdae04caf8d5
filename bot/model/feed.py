"""Room: model. Feed: what lets a person count for a target: enough of these lessons on this rung, or of people."""

from dataclasses import dataclass
from typing import Literal

from bot.model.evidence import Evidence

Measure = Literal["mentees", "household_members"]


@dataclass(frozen=True, slots=True)
class Feed:
    """`needed` of `lessons` at exactly `evidence` make one person for `target`.

    For a model of the plan `evidence` is its measure ("mentees", "household_members") and the one lesson is "".
    """

    target: str
    evidence: Evidence | Measure
    lessons: tuple[str, ...]
    needed: int = 1
