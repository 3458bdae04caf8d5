"""Room: content. The quiz of a lesson file. Opens no file, judges only shape."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from content.manuscript import Line, Manuscript
from content.schema import Question

_OPTION: Final = re.compile(r"- \[([ xX])\] +(.+)")


def read_quiz(manuscript: Manuscript, lines: Sequence[Line]) -> tuple[Question, ...]:
    """The questions that are whole; the others are blamed."""
    questions = (
        _read_question(manuscript, f"question {number}", head, rest)
        for number, (head, rest) in enumerate(_blocks(manuscript, lines), 1)
    )
    return tuple(question for question in questions if question is not None)


def _blocks(manuscript: Manuscript, lines: Sequence[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Each question's heading with the lines below it."""
    head: Line | None = None
    rest: list[Line] = []
    for line in lines:
        if line.text.startswith("### "):
            if head is not None:
                yield head, rest
            head, rest = line, []
        elif head is not None:
            rest.append(line)
        elif line is lines[0]:
            wrong = "this line belongs to no question"
            manuscript.blame_line(line.number, wrong, 'begin a question with "### "')
    if head is not None:
        yield head, rest


def _read_question(manuscript: Manuscript, place: str, head: Line, rest: Sequence[Line]) -> Question | None:
    manuscript.mark(place, head.number)
    options: list[str] = []
    right: list[int] = []
    why: list[str] = []
    for line in rest:
        if option := _OPTION.fullmatch(line.text):
            if option[1] != " ":
                right.append(len(options))
            options.append(option[2])
            manuscript.mark(f"{place} option {len(options)}", line.number)
        elif line.text.startswith("> "):
            why.append(line.text.removeprefix("> ").strip())
            manuscript.mark(f"{place} why", line.number)
        else:
            manuscript.blame_line(
                line.number, "this line is no part of a question", 'write "- [ ] …", "- [x] …" or "> …"'
            )
    if not _is_whole(manuscript, place, right, why):
        return None
    return Question(head.text.removeprefix("### ").strip(), tuple(options), right[0], why[0])


def _is_whole(manuscript: Manuscript, place: str, right: Sequence[int], why: Sequence[str]) -> bool:
    if len(right) != 1:
        manuscript.blame(place, f"has {len(right)} right answers", "mark exactly one option with [x]")
    if not why:
        manuscript.blame(place, "has no explanation", 'add a line "> why the answer is right"')
    elif len(why) > 1:
        manuscript.blame(place, "has more than one explanation", "write it as one line after >")
    return len(right) == len(why) == 1
