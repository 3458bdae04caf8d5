"""Room: model. GuidanceSession: a buổi hướng dẫn or a lớp that took place, in numbers only; nobody is named."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

CORRECTABLE: Final = timedelta(days=7)
"""How long after it was logged a session can be corrected; every correction leaves a trail."""


class SessionKind(StrEnum):
    """What took place; the plans count the two apart."""

    SESSION = "session"
    CLASS = "class"


COUNTS: Final = ("elders", "women", "minorities", "disabled")
"""Of those who came; None was not counted, which is not the same as nobody."""


@dataclass(frozen=True, slots=True)
class GuidanceSession:
    """`lesson` is "" when it was about something else; `code` is what attendees send that day."""

    unit: str
    day: date
    kind: SessionKind
    lesson: str
    heads: int
    code: str
    elders: int | None = None
    women: int | None = None
    minorities: int | None = None
    disabled: int | None = None
