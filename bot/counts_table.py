"""Room: command line. Counts as a table: names for readers, ids for programs, denominators where somebody gave one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.exports.figures import Cell, Column, CountTable, Row
from bot.model.count import By
from bot.model.evidence import Evidence
from bot.model.number import NumberKind
from content.book import Book
from content.campaign import Denominator
from content.facts import Facts
from content.tally_sheet import Line, Sheet

_WHOLE_OF: Final[dict[str, Denominator]] = {"hoc-sinh": "pupils", "can-bo": "officials", "lao-dong-htx": "workers"}
"""The groups that a denominator exists for; together people are a share of all residents."""


@dataclass(frozen=True, slots=True)
class CountSheet:
    """A sheet with what its table needs to name and compare."""

    sheet: Sheet
    book: Book
    facts: Facts
    limited: bool
    """Counted over a period: then persons are those who came to the rung in it, and rows do not add up."""

    def table(self, title: str, *, long: bool, ids: bool) -> CountTable:
        """`long` gives each rung a row of its own, `ids` adds what programs know things by."""
        columns = (*self._place_columns(ids=ids), *(self._long_columns() if long else self._wide_columns()))
        lines = self.sheet.lines
        if long:
            rows = [(*self._names(line, ids=ids), *row) for line in lines for row in self._long(line)]
            return CountTable(title, columns, rows)
        rows = [(*self._names(line, ids=ids), *self._wide(line)) for line in lines]
        blank: Row = ("",) * (len(columns) - len(self._wide_columns()))
        return CountTable(title, columns, rows, totals=(*blank, *self._wide(self.sheet.total, total=True)))

    def _say(self, key: str, **values: object) -> str:
        return self.book.copy.say(key, **values)

    # The places of a row

    def _place_columns(self, *, ids: bool) -> Iterator[Column]:
        for by in self.sheet.by:
            name = self._say(f"columns.{by}")
            yield Column(name)
            if ids and by in _NAMED:
                yield Column(self._say("columns.id", name=name))

    def _names(self, line: Line, *, ids: bool) -> Iterator[Cell]:
        for by, at in zip(self.sheet.by, line.place, strict=True):
            yield self._name(by, at)
            if ids and by in _NAMED:
                yield at

    def _name(self, by: By, at: str) -> str:
        if not at:
            return self._say("counts.untold")
        find = _NAMED.get(by)
        return (find(self.book, at) if find else None) or at

    # The numbers of a row, all rungs side by side

    def _wide_columns(self) -> tuple[Column, ...]:
        return tuple(column for rung in self.sheet.rungs for column in self._rung_columns(rung)) + tuple(self._rest())

    def _rung_columns(self, rung: Evidence) -> Iterator[Column]:
        persons = self._say("columns.persons", rung=self._say(f"rung.{rung}"))
        yield Column(persons, "integer", "sum" if self.sheet.persons_add_up else self._given, persons=True)
        if self.sheet.persons_add_up:
            yield Column(self._say("columns.events", rung=self._say(f"rung.{rung}")), "integer", "sum")
        if self._compares:
            name = self._say("columns.percent_of", rung=self._say(f"rung.{rung}"))
            yield Column(name, "percent", self._given, part=persons, whole=self._say("columns.whole"))

    def _rest(self) -> Iterator[Column]:
        if self._compares:
            yield Column(self._say("columns.whole"), "integer", self._given)
        if self._opens:
            yield Column(self._say("columns.opened"), "integer", "sum")

    @property
    def _given(self) -> Literal["given", "none"]:
        return "none" if self.limited and not self.sheet.persons_add_up else "given"

    @property
    def _compares(self) -> bool:
        return By.UNIT in self.sheet.by or By.GROUP in self.sheet.by

    @property
    def _opens(self) -> bool:
        """An opening belongs to no person, so to no village and no group."""
        return not self._compares

    def _wide(self, line: Line, *, total: bool = False) -> Row:
        cells: list[Cell] = []
        for rung in self.sheet.rungs:
            cells.append(line.persons[rung])
            if self.sheet.persons_add_up:
                cells.append(line.events[rung])
            if self._compares:
                cells.append(_percent(line.persons[rung], self._whole(line, total=total)))
        if self._compares:
            cells.append(self._whole(line, total=total))
        if self._opens:
            cells.append(line.opened)
        return tuple(cells)

    def _whole(self, line: Line, *, total: bool) -> Cell:
        """Residents of the village, or the group's own number; "" where no number could fit."""
        at = {} if total else dict(zip(self.sheet.by, line.place, strict=True))
        unit = at.get(By.UNIT, self.book.campaign.units[0].id)
        group = at.get(By.GROUP)
        what = "residents" if group is None else _WHOLE_OF.get(group)
        if not unit or what is None:
            return ""
        number = self.facts.number(NumberKind.DENOMINATOR, what, unit)
        return number.value if number else None

    # A row for each rung

    def _long_columns(self) -> tuple[Column, ...]:
        persons, events = (self._say(f"columns.all_{what}") for what in ("persons", "events"))
        return Column(self._say("columns.rung")), Column(persons, "integer", persons=True), Column(events, "integer")

    def _long(self, line: Line) -> Iterator[Row]:
        for rung in self.sheet.rungs:
            if line.events[rung]:
                yield self._say(f"rung.{rung}"), line.persons[rung], line.events[rung]


_NAMED: Final[dict[By, Callable[[Book, str], str | None]]] = {
    By.UNIT: lambda book, at: unit.name if (unit := book.campaign.unit(at)) else None,
    By.LESSON: lambda book, at: lesson.title if (lesson := book.library.lesson(at)) else None,
    By.GROUP: lambda book, at: path.title if (path := book.campaign.path(at)) else None,
}


def _percent(part: Cell, whole: Cell) -> Cell:
    if whole == "":
        return ""
    return 100 * part / whole if isinstance(part, int) and isinstance(whole, int) and whole else None
