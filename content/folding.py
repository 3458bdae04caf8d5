"""Room: content. Folding: the same words with and without accents, capitals, NFD or punctuation become equal."""

import re
import unicodedata
from typing import Final

_MARKS: Final = re.compile(r"[\u0300-\u036f]")
_NOT_WORD: Final = re.compile(r"[\W_]+")
_STROKES: Final = str.maketrans("đĐðÐ", "dddd")


def fold(text: str) -> str:
    """Lower-case words without accents, one space between them; "" for text without a letter or digit."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_STROKES).lower()
    return _NOT_WORD.sub(" ", bare).strip()
