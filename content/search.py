"""Room: content. Search: a citizen's words → ranked lessons, and whether that is sure enough to answer.

Three readings are added up: a trained model over words, pairs, concepts and letters; how much of the question the
phrasings say; how much of it the lesson itself says. The sum is turned into chances over all lessons and over
everything that is no lesson (corpus.py), so "none of these" competes like any other answer.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from content.bm25 import Index, standing
from content.corpus import Example, claims, strangers
from content.courtesy import without_courtesy
from content.followups import opens_subject, points_back
from content.linear import Linear, shipped
from content.normal import READ, Normal, normalise
from content.schema import Lesson
from content.thresholds import Thresholds, shipped_thresholds

__all__ = ["READ", "Finder", "Finding", "Match", "Verdict"]

_MODEL: Final = 0.84
_PHRASES: Final = 0.49
_BODY: Final = 0.46
_LESSON: Final = -1.7
"""The weights of the sum, fitted once to phrasings the model had not seen (`python -m benchmarks search`)."""
_ALONE: Final = 2.0
"""The phrasings' weight where no model knows these lessons."""
_SHOWN: Final = 5
_NEVER: Final = 1e-9
_USUAL: Final = 8
_LONGER: Final = 0.3
"""Words of a usual message, and how fast the odds grow with a longer one, fitted to held-out phrasings."""
_STRANGE: Final = 0.75
_STRANGE_BACK: Final = 0.95
"""How surely a message must be no lesson's matter to be read without the one before; surer if it points back."""
_ALONE_SHARE: Final = 0.5
_ALONE_SHARE_BACK: Final = 0.4
"""How much a message itself weighs beside both together; less if it points back."""

Chances = npt.NDArray[np.float64]


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
    sure: float = 0.0
    """How sure the best one is: its chance, corrected for the length of the message."""


class Finder:
    """Ranks the lessons it was made with; keeps nothing of what it was asked."""

    def __init__(
        self,
        lessons: Iterable[Lesson],
        model: Linear | None = None,
        thresholds: Thresholds | None = None,
        *,
        others: Iterable[Example] | None = None,
    ) -> None:
        taught = list(lessons)
        self._thresholds = thresholds or shipped_thresholds()
        self._phrases = Index(
            {lesson.id: [normalise(text) for text in claims(lesson)] for lesson in taught}
            | (_others() if others is None else _read(others))
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
        """Rank the lessons for a question; one that says too little alone is read together with `previous`."""
        normal = without_courtesy(normalise(text))
        if not normal.words:
            return Finding(Verdict.NONE, ())
        alone = self.chances(normal)
        before = without_courtesy(normalise(previous or ""))
        if not before.words or self._stands_alone(normal, before, alone):
            return self._finding(alone, normal, joined=False)
        together = self.chances(Normal(before.words + normal.words, before.also + normal.also))
        share = _ALONE_SHARE_BACK if points_back(normal.words) else _ALONE_SHARE
        return self._finding(_mixed(alone, together, share), normal, joined=True)

    def _stands_alone(self, normal: Normal, before: Normal, alone: Chances) -> bool:
        """Whether it names its own subject, is surely nothing we teach, or half-way from sure enough to certain."""
        if opens_subject(normal.words, before.words):
            return True
        back = points_back(normal.words)
        lessons = alone[: self._taught]
        if 1 - lessons.sum() >= (_STRANGE_BACK if back else _STRANGE):
            return True
        return not back and _sure(float(lessons.max(initial=0.0)), normal) >= (1 + self._thresholds.direct) / 2

    def chances(self, normal: Normal) -> Chances:
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

    def _finding(self, chances: Chances, normal: Normal, *, joined: bool) -> Finding:
        ranked = self._best(chances[: self._taught], 0)
        other = self._best(chances[self._taught :], self._taught)
        together = float(chances[: self._taught].sum())
        sure = _sure(ranked[0].score, normal) if ranked else 0.0
        return Finding(self._verdict(sure, together), ranked, together, other[0], joined, sure)

    def _best(self, chances: Chances, start: int) -> tuple[Match, ...]:
        places = np.argsort(-chances, kind="stable")[:_SHOWN]
        return tuple(Match(self._names[start + place], float(chances[place])) for place in places)

    def _verdict(self, sure: float, together: float) -> Verdict:
        if not sure or together < self._thresholds.inside:
            return Verdict.NONE
        return Verdict.ANSWER if sure >= self._thresholds.direct else Verdict.CLARIFY


def _sure(chance: float, normal: Normal) -> float:
    """A chance as experience corrects it: many words dilute each other, yet what they lead to is right more often."""
    odds = chance / max(1 - chance, _NEVER) * math.pow(max(len(normal.words) / _USUAL, 1.0), _LONGER)
    return odds / (1 + odds)


def _mixed(alone: Chances, together: Chances, share: float) -> Chances:
    """What both readings can agree on: neither the context nor the message may have its way against the other."""
    mixed = (alone + _NEVER) ** share * (together + _NEVER) ** (1 - share)
    return np.asarray(mixed / mixed.sum())


def _said_in(lesson: Lesson) -> tuple[str, ...]:
    """What the lesson itself says."""
    steps = [step.text for step in lesson.steps]
    troubles = [text for trouble in lesson.troubles for text in (trouble.sign, trouble.remedy)]
    quiz = [text for question in lesson.quiz for text in (question.text, *question.options, question.why)]
    return (lesson.summary, lesson.audience, *lesson.prepare, lesson.safety, *steps, *troubles, *quiz)


@cache
def _others() -> dict[str, list[Normal]]:
    """What is no lesson, read once."""
    return _read(strangers())


def _read(lines: Iterable[Example]) -> dict[str, list[Normal]]:
    found: dict[str, list[Normal]] = {}
    for name, text in lines:
        found.setdefault(name, []).append(normalise(text))
    return found


def _fitting(model: Linear | None, names: Sequence[str]) -> Linear | None:
    """A model that has not met one of the lessons would never find it: better none at all."""
    return model if model and set(names) <= set(model.names) else None
