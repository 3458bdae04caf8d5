"""Benchmarks: every shipped phrasing held out in turn, asked of a search that has never seen it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from content.corpus import examples
from content.schema import Lesson
from content.search import Finder, Verdict
from content.training import train


@dataclass(slots=True)
class Held:
    """How the held-out phrasings fared."""

    asked: int = 0
    first: int = 0
    among_three: int = 0
    answered: int = 0
    wrong: int = 0
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)


def hold_out(lessons: Sequence[Lesson], folds: int) -> Held:
    """Train without each part of the phrasings, then ask that part."""
    held = Held()
    for fold in range(folds):
        kept = [_without(lesson, fold, folds) for lesson in lessons]
        finder = Finder(kept, train(examples(kept), ""))
        for lesson in lessons:
            for phrasing in lesson.phrasings[fold::folds]:
                _ask(finder, lesson.id, phrasing, held)
    return held


def _without(lesson: Lesson, fold: int, folds: int) -> Lesson:
    kept = tuple(text for place, text in enumerate(lesson.phrasings) if place % folds != fold)
    return replace(lesson, phrasings=kept)


def _ask(finder: Finder, lesson: str, phrasing: str, held: Held) -> None:
    finding = finder.find(phrasing)
    ranked = [match.lesson for match in finding.ranked]
    right, answered = ranked[0] == lesson, finding.verdict is Verdict.ANSWER
    held.asked += 1
    held.first += right
    held.among_three += lesson in ranked[:3]
    held.answered += answered
    held.wrong += answered and not right
    if not right:
        held.confused[lesson, ranked[0]] += 1


def lines(held: Held) -> Iterator[str]:
    """The result in words."""
    share = 100 / held.asked
    yield (
        f"{held.asked} phrasings: first {held.first * share:.1f} %, among three {held.among_three * share:.1f} %, "
        f"answered {held.answered * share:.1f} %, answered wrongly {held.wrong * share:.1f} %"
    )
    yield "most confused: " + ", ".join(
        f"{meant} → {taken} ({times})" for (meant, taken), times in held.confused.most_common(12)
    )
