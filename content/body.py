"""Room: content. The body of a lesson file: six Markdown sections. Opens no file, judges only shape."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from content.manuscript import Line, Manuscript, written
from content.quiz_section import read_quiz
from content.schema import Question, Step, Trouble

SECTIONS: Final = (
    "Tóm tắt",
    "Các bước",
    "Khi gặp khó",
    "Giữ an toàn",
    "Câu hỏi kiểm tra",
    "Bà con hay hỏi",
)

SINGLE: Final = " [1]"
"""Ends a step that rests on one source only."""


@dataclass(frozen=True, slots=True)
class Body:
    """What the six sections say."""

    summary: str
    steps: tuple[Step, ...]
    troubles: tuple[Trouble, ...]
    safety: str
    quiz: tuple[Question, ...]
    phrasings: tuple[str, ...]


def read_body(manuscript: Manuscript, lines: Sequence[Line]) -> Body:
    """The body as written; what does not fit the form is blamed and left out."""
    found = _sections(manuscript, lines)
    _judge_headings(manuscript, found)
    summary, steps, troubles, safety, quiz, phrasings = (found.get(heading, []) for heading in SECTIONS)
    return Body(
        summary=_read_one_line(manuscript, summary, "summary"),
        steps=_read_steps(manuscript, steps),
        troubles=_read_troubles(manuscript, troubles),
        safety=_read_one_line(manuscript, safety, "safety"),
        quiz=read_quiz(manuscript, quiz),
        phrasings=_read_phrasings(manuscript, phrasings),
    )


def _sections(manuscript: Manuscript, lines: Sequence[Line]) -> dict[str, list[Line]]:
    """The lines under each heading, in the order of the file."""
    sections: dict[str, list[Line]] = {}
    current: list[Line] | None = None
    for line in written(lines):
        if line.text.startswith("## "):
            if line.text in manuscript.where:
                manuscript.blame_line(line.number, f"{line.text} stands here a second time", "keep one of the two")
            manuscript.mark(line.text, line.number)
            current = sections.setdefault(line.text.removeprefix("## ").strip(), [])
        elif current is None:
            manuscript.blame_line(line.number, "a line stands before the first section", "move it into a section")
        else:
            current.append(line)
    return sections


def _judge_headings(manuscript: Manuscript, found: dict[str, list[Line]]) -> None:
    order = ", ".join(SECTIONS)
    for heading, lines in found.items():
        if heading not in SECTIONS:
            manuscript.blame(f"## {heading}", "is no section of a lesson", f"the sections are: {order}")
        elif not lines:
            manuscript.blame(f"## {heading}", "is empty", "write it, even if short")
    end = max((line.number for line in written(manuscript.raw)), default=1)
    for heading in SECTIONS:
        if heading not in found:
            manuscript.blame_line(end, f"section ## {heading} is missing", f"add it; the order is: {order}")
    known = [heading for heading in found if heading in SECTIONS]
    stray = [heading for heading, due in zip(known, SECTIONS, strict=False) if heading != due]
    if stray and len(known) == len(SECTIONS):
        manuscript.blame(f"## {stray[0]}", "stands in the wrong place", f"the order is: {order}")


def _read_one_line(manuscript: Manuscript, lines: Sequence[Line], place: str) -> str:
    for line in lines:
        manuscript.mark(place, line.number)
    for line in lines[1:]:
        manuscript.blame_line(line.number, f"{place} has more than one line", "write it as one line")
    return lines[0].text if lines else ""


def _read_steps(manuscript: Manuscript, lines: Sequence[Line]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for line in lines:
        due = len(steps) + 1
        manuscript.mark(f"step {due}", line.number)
        found = re.fullmatch(r"(\d+)\. +(.+)", line.text)
        if found is None:
            manuscript.blame_line(
                line.number, "this line is no step", f'write one step on one line, beginning "{due}. "'
            )
            continue
        if int(found[1]) != due:
            manuscript.blame(f"step {due}", f"is numbered {found[1]}", f'number it "{due}. "')
        steps.append(Step(found[2].removesuffix(SINGLE), found[2].endswith(SINGLE)))
    return tuple(steps)


def _read_troubles(manuscript: Manuscript, lines: Sequence[Line]) -> tuple[Trouble, ...]:
    troubles: list[Trouble] = []
    for line in lines:
        found = re.fullmatch(r"- +(.+?) → (.+)", line.text)
        if found is None:
            manuscript.blame_line(line.number, "this line is no trouble", 'write "- what one sees → what to do"')
            continue
        troubles.append(Trouble(found[1], found[2]))
        manuscript.mark(f"trouble {len(troubles)}", line.number)
    return tuple(troubles)


def _read_phrasings(manuscript: Manuscript, lines: Sequence[Line]) -> tuple[str, ...]:
    phrasings: list[str] = []
    for line in lines:
        if not line.text.startswith("- "):
            manuscript.blame_line(line.number, "this line is no phrasing", 'write one phrasing on one line after "- "')
            continue
        phrasings.append(line.text.removeprefix("- ").strip())
        manuscript.mark(f"phrasing {len(phrasings)}", line.number)
    return tuple(phrasings)
