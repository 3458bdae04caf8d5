"""Room: model. Request: what somebody can ask about their data, and the law's days for it (Law 91/2025 Art. 4).

The lengths: facts/legal_and_reports.md §1.4 (Decree 356/2025 Art. 5).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class RequestKind(StrEnum):
    """By its right. The bot itself settles view, copy, withdraw and delete at once; a person settles the rest."""

    VIEW = "view"
    CORRECT = "correct"
    COPY = "copy"
    WITHDRAW = "withdraw"
    RESTRICT = "restrict"
    OBJECT = "object"
    DELETE = "delete"
    PROTECT = "protect"


ACKNOWLEDGE: Final = 2
"""Working days until the person hears that the request has arrived."""

DAYS: Final[Mapping[RequestKind, int]] = {
    RequestKind.VIEW: 10,
    RequestKind.CORRECT: 10,
    RequestKind.COPY: 10,
    RequestKind.WITHDRAW: 15,
    RequestKind.RESTRICT: 15,
    RequestKind.OBJECT: 15,
    RequestKind.PROTECT: 15,
    RequestKind.DELETE: 20,
}
"""Calendar days until it is settled."""
