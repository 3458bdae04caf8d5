"""Room: content. A lesson file, from its text to a Lesson or to what is wrong with it. Touches no disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from content.body import Body, read_body
from content.front_matter import FENCE, read_front
from content.manuscript import Line, Manuscript, manuscript_of
from content.schema import Confidence, Lesson, Source


@dataclass(frozen=True, slots=True)
class LessonFile:
    """`lesson` is None when the form is so broken that nobody could be taught from it."""

    id: str
    manuscript: Manuscript
    lesson: Lesson | None


def read_lesson(file: str, lesson_id: str, text: str) -> LessonFile:
    """Reads the text of `file`; never raises, every mistake is in the manuscript's problems."""
    manuscript = manuscript_of(file, text)
    head, rest = _halves(manuscript)
    fields = read_front(manuscript, head)
    body = read_body(manuscript, rest)
    _judge_id(manuscript, lesson_id, fields)
    lesson = None if manuscript.problems else _lesson(fields, body)
    return LessonFile(lesson_id, manuscript, lesson)


def _halves(manuscript: Manuscript) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines between the two fences, and those after them."""
    lines = manuscript.lines
    fences = [index for index, line in enumerate(lines) if line.text == FENCE]
    if len(fences) >= 2 and fences[0] == 0:
        return lines[1 : fences[1]], lines[fences[1] + 1 :]
    manuscript.blame_line(1, f"the file has no head between two {FENCE} lines", f"begin it with {FENCE} and the fields")
    sections = [index for index, line in enumerate(lines) if line.text.startswith("## ")]
    return (), lines[sections[0] :] if sections else ()


def _judge_id(manuscript: Manuscript, lesson_id: str, fields: dict[str, Any]) -> None:
    if fields.get("id", lesson_id) != lesson_id:
        manuscript.blame("id", f"is {fields['id']!r}", f'write id = "{lesson_id}", the name of the file')


def _lesson(fields: dict[str, Any], body: Body) -> Lesson:
    return Lesson(
        id=fields["id"],
        title=fields["title"],
        ask=fields["ask"],
        topic=fields["topic"],
        audience=fields["audience"],
        prepare=tuple(fields["prepare"]),
        minutes=fields["minutes"],
        office=fields["office"],
        next=tuple(fields["next"]),
        checked_on=fields["checked_on"],
        confidence=Confidence(fields["confidence"]),
        sources=_sources(fields["sources"]),
        summary=body.summary,
        steps=body.steps,
        troubles=body.troubles,
        safety=body.safety,
        quiz=body.quiz,
        phrasings=body.phrasings,
    )


def _sources(blocks: Sequence[dict[str, str]]) -> tuple[Source, ...]:
    return tuple(Source(block["name"], block["date"], block["ref"], block.get("url")) for block in blocks)
