"""Room: content. Where the facts come from and how sure they are. Judges only."""

import re
from collections.abc import Iterator
from typing import Final

from content.checks.proof import Proof
from content.problem import Problem
from content.schema import Confidence

COMMON_KNOWLEDGE: Final = "chung"
"""The ref of what holds on every phone and needs no fact sheet."""

_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def check_sources(proof: Proof) -> Iterator[Problem]:
    """Every source is dated, and not later than the day the lesson was checked."""
    checked_on = proof.lesson.checked_on.isoformat()
    for number, source in enumerate(proof.lesson.sources, 1):
        place = f"source {number} date"
        if not _DATE.fullmatch(source.date):
            yield proof.problem(
                place, f"is {source.date!r}", "write YYYY, YYYY-MM or YYYY-MM-DD, as far as it is known"
            )
        elif source.date > checked_on:
            yield proof.problem(place, f"{source.date} is after checked_on {checked_on}", "put one of the two right")


def check_confidence(proof: Proof) -> Iterator[Problem]:
    """The confidence is what the sources and the marks on the steps allow."""
    lesson = proof.lesson
    single = [number for number, step in enumerate(lesson.steps, 1) if step.single]
    if single and lesson.confidence is not Confidence.SINGLE:
        wrong = f"is {lesson.confidence}, yet step {single[0]} carries [1]"
        yield proof.problem(
            "confidence", wrong, 'write "single", or take the mark off if a second source stands behind it'
        )
    match lesson.confidence:
        case Confidence.SINGLE:
            yield from _single(proof, marked=bool(single))
        case Confidence.CONFIRMED:
            yield from _confirmed(proof)
        case Confidence.GENERAL:
            yield from _general(proof)


def _single(proof: Proof, *, marked: bool) -> Iterator[Problem]:
    if not marked:
        yield proof.problem(
            "confidence", "is single, yet no step carries [1]", "mark the step that rests on one source"
        )


def _confirmed(proof: Proof) -> Iterator[Problem]:
    names = {source.name for source in proof.lesson.sources if source.ref != COMMON_KNOWLEDGE}
    if len(names) < 2:
        wrong = f"is confirmed, yet {len(names)} source is named"
        yield proof.problem(
            "confidence", wrong, 'name two independent sources, or write "single" and mark the steps [1]'
        )


def _general(proof: Proof) -> Iterator[Problem]:
    if COMMON_KNOWLEDGE not in {source.ref for source in proof.lesson.sources}:
        wrong = f'is general, yet no source has ref "{COMMON_KNOWLEDGE}"'
        yield proof.problem("confidence", wrong, f'add the source of common knowledge with ref = "{COMMON_KNOWLEDGE}"')
