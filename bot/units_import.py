"""Room: app. Units import: what a filled-in list would change, or every cell that has to be mended first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from bot.exports.units_template import KINDS
from bot.model.number import Number, NumberKind
from bot.model.place import Changed, PlaceChange
from bot.units_file import Filled, UnitsFile
from content.campaign import Campaign, Denominator, Unit
from content.campaign_check import ID, ID_LONGEST
from content.copybook import Copy
from content.facts import Facts
from content.folding import fold
from content.number_said import COUNTED, FIRST_YEAR, MOST
from content.places import placed


@dataclass(frozen=True, slots=True)
class Import:
    """What the file says beyond what is known already; `wrong` is empty, or nothing is taken over."""

    changes: tuple[PlaceChange, ...]
    numbers: tuple[Number, ...]
    wrong: tuple[str, ...]


def plan_import(given: UnitsFile, plan: Campaign, facts: Facts, copy: Copy, today: date) -> Import:
    """Compare the file with what is known. The same file a second time changes nothing."""
    reading = _Reading(plan, facts, copy, today)
    for row in given.units:
        reading.read_unit(row)
    reading.look_for_twins(given.units)
    for row in given.numbers:
        reading.read_number(row)
    return Import(tuple(reading.changes), tuple(reading.numbers), tuple(reading.wrong))


@dataclass(slots=True)
class _Reading:
    plan: Campaign
    facts: Facts
    copy: Copy
    today: date
    changes: list[PlaceChange] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seen: set[tuple[str, ...]] = field(default_factory=set)
    units: dict[str, Unit] = field(default_factory=dict)
    """The places as they are after what was read so far."""

    def __post_init__(self) -> None:
        self.units = {unit.id: unit for unit in self.plan.units}

    def change(self, change: PlaceChange) -> None:
        """Take a change in, and what it makes of its place."""
        self.changes.append(change)
        only = replace(self.plan, units=tuple(filter(None, (self.now(change.unit),))))
        self.units |= {unit.id: unit for unit in placed(only, (change,)).units}

    def blame(self, row: Filled, name: str, why: str, **values: object) -> None:
        said = self.copy.say(f"units.wrong_{why}", **values)
        self.wrong.append(self.copy.say("units.wrong", sheet=row.sheet, cell=row.at(name), why=said))

    # Places

    def read_unit(self, row: Filled) -> None:
        """One place: new, renamed, with other names, or as it was."""
        before = len(self.wrong)
        self._check_unit(row)
        if len(self.wrong) > before:
            return
        id_, name = row.text("id"), row.text("name")
        unit = self.now(id_)
        if unit is None:
            self.change(PlaceChange(id_, Changed.ADDED, "|".join((row.text("kind"), row.text("parent"), name))))
        elif unit.name != name:
            self.change(PlaceChange(id_, Changed.NAMED, name))
        self._read_aliases(row, id_)

    def _check_unit(self, row: Filled) -> None:
        id_ = row.text("id")
        if not ID.fullmatch(id_) or len(id_) > ID_LONGEST:
            self.blame(row, "id", "id")
        elif ("unit", id_) in self.seen:
            self.blame(row, "id", "twice", value=id_)
        self.seen.add(("unit", id_))
        if not row.text("name") or len(row.text("name")) > 80 or "|" in row.text("name"):
            self.blame(row, "name", "name")
        if row.text("kind") not in KINDS:
            self.blame(row, "kind", "kind", known=", ".join(KINDS))
        if self.now(id_) is None and self.now(row.text("parent")) is None:
            self.blame(row, "parent", "parent", value=row.text("parent"))
        for name in ("id", "name", "aliases"):
            if row.text(name).startswith("="):
                self.blame(row, name, "formula")

    def _read_aliases(self, row: Filled, id_: str) -> None:
        unit = self.now(id_)
        aliases = tuple(filter(None, (part.strip() for part in row.text("aliases").split(";"))))
        if unit is not None and not set(aliases) <= set(unit.aliases):
            together = tuple(dict.fromkeys((*unit.aliases, *aliases)))
            self.change(PlaceChange(id_, Changed.ALIASED, ";".join(together)))

    def now(self, id_: str) -> Unit | None:
        """A place as it is after what was read so far."""
        return self.units.get(id_)

    def look_for_twins(self, rows: tuple[Filled, ...]) -> None:
        """Two places answering to one name would give one village the other's people."""
        owners: dict[str, str] = {}
        filled = {row.text("id"): row for row in rows}
        for unit in self.units.values():
            for name in {fold(name) for name in (unit.name, *unit.aliases)}:
                if owners.setdefault(name, unit.id) != unit.id:
                    row = filled.get(unit.id)
                    if row is not None:
                        self.blame(row, "name", "same_name", value=unit.name, other=owners[name])

    # Numbers

    def read_number(self, row: Filled) -> None:
        """One denominator; an empty number is no number and never a nought."""
        if row.text("value") == "":
            return
        before = len(self.wrong)
        unit, what = self._where(row), self._what(row)
        value, source, as_of = self._value(row), self._source(row), self._as_of(row)
        if len(self.wrong) > before or not what or unit is None or value is None or as_of is None:
            return
        number = Number(NumberKind.DENOMINATOR, what, unit, value, source, as_of)
        if self.facts.number(number.kind, what, unit) != number:
            self.numbers.append(number)

    def _where(self, row: Filled) -> str | None:
        unit = self.now(row.text("unit_id"))
        if unit is None:
            self.blame(row, "unit_id", "unit", value=row.text("unit_id"))
            return None
        key = ("number", unit.id, fold(row.text("counts")))
        if key in self.seen:
            self.blame(row, "counts", "number_twice")
        self.seen.add(key)
        return unit.id

    def _what(self, row: Filled) -> Denominator | None:
        said = fold(row.text("counts"))
        found = next((what for what in COUNTED if fold(self.copy.say(f"table.counts.{what}")) == said), None)
        if found is None:
            self.blame(row, "counts", "counts", known="; ".join(self._counts()))
        return found

    def _counts(self) -> Iterator[str]:
        return (self.copy.say(f"table.counts.{what}") for what in COUNTED)

    def _value(self, row: Filled) -> int | None:
        """A whole number; "3.456" as people write it is one too, 3,5 persons are not."""
        value = row.cells.get("value")
        if isinstance(value, str):
            if value.startswith("="):
                self.blame(row, "value", "formula")
                return None
            digits = value.strip()
            value = int(digits.replace(".", "")) if re.fullmatch(r"[0-9]{1,9}|[0-9]{1,3}(\.[0-9]{3})+", digits) else -1
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not 0 <= value <= MOST
            or value != int(value)
        ):
            self.blame(row, "value", "value")
            return None
        return int(value)

    def _source(self, row: Filled) -> str:
        source = row.text("source")
        if not source or source.startswith("="):
            self.blame(row, "source", "source")
        return source[:120]

    def _as_of(self, row: Filled) -> date | None:
        day = row.cells.get("as_of")
        if isinstance(day, str) and (found := re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", day)):
            try:
                day = date(int(found[3]), int(found[2]), int(found[1]))
            except ValueError:
                day = None
        if not isinstance(day, date) or day > self.today or day.year < FIRST_YEAR:
            self.blame(row, "as_of", "as_of")
            return None
        return day
