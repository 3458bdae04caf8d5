"""Benchmarks: a figure and its budget, and how both are printed."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured. `within` is None where no budget is set and the figure only explains another one."""

    what: str
    measured: str
    budget: str = ""
    within: bool | None = None

    def __str__(self) -> str:
        sign = {True: "✓", False: "✗ over budget", None: ""}[self.within]
        return f"  {self.what:<62} {self.measured:>16}   {self.budget:<24} {sign}".rstrip()


def show(title: str, figures: Iterable[Figure]) -> None:
    """A heading and its figures, each printed as soon as it is known."""
    print(f"\n{title}", flush=True)
    for figure in figures:
        print(figure, flush=True)


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of all values lie."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
