"""Room: content. Gaps: questions that found no answer, near-equal ones together. Raw material for phrasings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from content.folding import fold
from content.normal import plain

QUESTIONS: Final = "questions"
FLAGGED: Final = "flagged"
"""The reports that gaps and flagged steps are read from."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question, in the words most people used, with the lesson that came nearest ("" for none)."""

    words: str
    nearest: str
    n: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class FlaggedStep:
    """A step (1-based) that looks different on the screens of several people."""

    lesson: str
    step: int
    n: int
    first: str
    last: str


def gaps(rows: Iterable[Mapping[str, Any]]) -> tuple[Gap, ...]:
    """The biggest first; rows come with the most frequent words first, so those speak for their group."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(plain(row["words"]) or fold(row["words"]) or row["words"], []).append(row)
    found = [_together(group) for group in groups.values()]
    return tuple(sorted(found, key=lambda gap: -gap.n))


def _together(rows: list[Mapping[str, Any]]) -> Gap:
    return Gap(
        words=rows[0]["words"],
        nearest=next((row["nearest"] for row in rows if row["nearest"]), ""),
        n=sum(row["n"] for row in rows),
        first=min(row["first"] for row in rows),
        last=max(row["last"] for row in rows),
    )


def flagged_steps(rows: Iterable[Mapping[str, Any]]) -> tuple[FlaggedStep, ...]:
    """The steps that most people flagged first."""
    return tuple(FlaggedStep(row["lesson"], row["step"], row["n"], row["first"], row["last"]) for row in rows)
