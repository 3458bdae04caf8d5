"""Benchmarks: what a plain matcher would have ranked for the same question and the same phrasings."""

from collections.abc import Callable, Iterable
from typing import Final

from rapidfuzz import fuzz, process

from content.bm25 import Index
from content.corpus import claims
from content.folding import fold
from content.normal import normalise
from content.schema import Lesson

Rank = Callable[[str], tuple[str, ...]]


def rivals(lessons: Iterable[Lesson]) -> dict[str, Rank]:
    """Every rival by its name, made ready over these lessons."""
    taught = tuple(lessons)
    return {
        "rapidfuzz WRatio": _fuzzy(taught, fuzz.WRatio),
        "rapidfuzz token_set_ratio": _fuzzy(taught, fuzz.token_set_ratio),
        "BM25, syllables and pairs": _bm25(taught),
    }


def _fuzzy(lessons: Iterable[Lesson], scorer: Callable[..., float]) -> Rank:
    said = [(fold(text), lesson.id) for lesson in lessons for text in claims(lesson)]
    texts: Final = [text for text, _ in said]

    def rank(question: str) -> tuple[str, ...]:
        best = process.extract(fold(question), texts, scorer=scorer, limit=60)
        return tuple(dict.fromkeys(said[place][1] for _, _, place in best))[:5]

    return rank


def _bm25(lessons: Iterable[Lesson]) -> Rank:
    index = Index({lesson.id: [normalise(text) for text in claims(lesson)] for lesson in lessons})

    def rank(question: str) -> tuple[str, ...]:
        return tuple(index.names[place] for place in (-index.score(normalise(question))).argsort()[:5])

    return rank
