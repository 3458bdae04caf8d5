"""Room: content. Proof: a lesson whose form is right, and all a citizen hears of it. Judges nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from content.manuscript import Manuscript
from content.problem import Problem, Severity
from content.schema import Lesson

QUOTE: Final = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a citizen hears. `refuted` is a quiz option the lesson itself calls wrong."""

    place: str
    text: str
    refuted: bool = False

    @property
    def own_words(self) -> str:
        """Without what stands in quotes: names on the screen and others' speech are not ours to word."""
        return QUOTE.sub('"…"', self.text)


@dataclass(frozen=True, slots=True)
class Proof:
    """The lesson beside the manuscript it was read from."""

    manuscript: Manuscript
    lesson: Lesson

    def problem(self, place: str, wrong: str, remedy: str, severity: Severity = Severity.ERROR) -> Problem:
        """What is wrong with the thing at `place`."""
        return self.manuscript.problem(place, wrong, remedy, severity)

    def spoken(self) -> Iterator[Said]:
        """Everything that is shown or read aloud; phrasings are what people say to us, so not they."""
        lesson = self.lesson
        yield Said("title", lesson.title)
        yield Said("ask", lesson.ask)
        yield Said("audience", lesson.audience)
        for number, item in enumerate(lesson.prepare, 1):
            yield Said(f"prepare {number}", item)
        yield Said("summary", lesson.summary)
        for number, step in enumerate(lesson.steps, 1):
            yield Said(f"step {number}", step.text)
        for number, trouble in enumerate(lesson.troubles, 1):
            yield Said(f"trouble {number}", f"{trouble.sign} → {trouble.remedy}")
        yield Said("safety", lesson.safety)
        yield from self._quiz()

    def _quiz(self) -> Iterator[Said]:
        for number, question in enumerate(self.lesson.quiz, 1):
            place = f"question {number}"
            yield Said(place, question.text)
            for index, option in enumerate(question.options):
                yield Said(f"{place} option {index + 1}", option, refuted=index != question.right)
            yield Said(f"{place} why", question.why)
