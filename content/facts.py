"""Room: content. Facts: what is known about the plan's targets at one moment, out of the reports; asks no database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from bot.model.day import local_day
from bot.model.evidence import Evidence
from bot.model.number import Number, NumberKind
from bot.model.report import Report
from content.campaign import Campaign, Target

NEEDS: Final = ("attained", "rungs", "logged", "numbers", "unit_changes")
"""The reports that a standing is computed from."""


@dataclass(frozen=True, slots=True)
class Logged:
    """Something that was held or published: how many, where ("" for nowhere in particular), on which day."""

    series: str
    unit: str
    day: date
    n: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Persons by target, village and group; logged things; numbers of offices; and what was measured at all."""

    attained: Mapping[tuple[str, str, str], int]
    rungs: frozenset[Evidence]
    logged: tuple[Logged, ...]
    numbers: Mapping[tuple[NumberKind, str, str], Number]

    def persons(self, target: Target, unit: str | None = None) -> int | None:
        """Persons of the target's groups who attained it; None while nobody was ever counted on its rung."""
        if target.evidence not in self.rungs:
            return None
        return sum(
            n
            for (name, place, group), n in self.attained.items()
            if name == target.id and group in target.learners and unit in (None, place)
        )

    def untold(self, target: Target) -> int:
        """Persons with the lessons whose group nobody knows, so that they count for nothing."""
        return sum(n for (name, _, group), n in self.attained.items() if name == target.id and group == "")

    def number(self, kind: NumberKind, name: str, unit: str) -> Number | None:
        """The number that an office gave for a place."""
        return self.numbers.get((kind, name, unit))


def facts_of(plan: Campaign, reports: Mapping[str, Report]) -> Facts:
    """Read the reports of NEEDS for one plan; a village that was merged into another counts there."""
    merged = merges(plan, reports["unit_changes"])
    attained: dict[tuple[str, str, str], int] = {}
    for row in reports["attained"]:
        of, _, target = str(row["target"]).partition("/")
        if of == plan.id:
            place = (target, merged.get(row["unit"], row["unit"]), row["grp"])
            attained[place] = attained.get(place, 0) + int(row["n"])
    logged = tuple(
        Logged(row["series"], merged.get(row["unit"], row["unit"]), date.fromisoformat(row["day"]), int(row["n"]))
        for row in reports["logged"]
    )
    rungs = frozenset(Evidence(row["evidence"]) for row in reports["rungs"])
    numbers = {_place(one): one for one in map(_number, reports["numbers"])}
    return Facts(attained, rungs, logged, _joined(numbers, plan, reports["unit_changes"]))


def merges(plan: Campaign, changes: Report) -> Mapping[str, str]:
    """Which village is part of which other one now, to the end of the chain."""
    merged: dict[str, str] = {}
    for row in changes:
        if row["plan"] == plan.id and row["change"] == "merged":
            old, new = str(row["unit"]), str(row["value"])
            merged = {unit: new if into == old else into for unit, into in merged.items()} | {old: new}
    return merged


Numbers = Mapping[tuple[NumberKind, str, str], Number]


def _joined(numbers: Numbers, plan: Campaign, changes: Report) -> Numbers:
    """After a merge the numbers of both villages go together, until somebody gives a newer one for the whole.

    Where one of the two is missing the whole is not known: half of it would be a wrong denominator.
    """
    known = dict(numbers)
    for row in changes:
        if row["plan"] == plan.id and row["change"] == "merged":
            merged_on = local_day(datetime.fromisoformat(row["at"]))
            for kind, name in {(kind, name) for kind, name, unit in known if unit in {row["unit"], row["value"]}}:
                old, new = known.pop((kind, name, row["unit"]), None), known.pop((kind, name, row["value"]), None)
                whole = _together(old, new, merged_on)
                if whole is not None:
                    known[_place(whole)] = whole
    return known


def _together(old: Number | None, new: Number | None, merged_on: date) -> Number | None:
    if new is not None and new.as_of > merged_on:
        return new
    if old is None or new is None:
        return None
    source = "; ".join(dict.fromkeys((new.source, old.source)))
    return replace(new, value=new.value + old.value, source=source, as_of=min(new.as_of, old.as_of))


def _number(row: Mapping[str, object]) -> Number:
    return Number(
        NumberKind(str(row["kind"])),
        str(row["name"]),
        str(row["unit"]),
        int(str(row["value"])),
        str(row["source"]),
        date.fromisoformat(str(row["as_of"])),
    )


def _place(number: Number) -> tuple[NumberKind, str, str]:
    return number.kind, number.name, number.unit
