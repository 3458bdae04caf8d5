"""Room: model. Report: the rows of one read-only query, as a decision gets to see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]
"""One row by its column names."""

Report = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A report a decision asks for by name, and what its query may look at beside person and time."""

    name: str
    given: Mapping[str, str] = field(default_factory=dict)
