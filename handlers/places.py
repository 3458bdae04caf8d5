"""Room: handlers. Places: choosing a village as a step, and the villages somebody works in."""

from bot.model.role import Role
from content.campaign import Unit
from handlers.menu import Option
from handlers.turn import Turn


def options(units: tuple[Unit, ...]) -> tuple[Option, ...]:
    """A choice for each village; "Ea Bra" means "Buôn Ea Bra" too."""
    return tuple(Option(unit.name, unit.id, names=(*unit.aliases, *_bare(unit.name))) for unit in units)


def worked(turn: Turn) -> tuple[Unit, ...]:
    """Where whoever speaks works: a volunteer's own villages, an organizer's all."""
    villages = turn.book.campaign.villages()
    if Role.ORGANIZER in turn.contact.roles:
        return villages
    return tuple(unit for unit in villages if unit.id in turn.contact.villages)


def named(turn: Turn, units: tuple[str, ...]) -> str:
    """Their names in a row; the whole commune when none is told."""
    names = [unit.name for name in units if (unit := turn.book.campaign.unit(name)) is not None]
    return ", ".join(names) or turn.book.campaign.commune


def _bare(name: str) -> tuple[str, ...]:
    first, _, rest = name.partition(" ")
    return (rest,) if rest and first else ()
