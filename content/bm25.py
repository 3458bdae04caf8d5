"""Room: content. BM25: how much of what a question says a text says too, rare words first. Knows no lesson."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from content.concepts import concepts
from content.normal import Normal

_AGAIN: Final = 1.2
_LENGTH: Final = 0.75

Scores = npt.NDArray[np.float64]


class Index:
    """Syllables, pairs of neighbours and concepts of each text, ready to be asked."""

    def __init__(self, texts: Mapping[str, Sequence[Normal]]) -> None:
        self.names = tuple(texts)
        counted = [_count(texts[name]) for name in self.names]
        spread: Counter[str] = Counter(term for terms in counted for term in terms)
        mean = sum(terms.total() for terms in counted) / max(len(counted), 1) or 1.0
        self._rarity = {term: math.log(1 + (len(counted) - n + 0.5) / (n + 0.5)) for term, n in spread.items()}
        self._unknown = math.log(2 * len(counted) + 2)
        postings: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for place, terms in enumerate(counted):
            bend = _AGAIN * (1 - _LENGTH + _LENGTH * terms.total() / mean)
            for term, n in terms.items():
                places, weights = postings[term]
                places.append(place)
                weights.append(self._rarity[term] * n * (1 + _AGAIN) / (n + bend))
        self._postings = dict(postings)

    def score(self, normal: Normal) -> Scores:
        """One number for each of `names`: the share of the question's weight that is found there."""
        found = np.zeros(len(self.names))
        asked = 0.0
        for term in set(_terms(normal.words)):
            asked += self._rarity.get(term, self._unknown)
            if term in self._postings:
                places, weights = self._postings[term]
                found[places] += weights
        return found / asked if asked else found


def standing(scores: Scores) -> Scores:
    """How far each one stands out from the others, whatever the length of the question."""
    spread = float(scores.std()) if len(scores) else 0.0
    return (scores - scores.mean()) / spread if spread else np.zeros_like(scores)


def _count(texts: Iterable[Normal]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(_terms(text.words))
    return counted


def _terms(words: tuple[str, ...]) -> list[str]:
    pairs = (f"{one} {two}" for one, two in pairwise(words))
    return [*words, *pairs, *(f"= {concept}" for concept in concepts(words))]
