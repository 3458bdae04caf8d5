"""Room: content. Tally sheet: counts arranged for reading; persons and events apart, rungs side by side, never added.

A person can be on a rung of several lessons. So where lessons are told apart, a row counts the persons of that
lesson, and the persons of all rows together are given, not added up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model.count import By, Count
from bot.model.evidence import Evidence

Place = tuple[str, ...]
OPENED: Final = "happenings.opened"


@dataclass(frozen=True, slots=True)
class Line:
    """A row: where, and on each rung how many persons and events; None on a rung nobody was ever counted on."""

    place: Place
    persons: Mapping[Evidence, int | None]
    events: Mapping[Evidence, int | None]
    opened: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows, and what they come to."""

    by: tuple[By, ...]
    lines: tuple[Line, ...]
    total: Line

    @property
    def rungs(self) -> tuple[Evidence, ...]:
        """The two rungs everybody can reach alone, and whatever else has been counted."""
        alone = (Evidence.SELF_REPORTED, Evidence.QUIZ_PASSED)
        return tuple(rung for rung in Evidence if rung in alone or self.total.events[rung] is not None)

    @property
    def persons_add_up(self) -> bool:
        """Whether the persons of the rows are different persons."""
        return By.LESSON not in self.by


def sheet_of(by: Sequence[By], counts: Iterable[Count], totals: Iterable[Count], always: Iterable[Place] = ()) -> Sheet:
    """Arrange cells; `totals` are those of the same question asked by nothing, `always` rows to show first."""
    places = [one for one in by if one is not By.RUNG]
    cells = _cells(places, counts)
    whole = _cells([], totals)
    measured = tuple(rung for rung in Evidence if (f"completions.{rung}", ()) in whole)
    first = {place: number for number, place in enumerate(always)}
    known = sorted({*first, *(place for _, place in cells)}, key=lambda at: (first.get(at, len(first)), "" in at, at))
    lines = tuple(_line(cells, place, measured, per_lesson=By.LESSON in by) for place in known)
    return Sheet(tuple(places), lines, _line(whole, (), measured, per_lesson=False))


def _cells(places: Sequence[By], counts: Iterable[Count]) -> dict[tuple[str, Place], int]:
    cells: dict[tuple[str, Place], int] = {}
    for one in counts:
        key = (one.series, tuple(one.at[place] for place in places))
        cells[key] = cells.get(key, 0) + one.n
    return cells


def _line(
    cells: Mapping[tuple[str, Place], int], place: Place, measured: Sequence[Evidence], *, per_lesson: bool
) -> Line:
    """A lesson has at most one row a person and rung, so there the events are the persons."""
    counted = "completions" if per_lesson else "learners"
    return Line(
        place,
        {rung: cells.get((f"{counted}.{rung}", place), 0) if rung in measured else None for rung in Evidence},
        {rung: cells.get((f"completions.{rung}", place), 0) if rung in measured else None for rung in Evidence},
        cells.get((OPENED, place), 0),
    )
