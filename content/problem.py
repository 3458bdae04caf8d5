"""Room: content. Problem: something wrong in an authored file, said so that its author can put it right."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a problem stops."""

    ERROR = "error"
    """The content check fails."""
    WARNING = "warning"
    """Worth a look; the check still passes."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`file` is written from the project's top, so that an editor can open what a terminal prints."""

    file: str
    line: int
    wrong: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.wrong}; {self.remedy}"
