"""Room: content. Held out: every own line asked of a search that has never seen it. Only for setting the bars."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from content.corpus import UNSAFE, Example, examples_of, strangers
from content.schema import Lesson
from content.search import Finder
from content.thresholds import Trial
from content.training import train

PARTS: Final = 4

Line = TypeVar("Line", str, Example)


def held_out(lessons: Sequence[Lesson], parts: int = PARTS) -> Iterator[Trial]:
    """How each line fares when its part is kept from the training."""
    for part in range(parts):
        kept = [replace(lesson, phrasings=_without(lesson.phrasings, part, parts)) for lesson in lessons]
        others = _without(strangers(), part, parts)
        finder = Finder(kept, train([*examples_of(kept), *others], ""), others=others)
        for lesson in lessons:
            yield from (_trial(finder, text, lesson.id) for text in lesson.phrasings[part::parts])
        yield from (_trial(finder, other.text, None) for other in strangers()[part::parts] if _is_asked(other))


def _is_asked(other: Example) -> bool:
    """Whether the search has the first word; a wish we do not help with is heard before it."""
    return not other.name.startswith(UNSAFE)


def _without(lines: Sequence[Line], part: int, parts: int) -> tuple[Line, ...]:
    return tuple(line for place, line in enumerate(lines) if place % parts != part)


def _trial(finder: Finder, text: str, lesson: str | None) -> Trial:
    finding = finder.find(text)
    best = finding.ranked[0] if finding.ranked else None
    right = best is not None and best.lesson == lesson
    return Trial(finding.sure, finding.together, lesson is not None, right, held=True)
