"""Room: content. Standing: where a target of the plan stands today. Pure; a gap stays a gap and never becomes 0."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from bot.model.number import Number, NumberKind, Rate
from content.calendar import Every, Once, QuarterDay, ends, next_occurrence, starts
from content.campaign import MODELS, Campaign, Target, Unit
from content.facts import Facts

Origin = Literal["persons", "makers", "official", "logged"]
PERIODS: Final = {"per_week": "week", "per_month": "month"}


@dataclass(frozen=True, slots=True)
class Share:
    """How many out of how many, in one place. `wanted` is the number that would meet the target there."""

    unit: Unit
    value: int | None
    of: Number | None
    wanted: int | None
    met: bool | None

    @property
    def percent(self) -> float | None:
        """The share; None while either number is missing."""
        return _percent(self.value, self.of.value if self.of else None)


@dataclass(frozen=True, slots=True)
class Standing:
    """A target and everything that can be said about it today."""

    target: Target
    origin: Origin
    value: int | None
    """Persons, sessions, villages…: counted here, or the office's own number; None is "chưa có số liệu"."""
    of: int | None
    of_source: str | None
    wanted: int | None
    """The whole number that meets the target; None while the denominator is missing."""
    met: bool | None
    due: date | None
    days_left: int | None
    """Negative once the day has passed."""
    working_days: int
    """Days on which something can still be done, today included."""
    number: Number | None
    """The office's number behind `value`, where it is one."""
    villages: tuple[Share, ...]
    untold: int
    rate: Rate | None = None
    """The office's own percentage; it stands beside `value` and is never computed with."""
    closed: "Standing | None" = None
    """Where it stood at the end of its deadline's day, once that day has passed: nothing changes it any more."""

    @property
    def percent(self) -> float | None:
        """The share of the denominator, for targets that are a share."""
        return _percent(self.value, self.of) if self.target.unit == "percent" else None

    @property
    def missing(self) -> int | None:
        """How many more are needed."""
        return None if self.wanted is None or self.value is None else max(0, self.wanted - self.value)

    @property
    def pace(self) -> int | None:
        """How many more a day, so that it is reached in time; None when met, overdue or unknown."""
        if not self.missing or not self.working_days or self.met:
            return None
        return math.ceil(self.missing / self.working_days)

    @property
    def lagging(self) -> tuple[Share, ...]:
        """Villages that do not stand where the target wants them, the farthest behind first."""
        behind = [share for share in self.villages if share.met is False]
        return tuple(sorted(behind, key=lambda share: (share.percent or 0, share.value or 0)))

    @property
    def unmeasured(self) -> int:
        """Villages of which nobody can say how they stand."""
        return sum(share.met is None for share in self.villages)


def standings(plan: Campaign, facts: Facts, today: date) -> tuple[Standing, ...]:
    """Every target of the plan, in its order."""
    return tuple(standing(plan, target, facts, today) for target in plan.targets)


def standing(plan: Campaign, target: Target, facts: Facts, today: date) -> Standing:
    """One target; with what stood at its deadline apart, where that has passed and the facts know it."""
    found, due = _standing(plan, target, facts, today), target.due(today)
    then = facts.at(due) if due is not None and due < today else None
    return found if due is None or then is None else replace(found, closed=_standing(plan, target, then, due))


def _standing(plan: Campaign, target: Target, facts: Facts, today: date) -> Standing:
    origin, value_in = _measure(plan, target, facts, today)
    place = plan.units[0]
    villages = _villages(plan, target, facts, value_in) if has_villages(plan, target) else ()
    value, number = _value(target, place, value_in, villages)
    of, of_source = _whole(plan, target, facts)
    wanted = _wanted(plan, target, of)
    days_left, working = _time(target, today)
    rate = facts.rate(target.series, place.id, today)
    return Standing(
        target=target,
        origin=origin,
        value=value,
        of=of,
        of_source=of_source,
        wanted=wanted,
        met=_met_everywhere(villages) if target.unit == "per_unit" else _met(target, value, of, rate),
        due=target.due(today),
        days_left=days_left,
        working_days=working,
        number=number,
        villages=villages,
        untold=facts.untold(target) if target.evidence else 0,
        rate=rate,
    )


Value = tuple[int | None, Number | None]
ValueIn = Callable[[str | None], Value]
"""The value of a village by its id, or (None) of the whole place."""


def _measure(plan: Campaign, target: Target, facts: Facts, today: date) -> tuple[Origin, ValueIn]:
    if target.evidence is not None:
        return "persons", lambda unit: (facts.persons(target, unit), None)
    if target.series in MODELS:
        return "makers", lambda unit: (facts.makers(target, unit), None)
    series = str(target.series)
    if any(one.series == series for one in facts.logged):
        return "logged", lambda unit: (_logged(target, facts, unit, today), None)

    def official(unit: str | None) -> Value:
        number = facts.number(NumberKind.OFFICIAL, series, unit or plan.units[0].id)
        if number is not None and not _in_period(target, number.as_of, today):
            number = None
        return (number.value if number else None), number

    return ("official" if series.startswith("official:") else "logged"), official


