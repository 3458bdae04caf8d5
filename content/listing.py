"""Room: content. The lessons as rows of a list, for whoever looks after them. Counts only, reads no clock."""

from dataclasses import dataclass
from datetime import date

from content.schema import Confidence, Lesson, Library


@dataclass(frozen=True, slots=True)
class Row:
    """One lesson: how sure, how old, how long. `characters` are those of the steps."""

    id: str
    title: str
    confidence: Confidence
    age_days: int
    steps: int
    characters: int
    quiz: int
    phrasings: int


def listing(library: Library, today: date) -> tuple[Row, ...]:
    """One row a lesson, in the order of the library."""
    return tuple(_row(lesson, today) for lesson in library)


def _row(lesson: Lesson, today: date) -> Row:
    return Row(
        id=lesson.id,
        title=lesson.title,
        confidence=lesson.confidence,
        age_days=(today - lesson.checked_on).days,
        steps=len(lesson.steps),
        characters=sum(len(step.text) for step in lesson.steps),
        quiz=len(lesson.quiz),
        phrasings=len(lesson.phrasings),
    )
