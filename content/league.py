"""Room: content. League: villages by the share of adults they have surely reached. The rule: docs/figures.md."""

from dataclasses import dataclass

from bot.model.contest import Margin
from bot.model.number import NumberKind
from content.campaign import Campaign, Target, Unit
from content.facts import Facts
from content.wilson import lower_bound


@dataclass(frozen=True, slots=True)
class Place:
    """A village: how many of how many, the share surely reached, the rank; None where a number is missing."""

    unit: Unit
    persons: int | None
    adults: int | None
    sure: float | None
    rank: int | None

    @property
    def percent(self) -> float | None:
        """The plain share."""
        return None if self.persons is None or not self.adults else 100 * self.persons / self.adults


def league(plan: Campaign, facts: Facts) -> tuple[Place, ...]:
    """The first target of the plan that counts adults decides; equal shares have one rank."""
    target = next((t for t in plan.targets if t.evidence is not None and t.denominator == "adults"), None)
    if target is None:
        return ()
    places = [_place(facts, target, unit) for unit in plan.villages()]
    ranked = sorted((one for one in places if one.sure is not None), key=lambda one: -(one.sure or 0))
    shares = [round(one.sure or 0, 9) for one in ranked]
    told = [
        Place(one.unit, one.persons, one.adults, one.sure, shares.index(share) + 1)
        for one, share in zip(ranked, shares, strict=True)
    ]
    return (*told, *(one for one in places if one.sure is None))


def _place(facts: Facts, target: Target, unit: Unit) -> Place:
    persons = facts.persons(target, unit.id)
    number = facts.number(NumberKind.DENOMINATOR, "adults", unit.id)
    adults = number.value if number else None
    known = persons is not None and adults
    return Place(unit, persons, adults, lower_bound(persons or 0, adults or 1, Margin.STRICT) if known else None, None)
