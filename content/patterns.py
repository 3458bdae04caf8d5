"""Room: content. Patterns: how the lists of words/ are written and what they are searched in. Never raises on text.

A pattern is a regular expression over plain syllables, whole words only; "…" is up to four words, {name} a group.
"""

import re
from collections.abc import Iterable
from typing import Final

from bot.model.secret import PLACEHOLDERS
from content.folding import fold
from content.normal import plain

_GAP: Final = r"(?: \S+){0,4} "
_HIDDEN: Final = {PLACEHOLDERS["code"]: " xxcode ", PLACEHOLDERS["password"]: " xxpass "}
"""What a secret was, as one word that no citizen types."""


def readings(text: str) -> tuple[str, ...]:
    """The words as they stand and as they were probably meant, without accents."""
    for placeholder, word in _HIDDEN.items():
        text = text.replace(placeholder, word)
    return tuple(dict.fromkeys((fold(text), plain(text))))


def any_of(patterns: Iterable[str], groups: dict[str, str]) -> re.Pattern[str]:
    """One pattern for all of them. Of none at all, one that never matches."""
    said = "|".join(written_out(pattern, groups) for pattern in patterns) or r"(?!)"
    return re.compile(rf"(?<!\S)(?:{said})(?!\S)")


def written_out(pattern: str, groups: dict[str, str]) -> str:
    for name, group in reversed(groups.items()):  # a later group may name an earlier one
        pattern = pattern.replace(f"{{{name}}}", group)
    return pattern.replace("…", _GAP)
