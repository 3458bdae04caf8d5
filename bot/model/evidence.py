"""Room: model. Evidence: how we know that something was learned. Rungs are reported side by side, never added."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Evidence(StrEnum):
    """The ladder, lowest rung first: self_reported < quiz_passed < retained < witnessed < official."""

    SELF_REPORTED = "self_reported"
    QUIZ_PASSED = "quiz_passed"
    RETAINED = "retained"
    WITNESSED = "witnessed"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True)
class Completion:
    """One lesson on one rung for one person, with its own proof. `at` is aware UTC."""

    lesson: str
    evidence: Evidence
    at: datetime
