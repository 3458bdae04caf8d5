"""Room: model. View: a text as secrets are looked for in it, with the way back to the original. Never raises.

Lower case, no accents, ASCII digits; nothing invisible; digits that were spoken as words are digits; our own
placeholders are GONE. `at[i]` is where the view's i-th character stands in the original, and `at[-1]` is its end.
"""

import re
import unicodedata
from typing import Final, NamedTuple

from bot.model.masking.find import GONE, PLACEHOLDERS


class View(NamedTuple):
    """`text` is what is searched, `at` leads back."""

    text: str
    at: list[int]


def view(text: str) -> View:
    """How `text` is searched."""
    chars: list[str] = []
    at: list[int] = []
    for index, char in enumerate(text):
        folded = _fold(char)
        chars.append(folded)
        at.extend([index] * len(folded))
    at.append(len(text))
    return _with_spoken_digits(View(_PLACEHOLDER.sub(lambda m: GONE * len(m[0]), "".join(chars)), at))


def _fold(char: str) -> str:
    """One character: "Ậ" → "a", "１" → "1", a zero-width joiner → ""; a control character is only a space."""
    if char.isascii():
        return char.lower() if char >= " " or char in "\t\n" else " "
    parts = unicodedata.normalize("NFKD", char.replace("đ", "d").replace("Đ", "d")).lower()
    kept = (part for part in parts if unicodedata.category(part) not in _INVISIBLE)
    return "".join(str(unicodedata.decimal(part)) if part.isdecimal() else part for part in kept)


_INVISIBLE: Final = ("Mn", "Me", "Cf")
_PLACEHOLDER: Final = re.compile("|".join(re.escape("".join(map(_fold, words))) for words in PLACEHOLDERS.values()))

_DIGIT_WORDS: Final = {
    "khong": "0",
    "mot": "1",
    "hai": "2",
    "ba": "3",
    "bon": "4",
    "tu": "4",
    "nam": "5",
    "lam": "5",
    "sau": "6",
    "bay": "7",
    "bat": "7",
    "tam": "8",
    "chin": "9",
}
_WORD: Final = rf"(?:{'|'.join(_DIGIT_WORDS)})"
_SPOKEN: Final = re.compile(rf"(?<![a-z])(?:{_WORD}[ ,-]{{1,2}}){{5,}}{_WORD}(?![a-z])")


def _with_spoken_digits(seen: View) -> View:
    """Voice typing may spell a number out: six digit words in a row are one, unless somebody only counts."""
    chars: list[str] = []
    at: list[int] = []
    done = 0
    for run in _SPOKEN.finditer(seen.text):
        words = list(re.finditer(r"[a-z]+", run[0]))
        digits = "".join(_DIGIT_WORDS[word[0]] for word in words)
        if "123456789".startswith(digits[:9]) or len(set(digits)) < 3:
            continue
        chars += [seen.text[done : run.start()], digits]
        at += seen.at[done : run.start()]
        at += [seen.at[run.start() + word.start()] for word in words]
        done = run.end()
    return View("".join([*chars, seen.text[done:]]), at + seen.at[done:])
