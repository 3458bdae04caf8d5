"""Room: content. Normal: however a citizen typed it, the same plain syllables. Never raises; reads words/ once.

`normalise` is the one door, for phrases and questions alike: fold away accents, capitals and NFD; leave what is a
syllable; undo telex and VNI; spell short forms out; write app names as on the screen. A short form with two meanings
gives its first one in the text and the others beside it (`also`), so that both can be found.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from content.folding import fold
from content.syllables import is_syllable, squeeze, surely_vni, undo_telex, undo_vni

WORDS: Final = Path(__file__).parent / "words"
READ: Final = 2000
"""Characters that are looked at; a longer story has said what it is about by then."""

_HELD: Final = re.compile(r"([^\W\d_])\1{2,}")
_ENOUGH_VNI: Final = 2
"""One token with a digit inside is a name ("a35"); two are somebody typing VNI."""


Names = dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
"""By its first word, every way of saying a name, with the name."""


@dataclass(frozen=True, slots=True)
class Normal:
    """The plain syllables, and further readings of the ambiguous ones."""

    words: tuple[str, ...]
    also: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The words with one space between."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Short forms, other readings of whole syllables, foreign words to leave alone, and how names are said."""

    short: dict[str, tuple[tuple[str, ...], ...]]
    also: dict[str, tuple[str, ...]]
    foreign: frozenset[str]
    names: Names


def normalise(text: str) -> Normal:
    """Read a citizen's text; words that are plain already stay as they are."""
    tokens = [_released(token) for token in fold(text[:READ]).split()]
    tokens = [word for token in _without_vni(tokens) for word in _readings(token)[0]]
    words = _with_names(tuple(tokens), dictionary().names)
    return Normal(words, tuple(_also(text, words)))


def plain(text: str) -> str:
    """Only the text of `normalise`."""
    return normalise(text).text


@cache
def dictionary() -> Dictionary:
    """The lists of words/, read once."""
    short = tomllib.loads((WORDS / "shortforms.toml").read_text("utf-8"))
    spoken = tomllib.loads((WORDS / "spoken.toml").read_text("utf-8"))
    return Dictionary(
        short={fold(key): _expansions(value) for key, value in short["short"].items()},
        also={fold(key): tuple(fold(value).split()) for key, value in short["also"].items()},
        foreign=frozenset(short["foreign"]),
        names=_by_first_word(spoken["name"]),
    )


def _expansions(value: str | list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(text).split()) for text in ([value] if isinstance(value, str) else value))


def _by_first_word(names: list[dict[str, list[str] | str]]) -> Names:
    """Ways of saying a name by their first word, the longest way first."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for entry in names:
        name = tuple(fold(str(entry["is"])).split())
        for said in entry["said"]:
            words = tuple(fold(said).split())
            found.setdefault(words[0], []).append((words, name))
    return {first: tuple(sorted(ways, key=lambda way: -len(way[0]))) for first, ways in found.items()}


@lru_cache(maxsize=16384)
def _readings(token: str) -> tuple[tuple[str, ...], ...]:
    """What a token can mean, likeliest first; never empty."""
    words = dictionary()
    if token in words.short:
        return words.short[token]
    if is_syllable(token) or token in words.foreign:
        return ((token,),)
    undone = (squeeze(token) or undo_telex(token)) if token.isalpha() else None
    stroked = token.replace("dd", "d").replace("d9", "d")
    return _readings(undone) if undone else words.short.get(stroked, ((token,),))


def _released(token: str) -> str:
    """A key held down gives two letters at most; "đdđt" is a short form and has three."""
    return token if token in dictionary().short else _HELD.sub(r"\1\1", token)


def _without_vni(tokens: list[str]) -> list[str]:
    undone = [undo_vni(token) for token in tokens]
    enough = sum(found is not None for found in undone) >= _ENOUGH_VNI
    return [
        found if found and (enough or surely_vni(token)) else token for found, token in zip(undone, tokens, strict=True)
    ]


def _with_names(words: tuple[str, ...], names: Names) -> tuple[str, ...]:
    """Names written as on the screen, again until none is left: one name can be a part of another."""
    for _ in words:
        written = _named_once(words, names)
        if written == words:
            break
        words = written
    return words


def _named_once(words: tuple[str, ...], names: Names) -> tuple[str, ...]:
    written: list[str] = []
    at = 0
    while at < len(words):
        way = next((way for way in names.get(words[at], ()) if words[at : at + len(way[0])] == way[0]), None)
        written.extend(way[1] if way else (words[at],))
        at += len(way[0]) if way else 1
    return tuple(written)


def _also(text: str, words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The second meanings of ambiguous short forms, and of syllables that villages use for another word."""
    said = dict.fromkeys(fold(text[:READ]).split())
    second = [reading for token in said for reading in _readings(token)[1:]]
    return [*second, *village_readings(words)]


def village_readings(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What the syllables that villages use for another word can mean."""
    other = dictionary().also
    return tuple(other[word] for word in dict.fromkeys(words) if word in other)
