"""Room: content. Facts: what is known about the plan's targets at one moment, out of the reports; asks no database."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from bot.model.day import local_day
from bot.model.evidence import Evidence
from bot.model.number import Number, NumberKind, Rate
from bot.model.report import Report, Row
from content.campaign import Campaign, Target

Rows = Iterable[Row]

NEEDS: Final = ("attained", "rungs", "logged", "numbers", "unit_changes", "rates", "attained_then", "numbers_then")
"""The reports that a standing is computed from; `given` says what they have to be asked with."""


def given(plan: Campaign, today: date) -> dict[str, str]:
    """The deadlines that have passed: at the end of each of these days something stood, and stays."""
    passed = {due for target in plan.targets if (due := target.due(today)) is not None and due < today}
    return {"days": json.dumps(sorted(day.isoformat() for day in passed))}


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
    rates: tuple[Rate, ...] = ()
    then: Mapping[date, "Facts"] = field(default_factory=dict)
    """What was known at the end of a deadline's day, of those that were asked for."""

    def persons(self, target: Target, unit: str | None = None) -> int | None:
        """Persons of the target's groups who attained it; None while nobody was ever counted on its rung."""
        if target.evidence not in self.rungs:
            return None
        return sum(
            n
            for (name, place, group), n in self.attained.items()
            if name == target.id and group in target.learners and unit in (None, place)
        )

    def makers(self, target: Target, unit: str | None = None) -> int | None:
        """Those who make a model of the plan; None until the first one does."""
        counted = {place: n for place, n in self.attained.items() if place[0] == target.id}
        return sum(n for (_, place, _), n in counted.items() if unit in (None, place)) if counted else None

    def untold(self, target: Target) -> int:
        """Persons with the lessons whose group nobody knows, so that they count for nothing."""
        return sum(n for (name, _, group), n in self.attained.items() if name == target.id and group == "")

    def number(self, kind: NumberKind, name: str, unit: str) -> Number | None:
        """The number that an office gave for a place."""
        return self.numbers.get((kind, name, unit))

    def rate(self, series: str | None, unit: str, until: date) -> Rate | None:
        """The last percentage that an office gave for a place, about a day up to `until`."""
        known = (one for one in self.rates if (one.series, one.unit) == (series, unit) and one.as_of <= until)
        return max(known, key=lambda one: one.as_of, default=None)

    def at(self, day: date) -> "Facts | None":
        """What was known at the end of a day; a denominator that came later stands for the missing one."""
        known = self.then.get(day)
        if known is None:
            return None
        later = {place: one for place, one in self.numbers.items() if one.kind is NumberKind.DENOMINATOR}
        return replace(known, numbers={**later, **known.numbers})


def facts_of(plan: Campaign, reports: Mapping[str, Report]) -> Facts:
    """Read the reports of NEEDS for one plan; a village that was merged into another counts there."""
    now = _facts(plan, reports, reports["attained"], reports["numbers"])
    persons, numbers = reports["attained_then"], reports["numbers_then"]
    then = {
        date.fromisoformat(day): _facts(
            plan, reports, [row for row in persons if row["day"] == day], [row for row in numbers if row["day"] == day]
        )
        for day in {str(row["day"]) for row in persons}
    }
    return replace(now, then=then)


def _facts(plan: Campaign, reports: Mapping[str, Report], persons: Rows, given: Rows) -> Facts:
    merged = merges(plan, reports["unit_changes"])
    attained: dict[tuple[str, str, str], int] = {}
    for row in persons:
        of, _, target = str(row["target"]).partition("/")
        if of == plan.id:
            place = (target, merged.get(row["unit"], row["unit"]), row["grp"])
            attained[place] = attained.get(place, 0) + int(row["n"])
    logged = tuple(
        Logged(row["series"], merged.get(row["unit"], row["unit"]), date.fromisoformat(row["day"]), int(row["n"]))
        for row in reports["logged"]
    )
    rungs = frozenset(Evidence(row["evidence"]) for row in reports["rungs"])
    numbers = {_place(one): one for one in map(_number, given)}
    rates = tuple(map(_rate, reports["rates"]))
    return Facts(attained, rungs, logged, _joined(numbers, plan, reports["unit_changes"]), rates)


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


def _rate(row: Row) -> Rate:
    whole = row["whole"]
    return Rate(
        str(row["series"]),
        str(row["unit"]),
        float(row["percent"]),
        None if whole is None else int(whole),
        str(row["source"]),
        date.fromisoformat(str(row["as_of"])),
    )


def _place(number: Number) -> tuple[NumberKind, str, str]:
    return number.kind, number.name, number.unit
