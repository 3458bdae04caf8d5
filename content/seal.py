"""Room: content. Seal: a paper that says what its bearer has learned, which only this installation can have written.

Everything it says stands in its sixteen letters: nothing has to be kept, and no name is in it (decision 0020).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from typing import Final

from bot.model.code import LETTERS

VALID: Final = timedelta(days=90)
"""An older paper says too little about today."""
_BEGAN: Final = date(2026, 1, 1)
_HALF: Final = 40
"""Bits of what it says, and as many of the seal: guessing one takes a million million tries."""
_BITS: Final = 5


@dataclass(frozen=True, slots=True)
class Paper:
    """What it says, and when it was written; more than fits is said as the most that fits."""

    day: date
    passed: int
    retained: int
    mentees: int


def sealed(paper: Paper, secret: str, plan: str, chance: str) -> str:
    """The letters of a paper; `chance` keeps two that say the same apart."""
    days = (paper.day - _BEGAN).days
    said = days << 27 | min(paper.passed, 255) << 19 | min(paper.retained, 255) << 11
    said |= min(paper.mentees, 15) << 7 | blake2b(chance.encode(), digest_size=1).digest()[0] & 127
    return _letters(said) + _letters(_seal(said, secret, plan))


def opened(code: str, secret: str, plan: str, today: date) -> Paper | None:
    """What a paper says; None for one that is not ours, mistyped, too old, or of another plan."""
    letters = "".join(sign for sign in code.upper() if sign.isalnum())
    if len(letters) != 2 * _HALF // _BITS or set(letters) - set(LETTERS):
        return None
    said, seal = _number(letters[:8]), _number(letters[8:])
    day = _BEGAN + timedelta(days=said >> 27)
    if seal != _seal(said, secret, plan) or not timedelta(0) <= today - day <= VALID:
        return None
    return Paper(day, said >> 19 & 255, said >> 11 & 255, said >> 7 & 15)


def _seal(said: int, secret: str, plan: str) -> int:
    key = blake2b(secret.encode(), digest_size=32, person=b"hocvuso-seal").digest()
    text = f"{plan}/{said}".encode()
    return int.from_bytes(blake2b(text, key=key, digest_size=_HALF // 8).digest(), "big")


def _letters(number: int) -> str:
    return "".join(LETTERS[number >> shift & 31] for shift in range(_HALF - _BITS, -1, -_BITS))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number << _BITS | LETTERS.index(letter)
    return number
