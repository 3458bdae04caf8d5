"""Room: model. Code: short codes made out of a turn's chance, to be read out and typed by hand."""

import unicodedata
from hashlib import blake2b
from typing import Final

LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0 O 1 I, which look alike on paper."""

_DIGITS: Final = "23456789"
SHARE: Final = 6
INVITE: Final = 8
"""Forty bits: at a thousand guesses a second a single open invite stands for decades."""

TYPED: Final = r"[\s.:-]+(?=[A-Z\s-]*[2-9])([A-Z2-9]{4})[\s-]*([A-Z2-9]{4})[\s.]*"
"""How people type eight letters after the word that says what they are for, in capitals."""


def in_capitals(text: str) -> str:
    """The beginning of a text without accents, as codes are hashed: the inbox looks one up before anybody decides."""
    return "".join(c for c in unicodedata.normalize("NFD", text[:100]) if not unicodedata.combining(c)).upper()


def code_from(chance: str, length: int) -> str:
    """A code with a digit in it, so that it is never a word somebody says by chance. The same chance, the same code."""
    digest = blake2b(chance.encode()).digest()
    code = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:length])
    return code if any(letter in _DIGITS for letter in code) else code_from(digest.hex(), length)


def number_from(chance: str, length: int) -> str:
    """Digits only, for a code that is said aloud to a room. Never with a zero in front."""
    digest = blake2b(chance.encode()).digest()
    return "".join(_DIGITS[byte % len(_DIGITS)] for byte in digest[:length])


def spaced(code: str) -> str:
    """ "7K3M-9QRT": eight letters are read out in two breaths."""
    return f"{code[:4]}-{code[4:]}"
