"""Room: content. Places: the plan's list of places with what organizers have changed since; the file stays as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from bot.model.place import Changed, PlaceChange
from content.campaign import Campaign, Unit, UnitKind


def placed(plan: Campaign, changes: Iterable[PlaceChange]) -> Campaign:
    """The plan with its places as they are now. A renamed place keeps its id, its facts and its old name."""
    units = {unit.id: unit for unit in plan.units}
    for change in changes:
        units = _apply(units, change)
    return replace(plan, units=tuple(units.values()))


def _apply(units: Mapping[str, Unit], change: PlaceChange) -> dict[str, Unit]:
    """One change; one about a place that is no longer there changes nothing."""
    if change.change is Changed.ADDED:
        return {**units, change.unit: _added(change)}
    unit = units.get(change.unit)
    if unit is None:
        return dict(units)
    match change.change:
        case Changed.NAMED:
            named = replace(unit, name=change.value, confirmed=True, aliases=_with(unit, unit.name))
            return {**units, unit.id: named}
        case Changed.ALIASED:
            return {**units, unit.id: replace(unit, aliases=tuple(filter(None, change.value.split(";"))))}
        case Changed.MERGED:
            return _merged(units, unit, change.value)


def _added(change: PlaceChange) -> Unit:
    kind, parent, name = change.value.split("|", 2)
    return Unit(change.unit, name, cast("UnitKind", kind), parent, confirmed=True)


def _merged(units: Mapping[str, Unit], unit: Unit, into: str) -> dict[str, Unit]:
    """People go on saying the old name, so the other place answers to it."""
    if into not in units:
        return dict(units)
    rest = {id_: other for id_, other in units.items() if id_ != unit.id}
    return {**rest, into: replace(rest[into], aliases=_with(rest[into], unit.name, *unit.aliases))}


def _with(unit: Unit, *names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*unit.aliases, *names)))
