"""Room: exports. Hiding small counts of people before a table is published. Pure; only hides, never changes a number.

A count under five persons is hidden. A reader who has the other numbers of the column, the sum they belong to, the
percentages or last month's table could still find it by subtraction, so these are hidden until no hidden cell can be.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from bot.exports.attacker import Equation, Place, found_out
from bot.exports.figures import FEW, Cell, CountTable, Hidden, Row
from bot.exports.totals import filled, has_totals, total_row

THRESHOLD: Final = 5


def gives_away(total: float, hidden: int, threshold: int = THRESHOLD) -> bool:
    """Whether the sum of hidden counts tells each: few people in all, or each as many as a hidden count can be."""
    return total < threshold or total == hidden * (threshold - 1)


def suppress(table: CountTable, threshold: int = THRESHOLD, earlier: CountTable | None = None) -> CountTable:
    """Give the table with few persons hidden; against an `earlier` table of the same shape, also small changes."""
    grid = _Grid(table, threshold)
    grid.hide_few()
    if earlier is not None:
        grid.hide_small_changes(earlier)
    while grid.protect():
        pass
    return grid.published()


class _Grid:
    def __init__(self, table: CountTable, threshold: int) -> None:
        self._table, self._threshold = table, threshold
        self._rows: list[Row] = [filled(table, row) for row in table.rows]
        self._rows += [total_row(table)] if has_totals(table) else []
        self._persons = [place for place, column in enumerate(table.columns) if column.persons]
        self._hidden = {place for place in self._places() if isinstance(self._cell(place), Hidden)}
        self._secret = set(self._hidden)
        self._equations = tuple(self._find_equations())

    def hide_few(self) -> None:
        """Hide every count of persons under the threshold."""
        self._keep_secret(place for place in self._places() if 0 <= self._count(place) < self._threshold)

    def hide_small_changes(self, earlier: CountTable) -> None:
        """Hide a count that moved by fewer persons than the threshold, as the move would show them."""
        before = _Grid(earlier, self._threshold)
        was = {(before._rows[row][0], column): before._count((row, column)) for row, column in before._places()}
        for row, column in self._places():
            old, new = was.get((self._rows[row][0], column), -1), self._count((row, column))
            if min(old, new) >= 0 and 0 < abs(new - old) < self._threshold:
                self._keep_secret([(row, column)])

    def _keep_secret(self, places: Iterable[Place]) -> None:
        self._secret.update(places)
        self._hidden |= self._secret

    def protect(self) -> bool:
        """Hide one more cell where the visible ones give a hidden one away; tell whether there was need to."""
        for parts, whole in self._equations:
            cells = (*parts, whole)
            hidden = [cell for cell in cells if cell in self._hidden]
            if hidden and (len(hidden) < 2 or not self._is_vague(parts, whole)) and self._hide_next(cells):
                return True
        known = self._found_out()
        everywhere = tuple(cell for parts, whole in self._equations for cell in (*parts, whole))
        return any(self._hide_next(self._around(place)) or self._hide_next(everywhere) for place in known)

    def published(self) -> CountTable:
        """Put the hiding into the table; a share whose part or whole is hidden goes with it."""
        rows = [self._published_row(number) for number in range(len(self._rows))]
        if not has_totals(self._table):
            return replace(self._table, rows=tuple(rows))
        return replace(self._table, rows=tuple(rows[:-1]), totals=rows[-1])

    def _published_row(self, number: int) -> Row:
        shown = [FEW if (number, place) in self._hidden else cell for place, cell in enumerate(self._rows[number])]
        secret = any(isinstance(shown[place], Hidden) for place in self._persons)
        return tuple(
            FEW if secret and column.kind == "percent" and cell is not None and cell != "" else cell
            for column, cell in zip(self._table.columns, shown, strict=True)
        )

    def _places(self) -> Iterator[Place]:
        return ((row, column) for row in range(len(self._rows)) for column in self._persons)

    def _cell(self, place: Place) -> Cell:
        return self._rows[place[0]][place[1]]

    def _count(self, place: Place) -> float:
        """The number of a cell, or -1 where there is none."""
        cell = self._cell(place)
        return cell if isinstance(cell, int | float) else -1

    def _find_equations(self) -> Iterator[Equation]:
        """Sums a reader can form: a column over the rows that have a number, a whole over all its parts."""
        last = len(self._rows) - 1
        for column in self._persons:
            if self._table.columns[column].total == "sum":
                yield tuple((row, column) for row in range(last) if self._known((row, column))), (last, column)
        for name in {column.part_of for column in self._table.columns if column.part_of}:
            parts = [at for at in self._persons if self._table.columns[at].part_of == name]
            for row in range(len(self._rows)):
                cells = tuple((row, at) for at in parts)
                if all(self._known(cell) for cell in (*cells, (row, self._table.place(name)))):
                    yield cells, (row, self._table.place(name))

    def _known(self, place: Place) -> bool:
        return self._cell(place) is not None

    def _is_vague(self, parts: tuple[Place, ...], whole: Place) -> bool:
        """Hidden parts of a visible whole must be enough people to be shared out in more than one way."""
        if whole in self._hidden:
            return True
        hidden = [max(0, self._count(part)) for part in parts if part in self._hidden]
        return not gives_away(sum(hidden), len(hidden), self._threshold)

    def _hide_next(self, cells: tuple[Place, ...]) -> bool:
        """Hide the smallest count still visible, so that as little as possible is lost.

        All that are as small go with it: a reader who knows this rule would learn from the one that was left.
        """
        visible = [cell for cell in cells if cell not in self._hidden and self._count(cell) >= 0]
        least = min(map(self._count, visible), default=None)
        self._hidden.update(cell for cell in visible if self._count(cell) == least)
        return bool(visible)

    def _around(self, place: Place) -> tuple[Place, ...]:
        return tuple(cell for parts, whole in self._equations for cell in (*parts, whole) if place in (*parts, whole))

    def _found_out(self) -> list[Place]:
        """Counts that had to be hidden and that all the sums together give away, though each alone does not."""
        cells = {cell for parts, whole in self._equations for cell in (*parts, whole)} - self._hidden
        visible = {cell: self._count(cell) for cell in cells}
        return sorted(found_out(self._equations, visible, self._hidden) & self._secret)
