"""Room: channels. Splitting: a long text as several that fit, nothing lost. Pure; it knows no provider's limit.

    split("a long text", 2000, utf16_units)  →  pieces; joined again they are the text, to the last character

A cut is made where a reader would pause: after a paragraph, else a line, else a sentence, else a word. Only a
word longer than a whole message is cut inside, and even then never through a letter and its marks.
"""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

Units = Callable[[str], int]
"""How a provider measures a text. The measure of a text must be the sum over its characters."""

_PAUSES: Final = ("\n\n", "\n", ". ", " ")
"""Where to cut, best first."""

_JOINER: Final = "\u200d"


def utf16_units(text: str) -> int:
    """What most phones count: a character outside the basic plane (an emoji) counts twice."""
    return len(text) + sum(char > "\uffff" for char in text)


def split(text: str, limit: int, units: Units = len) -> tuple[str, ...]:
    """The pieces of `text`, each of at most `limit` units; none for an empty text.

    Raises:
        ValueError: the limit is too small for a single character of the text.
    """
    return tuple(_pieces(text, limit, units))


def _pieces(text: str, limit: int, units: Units) -> Iterator[str]:
    start = 0
    while start < len(text):
        reach = _reach(text, start, limit, units)
        cut = len(text) if reach == len(text) else _pause(text, start, reach)
        yield text[start:cut]
        start = cut


def _reach(text: str, start: int, limit: int, units: Units) -> int:
    """Where the longest piece from `start` on has to end."""
    room, end = limit, start
    while end < len(text) and (room := room - units(text[end])) >= 0:
        end += 1
    if end == start:
        raise ValueError(f"a limit of {limit} units is too small for one character")
    return end


def _pause(text: str, start: int, reach: int) -> int:
    """The best place to cut before `reach`. One in the first half would leave too short a piece."""
    earliest = start + (reach - start) // 2
    for mark in _PAUSES:
        found = text.rfind(mark, earliest, reach)
        if found >= 0:
            return found + len(mark)
    return _between_letters(text, start, reach)


def _between_letters(text: str, start: int, reach: int) -> int:
    """The last place before `reach` that parts no letter from its marks and no emoji from its other half."""
    cut = reach
    while cut > start and _belongs(text, cut):
        cut -= 1
    return cut if cut > start else reach


def _belongs(text: str, index: int) -> bool:
    """Whether the character at `index` belongs to the one before it."""
    if text[index - 1] == _JOINER or text[index] == _JOINER:
        return True
    return unicodedata.category(text[index]) in ("Mn", "Me", "Mc") or "\U0001f3fb" <= text[index] <= "\U0001f3ff"
