"""Room: model. Place: what an organizer changed in the plan's list of places; the history is kept."""

from dataclasses import dataclass
from enum import StrEnum


class Changed(StrEnum):
    """A place came, got its name, got other names, or became part of another one."""

    ADDED = "added"
    NAMED = "named"
    ALIASED = "aliased"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """`value` is "kind|parent|name" of a new place, the name, other names with ";" between them, or the other id."""

    unit: str
    change: Changed
    value: str
