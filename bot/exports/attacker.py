"""Room: exports. What a reader with patience finds out about hidden numbers. Pure; the other side of suppress.py.

Two ways are tried: solving all the sums together, and narrowing each number between what it must and what it can be
at most, as no count of people is below zero.
"""

from collections.abc import Collection, Mapping, Sequence
from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

Place = tuple[int, int]
"""Row and column; the row after the last one is the totals."""
Equation = tuple[tuple[Place, ...], Place]
"""Cells that add up to one cell."""
Range = tuple[float, float]

_NOTHING: Final = 1e-9
_ROUNDS: Final = 40
"""Narrowing settles in a few rounds; a reader has no more patience than this."""


def found_out(equations: Sequence[Equation], visible: Mapping[Place, float], hidden: Collection[Place]) -> set[Place]:
    """Give the hidden places of which a reader learns the exact number."""
    unknown = sorted({cell for parts, whole in equations for cell in (*parts, whole)} & set(hidden))
    if not unknown:
        return set()
    free = _free(_matrix(equations, unknown))
    solved = {cell for cell, moves in zip(unknown, free, strict=True) if not moves}
    ranges = _narrowed(equations, visible, unknown)
    return solved | {cell for cell in unknown if ranges[cell][1] - ranges[cell][0] < 1}


def _matrix(equations: Sequence[Equation], unknown: Sequence[Place]) -> NDArray[np.float64]:
    at = {cell: number for number, cell in enumerate(unknown)}
    matrix = np.zeros((len(equations), len(unknown)))
    for line, (parts, whole) in enumerate(equations):
        for cell, sign in [*((part, 1) for part in parts), (whole, -1)]:
            if cell in at:
                matrix[line, at[cell]] += sign
    return matrix


def _free(matrix: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which unknowns can move while every sum stays: those with a share in the null space."""
    _, sizes, directions = np.linalg.svd(matrix)
    null = directions[int(np.sum(sizes > _NOTHING)) :]
    return np.asarray(np.abs(null).max(axis=0, initial=0) > _NOTHING)


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
