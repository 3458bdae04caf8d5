"""Room: content. League: villages by the share of adults they have surely reached. The rule: docs/figures.md."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.model.contest import Margin
from bot.model.number import NumberKind
from content.campaign import Campaign, Target, Unit
from content.facts import Facts
from content.wilson import lower_bound


@dataclass(frozen=True, slots=True)
class Place:
    """A village: how many of how many, the share surely reached, the rank; None where a number is missing or 0."""

    unit: Unit
    persons: int | None
    adults: int | None
    sure: float | None
    rank: int | None = None

    @property
    def percent(self) -> float | None:
        """The plain share."""
        return None if self.persons is None or not self.adults else 100 * self.persons / self.adults

    @property
    def margin(self) -> float:
        """How much of the share is taken off for chance."""
        return min(100.0, self.percent or 0.0) - (self.sure or 0.0)


def league(plan: Campaign, facts: Facts, fewest: int = 1) -> tuple[Place, ...]:
    """The first target of the plan that counts adults decides; within the margin of the first one it is a tie.

    A village with less than `fewest` persons stands apart, without a share and a rank.
    """
    target = next((t for t in plan.targets if t.evidence is not None and t.denominator == "adults"), None)
    if target is None:
        return ()
    places = [_place(facts, target, unit, fewest) for unit in plan.villages()]
    ranked = sorted((one for one in places if one.sure is not None), key=lambda one: -(one.sure or 0))
    return (*_with_ranks(ranked), *(one for one in places if one.sure is None))


def _with_ranks(ranked: list[Place]) -> Iterator[Place]:
    """A village shares the rank of the one above as long as chance alone may be what lies between them."""
    first, rank = None, 0
    for number, one in enumerate(ranked, 1):
        if first is None or (one.sure or 0) < (first.sure or 0) - first.margin:
            first, rank = one, number
        yield replace(one, rank=rank)


def _place(facts: Facts, target: Target, unit: Unit, fewest: int) -> Place:
    persons = facts.persons(target, unit.id)
    number = facts.number(NumberKind.DENOMINATOR, "adults", unit.id)
    adults = number.value if number else None
    enough = persons is not None and persons >= fewest
    return Place(unit, persons, adults, lower_bound(persons or 0, adults, Margin.STRICT) if enough and adults else None)
