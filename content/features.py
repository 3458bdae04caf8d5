"""Room: content. Features: plain words → numbered slots, the same at training and in use. Knows no lesson."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final
from zlib import crc32

from content.concepts import concepts
from content.normal import Normal

SLOTS: Final = 1 << 14
"""How many slots the model has; two features in one slot share a weight, which costs little."""

_NEAR: Final = 3
"""How many words apart two words still make a pair."""


def slots(normal: Normal) -> tuple[list[int], list[int]]:
    """The slots of words, pairs and concepts, and the slots of letters; each list sorted, each slot once."""
    meaning = {_slot(feature) for feature in _meanings(normal)}
    letters = {slot for word in normal.words for slot in _letters(word)}
    return sorted(meaning), sorted(letters)


def _meanings(normal: Normal) -> Iterator[str]:
    words = normal.words
    for at, word in enumerate(words):
        yield "w " + word
        for gap, other in enumerate(words[at + 1 : at + 1 + _NEAR]):
            yield f"{'s' if gap else 'p'} {word} {other}"
    for reading in normal.also:
        yield from ("w " + word for word in reading)
        yield from (f"p {one} {two}" for one, two in pairwise(reading))
    known = concepts(words)
    yield from ("k " + concept for concept in known)
    yield from (f"kk {one} {two}" for one, two in combinations(known, 2))


def _slot(feature: str) -> int:
    return crc32(feature.encode()) % SLOTS


@lru_cache(maxsize=16384)
def _letters(word: str) -> tuple[int, ...]:
    """The slots of two to four neighbouring letters, the edges of the word included."""
    edged = f"^{word}$"
    return tuple(_slot("c " + edged[at : at + size]) for size in (2, 3, 4) for at in range(len(edged) - size + 1))
