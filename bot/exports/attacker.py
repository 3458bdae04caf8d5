"""Room: exports. What a reader with patience finds out about hidden numbers. Pure; the other side of suppress.py.

Two ways are tried: solving all the sums together, and narrowing each number between what it must and what it can be
at most, as no count of people is below zero.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import inf
from typing import Final

import numpy as np

Place = tuple[int, int]
"""Row and column; the row after the last one is the totals."""
Equation = tuple[tuple[Place, ...], Place]
"""Cells that add up to one cell."""
Signed = Mapping[Place, int]
"""The unknown cells of a sum, each times what it counts there: 1 for a part, -1 for what they add up to."""
Range = tuple[float, float]

_NOTHING: Final = 1e-9
_ROUNDS: Final = 40
"""Narrowing settles in a few rounds; a reader has no more patience than this."""


def found_out(equations: Sequence[Equation], visible: Mapping[Place, float], hidden: Collection[Place]) -> set[Place]:
    """Give the hidden places of which a reader learns the exact number."""
    unknown = sorted({cell for parts, whole in equations for cell in (*parts, whole)} & set(hidden))
    if not unknown:
        return set()
    moves = _moves([_unknowns_of(equation, hidden) for equation in equations])
    ranges = _narrowed(equations, visible, unknown)
    return {cell for cell in unknown if abs(moves.get(cell, inf)) < _NOTHING or ranges[cell][1] - ranges[cell][0] < 1}


def _unknowns_of(equation: Equation, hidden: Collection[Place]) -> Signed:
    """What is on both sides of its own sum says nothing and falls out."""
    parts, whole = equation
    times = Counter(cell for cell in parts if cell in hidden)
    if whole in hidden:
        times[whole] -= 1
    return {cell: sign for cell, sign in times.items() if sign}


def _moves(sums: Sequence[Signed]) -> dict[Place, float]:
    """How far each unknown goes in a change of them all, taken at random, that leaves every sum as it is.

    What stands still in it stands still in every such change, and is settled: chance does not hit nought. An unknown
    of one sum alone takes up whatever the others of it do, so its sum need not be solved with the rest.
    """
    chance, aside = np.random.default_rng(1), []
    left: list[Signed] = [one for one in sums if one]
    while taken := _taken_out(left):
        aside += [(cell, left[number]) for number, cell in taken.items()]
        still = {cell for number, cell in taken.items() if len(left[number]) == 1}
        rest = (one for number, one in enumerate(left) if number not in taken)
        left = [{cell: sign for cell, sign in one.items() if cell not in still} for one in rest if one.keys() - still]
    moves = _in_the_core(left, chance)
    for cell, one in reversed(aside):
        others = [(sign, moves.setdefault(other, chance.normal())) for other, sign in one.items() if other != cell]
        moves[cell] = -sum(sign * move for sign, move in others) / one[cell]
    return moves


def _taken_out(sums: Sequence[Signed]) -> dict[int, Place]:
    """The sums with one unknown; when there is none, those with an unknown of their own; each with that unknown."""
    alone = {number: next(iter(one)) for number, one in enumerate(sums) if len(one) == 1}
    homes: dict[Place, list[int]] = {}
    for number, one in enumerate(sums):
        for cell in one:
            homes.setdefault(cell, []).append(number)
    return alone or {numbers[0]: cell for cell, numbers in homes.items() if len(numbers) == 1}


def _in_the_core(sums: Sequence[Signed], chance: np.random.Generator) -> dict[Place, float]:
    """The same where every unknown stands in several sums: a change less what the sums would notice of it."""
    cells = sorted({cell for one in sums for cell in one})
    if not cells:
        return {}
    matrix = np.array([[one.get(cell, 0) for cell in cells] for one in sums], dtype=np.float64)
    change = chance.normal(size=len(cells))
    return dict(zip(cells, change - np.linalg.lstsq(matrix, matrix @ change, rcond=None)[0], strict=True))


def _narrowed(
    equations: Sequence[Equation], visible: Mapping[Place, float], unknown: Sequence[Place]
) -> dict[Place, Range]:
    ranges: dict[Place, Range] = {cell: (count, count) for cell, count in visible.items()}
    ranges |= dict.fromkeys(unknown, (0.0, inf))
    for _ in range(_ROUNDS):
        before = dict(ranges)
        for parts, whole in equations:
            _narrow(ranges, parts, whole)
        if ranges == before:
            break
    return ranges


def _narrow(ranges: dict[Place, Range], parts: Sequence[Place], whole: Place) -> None:
    """Tighten the cells of one sum by one another."""
    least = sum(ranges[part][0] for part in parts)
    most = sum(ranges[part][1] for part in parts)
    low, high = max(ranges[whole][0], least), min(ranges[whole][1], most)
    ranges[whole] = (low, high)
    for part in parts:
        own_low, own_high = ranges[part]
        others_most = sum(ranges[other][1] for other in parts if other != part) if most == inf else most - own_high
        new_low, new_high = max(own_low, low - others_most), min(own_high, high - (least - own_low))
        ranges[part] = (new_low, new_high)
        least, most = least - own_low + new_low, others_most + new_high
