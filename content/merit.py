"""Room: content. Merit: which village or person meets the criteria of a model. Visible criteria, or none at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.model.number import NumberKind
from content.campaign import PERSONAL, Campaign, Criterion, Model, Unit
from content.facts import Facts
from content.standing import standings


@dataclass(frozen=True, slots=True)
class Measured:
    """A criterion and what was measured; None is "chưa có số liệu", which meets nothing."""

    criterion: Criterion
    value: float | None

    @property
    def met(self) -> bool | None:
        """Whether it is enough."""
        return None if self.value is None else self.value >= self.criterion.least


@dataclass(frozen=True, slots=True)
class Merit:
    """A village beside all criteria of a model."""

    unit: Unit
    measured: tuple[Measured, ...]

    @property
    def met(self) -> bool | None:
        """Whether it meets all of them; None while nobody can say."""
        answers = [one.met for one in self.measured]
        return False if False in answers else None if None in answers else bool(answers)


def models(plan: Campaign) -> tuple[Model, ...]:
    """The models of the plan that an office recognises."""
    return tuple(model for model in plan.models if model.who is not None)


def model_for(plan: Campaign, who: Literal["persons", "villages"]) -> Model | None:
    """The model of persons, or of villages; None where the plan has none."""
    return next((model for model in plan.models if model.who == who), None)


def series(model: Model, what: str) -> str:
    """The name under which the office's own criterion is kept, among the numbers that offices give."""
    return f"criterion:{model.id}/{what}"


def criteria(plan: Campaign, facts: Facts, model: Model) -> tuple[Criterion, ...]:
    """What a model has to meet: the plan's criteria, each in the office's own measure where it has given one."""
    wanted = {criterion.what: criterion for criterion in model.criteria}
    for what in PERSONAL if model.who == "persons" else (target.id for target in plan.targets):
        number = facts.number(NumberKind.OFFICIAL, series(model, what), plan.units[0].id)
        if number is not None:
            wanted[what] = Criterion(what, number.value, number.source)
    return tuple(criterion for criterion in wanted.values() if criterion.least > 0)


def merits(plan: Campaign, facts: Facts, model: Model, today: date) -> tuple[Merit, ...]:
    """Every village, those that meet all first; nothing while there are no criteria."""
    wanted = criteria(plan, facts, model)
    if not wanted:
        return ()
    shares = {
        (standing.target.id, share.unit.id): share.percent if standing.target.unit == "percent" else share.value
        for standing in standings(plan, facts, today)
        for share in standing.villages
    }
    found = [
        Merit(unit, tuple(Measured(one, shares.get((one.what, unit.id))) for one in wanted)) for unit in plan.villages()
    ]
    return tuple(sorted(found, key=lambda one: one.met is not True))


def of_person(wanted: tuple[Criterion, ...], own: Mapping[str, int]) -> tuple[Measured, ...]:
    """A person's own measures beside the criteria."""
    return tuple(Measured(one, own[one.what]) for one in wanted)
