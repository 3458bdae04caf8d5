"""Room: channels. Unproven: what the fact sheet could not prove about Zalo is logged the first time it is met.

Constant event names, and fields that never hold a person's words, name or address.
"""

import structlog

log = structlog.get_logger("zalo")


class Unproven:
    """Says each thing once in the life of the program, so that a busy day does not fill the log."""

    def __init__(self) -> None:
        self._said: set[tuple[str, str]] = set()

    def met(self, event: str, kind: str = "") -> None:
        """`event` has happened; `kind` is which of its sides (facts/zalo.md §6) was seen."""
        if (event, kind) not in self._said:
            self._said.add((event, kind))
            log.warning(event, kind=kind)
