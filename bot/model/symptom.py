"""Room: model. Symptom: what the doctor found in one place. Its words live in content/copy/doctor.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Grade(StrEnum):
    """How bad it is. Only BAD makes `hocvuso doctor` fail."""

    FINE = "fine"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Symptom:
    """`name` is its key in the copy; `values` fill the gaps and never hold a token."""

    grade: Grade
    name: str
    values: Mapping[str, object] = field(default_factory=dict)


def fine(key: str, /, **values: object) -> Symptom:
    """All is well."""
    return Symptom(Grade.FINE, key, values)


def note(key: str, /, **values: object) -> Symptom:
    """Worth a look."""
    return Symptom(Grade.NOTE, key, values)


def bad(key: str, /, **values: object) -> Symptom:
    """People are not served until somebody acts."""
    return Symptom(Grade.BAD, key, values)