def _logged(target: Target, facts: Facts, unit: str | None, today: date) -> int:
    return sum(
        one.n
        for one in facts.logged
        if one.series == target.series and unit in (None, one.unit) and _in_period(target, one.day, today)
    )


def _in_period(target: Target, day: date, today: date) -> bool:
    """Something wanted each week or month is counted anew in each."""
    period = PERIODS.get(target.unit)
    if period is None:
        return day <= today
    window = next_occurrence(Every(period), today)
    return window is not None and starts(window) <= day <= min(today, ends(window))


def has_villages(plan: Campaign, target: Target) -> bool:
    """Villages are told apart where persons are counted, or the plan wants something of each of them."""
    return len(plan.units) > 1 and (target.unit == "per_unit" or target.denominator in _OF_PEOPLE)


_OF_PEOPLE: Final = ("adults", "citizens_16", "residents", "households", "pupils")


def _villages(plan: Campaign, target: Target, facts: Facts, value_in: ValueIn) -> tuple[Share, ...]:
    return tuple(_share(target, facts, unit, value_in(unit.id)[0]) for unit in plan.villages())


def _share(target: Target, facts: Facts, unit: Unit, value: int | None) -> Share:
    if target.unit == "per_unit":
        met = None if value is None else target.met_by(value)
        return Share(unit, value, None, _least(target, target.value), met)
    of = facts.number(NumberKind.DENOMINATOR, target.denominator, unit.id)
    whole = of.value if of else None
    return Share(unit, value, of, _part(target, whole), _met(target, value, whole))


def _value(target: Target, place: Unit, value_in: ValueIn, villages: tuple[Share, ...]) -> Value:
    """The office's number for the whole place; without one the villages' together, if none of them is missing."""
    value, number = value_in(None)
    if value is None and villages and target.evidence is None:
        known = [share.value for share in villages if share.value is not None]
        value = sum(known) if len(known) == len(villages) else None
    return value, number


def _whole(plan: Campaign, target: Target, facts: Facts) -> tuple[int | None, str | None]:
    """The denominator and who says so: the whole place's number, or the sum of all villages'."""
    if target.denominator == "none":
        return None, None
    number = facts.number(NumberKind.DENOMINATOR, target.denominator, plan.units[0].id)
    if number is not None:
        return number.value, number.source
    if target.denominator == "units":
        return (len(plan.villages()), PLAN) if plan.units_complete else (None, None)
    parts = [facts.number(NumberKind.DENOMINATOR, target.denominator, unit.id) for unit in plan.villages()]
    given = [part for part in parts if part is not None]
    if len(given) != len(parts) or not plan.units_complete:
        return None, None
    return sum(part.value for part in given), "; ".join(dict.fromkeys(part.source for part in given))


PLAN: Final = "@plan"
"""Stands for "the plan's own list of places" where a source is named."""


def _wanted(plan: Campaign, target: Target, of: int | None) -> int | None:
    if target.unit == "percent":
        return _part(target, of)
    whole = plan.whole(target)
    return None if whole is None else _least(target, whole)


def _part(target: Target, of: int | None) -> int | None:
    """The smallest whole number that meets a percentage of `of`."""
    return None if of is None else _least(target, target.value * of / 100)


def _least(target: Target, value: float) -> int:
    """The smallest whole number the plan accepts: "trên 10" wants 11."""
    rounded = round(value, 9)  # 0.7 × 10 must not become 7.000000000000001 and ask for one more person.
    return math.floor(rounded) + 1 if target.operator == ">" else math.ceil(rounded)


def _met(target: Target, value: int | None, of: int | None, rate: Rate | None = None) -> bool | None:
    """By the number of people; only where there is none, by the percentage that the office gave."""
    if rate is not None and value is None:
        return target.met_by(rate.percent)
    if target.unit != "percent":
        return None if value is None else target.met_by(value)
    part = _part(target, of)
    if value is None or part is None or not of:
        return None
    return value >= part


def _met_everywhere(villages: Iterable[Share]) -> bool | None:
    answers = [share.met for share in villages]
    if False in answers:
        return False
    return True if answers and None not in answers else None


def _time(target: Target, today: date) -> tuple[int | None, int]:
    """Days left, and days on which something can still be done: "trước ngày" leaves out the day itself."""
    due = target.due(today)
    if due is None:
        return None, 0
    left = (due - today).days
    before = isinstance(target.deadline, Once | QuarterDay) and target.deadline.before
    return left, max(0, left if before else left + 1)


def _percent(value: int | None, of: int | None) -> float | None:
    return None if value is None or not of else 100 * value / of
