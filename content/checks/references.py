"""Room: content. Every lesson that is named exists. Judges only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.checks.proof import Proof
from content.problem import Problem


@dataclass(frozen=True, slots=True)
class Mention:
    """A lesson named by another file of the room: by a path, a target or a model of a campaign."""

    lesson_id: str
    file: str
    line: int


def check_next(proof: Proof, known: frozenset[str]) -> Iterator[Problem]:
    """The lessons to go on with."""
    seen: set[str] = set()
    for lesson_id in proof.lesson.next:
        if lesson_id == proof.lesson.id:
            yield proof.problem("next", "names the lesson itself", "name the lesson that comes after it")
        elif lesson_id in seen:
            yield proof.problem("next", f"names {lesson_id} twice", "keep one")
        elif lesson_id not in known:
            yield proof.problem(
                "next", f"names {lesson_id}, and there is no such lesson", "look for a slip, or name another"
            )
        seen.add(lesson_id)


def check_mentions(mentions: Sequence[Mention], known: frozenset[str]) -> Iterator[Problem]:
    """The lessons of the campaigns."""
    for mention in mentions:
        if mention.lesson_id not in known:
            wrong = f"the plan names {mention.lesson_id}, and there is no such lesson"
            yield Problem(mention.file, mention.line, wrong, "look for a slip, or write the lesson")
