"""Room: model. Number: a figure that an office gave us, with who says so and for which day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class NumberKind(StrEnum):
    """A denominator says out of how many; an official figure says how many, and is never mixed with our own counts."""

    DENOMINATOR = "denominator"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True)
class Number:
    """`name` is what is counted: "adults", or a series such as "official:vneid-xac-nhan"."""

    kind: NumberKind
    name: str
    unit: str
    value: int
    source: str
    as_of: date

    def __str__(self) -> str:
        """For the audit: what was entered, without the words of its source."""
        return f"{self.name} {self.unit} {self.value} {self.as_of}"


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage as an office gave it; it is shown beside the counts and never computed with.

    `percent` is in hundredths (71.3 is 71,3 %), `whole` how many it is a share of, where the office says so.
    """

    series: str
    unit: str
    percent: float
    whole: int | None
    source: str
    as_of: date

    def __str__(self) -> str:
        """For the audit, as a number's."""
        return f"{self.series} {self.unit} {self.percent}% {self.as_of}"
