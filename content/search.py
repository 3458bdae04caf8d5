"""Room: content. Search: a citizen's words → ranked lessons, and whether that is sure enough to answer.

Three readings are added up: a trained model over words, pairs, concepts and letters; how much of the question the
phrasings say; how much of it the lesson itself says. The sum is turned into chances over all lessons and over
everything that is no lesson (corpus.py), so "none of these" competes like any other answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from content.bm25 import Index, standing
from content.corpus import claims, strangers
from content.families import anchors
from content.linear import Linear, shipped
from content.normal import READ, Normal, normalise
from content.schema import Lesson
from content.thresholds import Thresholds, shipped_thresholds

__all__ = ["READ", "Finder", "Finding", "Match", "Verdict"]

_MODEL: Final = 0.84
_PHRASES: Final = 0.49
_BODY: Final = 0.46
_LESSON: Final = -1.7
"""The weights of the sum, fitted to phrasings the model had not seen (benchmarks/search.py --weights)."""
_ALONE: Final = 2.0
"""The phrasings' weight where no model knows these lessons."""
_SHOWN: Final = 5
_SHORT: Final = 9
_LEANING: Final = frozenset(("a", "the", "con", "no", "ma", "roi", "vay", "thi", "neu", "nhung", "o", "u"))
"""First words of a message that goes on from the one before."""


class Verdict(StrEnum):
    """What to do with a ranking."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """A lesson and the chance, from 0 to 1, that it is the one."""

    lesson: str
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict and the lessons, best first; `other` is the likeliest thing that is no lesson."""

    verdict: Verdict
    ranked: tuple[Match, ...]
    together: float = 0.0
    """The chance that any lesson is the one."""
    other: Match = Match("", 0.0)
    used_previous: bool = False


class Finder:
    """Ranks the lessons it was made with; keeps nothing of what it was asked."""

    def __init__(
        self, lessons: Iterable[Lesson], model: Linear | None = None, thresholds: Thresholds | None = None
    ) -> None:
        taught = list(lessons)
        self._thresholds = thresholds or shipped_thresholds()
        self._phrases = Index(
            {lesson.id: [normalise(text) for text in claims(lesson)] for lesson in taught} | _others()
        )
        self._body = Index({lesson.id: [normalise(text) for text in _said_in(lesson)] for lesson in taught})
        self._model = _fitting(model or shipped(), self._phrases.names)
        self._taught = len(taught)
        names = self._phrases.names
        known = self._model.names if self._model else names
        # A lesson the model knows and this place does not offer still takes its share, so nobody gets a wrong one.
        self._names = (*names, *(name for name in known if name not in set(names)))
        self._order = np.array([known.index(name) for name in self._names])

    def find(self, text: str, previous: str | None = None) -> Finding:
        """Rank the lessons for a question; a short one that goes on from `previous` is read together with it."""
        normal = normalise(text)
        joined = previous is not None and _goes_on(normal, normalise(previous))
        if joined:
            normal = normalise(f"{previous} . {text}")
        return self._finding(self.chances(normal), joined=joined) if normal.words else Finding(Verdict.NONE, ())

    def chances(self, normal: Normal) -> npt.NDArray[np.float64]:
        """The chance of each of `self.names`, adding up to 1."""
        phrases = standing(self._phrases.score(normal))
        total = np.zeros(len(self._names))
        total[: len(phrases)] = phrases * (_PHRASES if self._model else _ALONE)
        total[: self._taught] += standing(self._body.score(normal)) * _BODY + _LESSON
        if self._model:
            total += self._model.score(normal)[self._order] * _MODEL
        powers = np.exp(total - total.max())
        return np.asarray(powers / powers.sum())

    @property
    def names(self) -> tuple[str, ...]:
        """What `chances` are chances of: the lessons first."""
        return self._names

    def _finding(self, chances: npt.NDArray[np.float64], *, joined: bool) -> Finding:
        ranked = self._best(chances[: self._taught], 0)
        other = self._best(chances[self._taught :], self._taught)
        together = float(chances[: self._taught].sum())
        return Finding(self._verdict(ranked, together), ranked, together, other[0], joined)

    def _best(self, chances: npt.NDArray[np.float64], start: int) -> tuple[Match, ...]:
        places = np.argsort(-chances, kind="stable")[:_SHOWN]
        return tuple(Match(self._names[start + place], float(chances[place])) for place in places)

    def _verdict(self, ranked: Sequence[Match], together: float) -> Verdict:
        if not ranked or together < self._thresholds.inside:
            return Verdict.NONE
        return Verdict.ANSWER if ranked[0].score >= self._thresholds.direct else Verdict.CLARIFY


def _goes_on(normal: Normal, before: Normal) -> bool:
    """Whether a message needs the one before it: short or leaning, and naming no new thing."""
    if not normal.words or not before.words:
        return False
    short = len(normal.words) < _SHORT or normal.words[0] in _LEANING
    return short and anchors(normal.words) <= anchors(before.words)


def _said_in(lesson: Lesson) -> tuple[str, ...]:
    """What the lesson itself says."""
    steps = [step.text for step in lesson.steps]
    troubles = [text for trouble in lesson.troubles for text in (trouble.sign, trouble.remedy)]
    quiz = [text for question in lesson.quiz for text in (question.text, *question.options, question.why)]
    return (lesson.summary, lesson.audience, *lesson.prepare, lesson.safety, *steps, *troubles, *quiz)


@cache
def _others() -> dict[str, list[Normal]]:
    """What is no lesson, read once."""
    found: dict[str, list[Normal]] = {}
    for name, text in strangers():
        found.setdefault(name, []).append(normalise(text))
    return found


def _fitting(model: Linear | None, names: Sequence[str]) -> Linear | None:
    """A model that has not met one of the lessons would never find it: better none at all."""
    return model if model and set(names) <= set(model.names) else None
