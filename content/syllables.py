"""Room: content. Syllables: which folded letters can be one Vietnamese syllable. Knows spelling, not words."""

import re
from functools import lru_cache
from typing import Final

_FRONT: Final = ("e", "i", "y")
"""Vowels before which Vietnamese writes k, gh, ngh and never c, g, ng."""

_ONSETS: Final = {
    "any": ("", "b", "ch", "d", "h", "kh", "l", "m", "n", "nh", "p", "ph", "r", "s", "t", "th", "tr", "v", "x"),
    "front": ("k", "gh", "ngh"),
    "back": ("c", "g", "ng", "gi"),
}

_RIMES: Final = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay
    e ec ech em en eng enh eo ep et eu
    i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oap oat oay oc oe oen oeo oet oi om on ong op ot
    u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu
    uy uya uych uyen uyet uynh uyt uyu
    y yem yen yeng yet yeu
    """.split()  # noqa: SIM905 - a table to look over, not a list of quotes
)

_AFTER_Q: Final = frozenset(
    """
    ua uac uach uai uam uan uang uanh uao uap uat uau uay ue uec uech uen ueng uenh ueo uet
    ui uit uo uoc uoi uon uot uy uych uyen uyet uynh uyt
    """.split()  # noqa: SIM905 - a table to look over, not a list of quotes
)

_PLACES: Final = frozenset(("dak", "lak", "krong", "buk", "ama", "ami", "aduon"))
"""What the highlands write in other ways, and say as often."""

_LONE_G: Final = frozenset(("gi", "gin", "gieng", "giet", "giec", "giem", "gien", "giu", "gia", "gim"))
"""Where the i of gi is the vowel itself."""


def _table() -> frozenset[str]:
    """Every onset with every rime it can stand before, about three thousand."""
    fits = {
        "any": _RIMES,
        "front": frozenset(rime for rime in _RIMES if rime.startswith(_FRONT)),
        "back": frozenset(rime for rime in _RIMES if not rime.startswith(_FRONT)),
    }
    plain = {onset + rime for sort, onsets in _ONSETS.items() for onset in onsets for rime in fits[sort]}
    gi = {"gi" + rime for rime in _RIMES if rime.startswith("e")}
    return frozenset(plain | gi | _LONE_G | _PLACES | {"q" + rime for rime in _AFTER_Q})


SYLLABLES: Final = _table()

_TONES: Final = frozenset("sfrxjz")
_VOWELS: Final = frozenset("aeiouyw")
_ONLY_VNI: Final = re.compile(r"d9|^[a-z]{2,}[6-9][a-z]+[1-5]?$|^[a-z]{2,}[6-9][1-5]$")
_VNI: Final = str.maketrans("", "", "0123456789")


def is_syllable(token: str) -> bool:
    """Whether a folded token can be read as one Vietnamese syllable."""
    return token in SYLLABLES


@lru_cache(maxsize=8192)
def undo_telex(token: str) -> str | None:
    """The syllable behind keys typed with telex off ("dduwowcj" → "duoc"), or None.

    Vietnamese never ends a syllable in s f r x j and hardly ever doubles a e o d: a real one is not touched.
    """
    for bare in (token, *_without_tone(token)):
        for plain in (_without_hats(bare), _without_late_hat(_without_hats(bare))):
            if plain in SYLLABLES:
                return plain
    return None


def undo_vni(token: str) -> str | None:
    """The syllable behind keys typed with VNI off ("d9u7o7c5" → "duoc"), or None: "4g" and "a35" stay."""
    if not token[:1].isalpha() or not any("0" <= letter <= "9" for letter in token):
        return None
    bare = token.translate(_VNI)
    return bare if bare in SYLLABLES and bare != "a" else None


def surely_vni(token: str) -> bool:
    """Whether a digit stands where only VNI puts one: "d9", or a hat in the middle of a word ("que6n", "ma6t1")."""
    return _ONLY_VNI.search(token) is not None


def squeeze(token: str) -> str | None:
    """The syllable behind a key held too long ("oii" → "oi"), or None."""
    short = "".join(letter for at, letter in enumerate(token) if not at or letter != token[at - 1])
    return short if short != token and short in SYLLABLES else None


def _without_tone(token: str) -> list[str]:
    """The token without one tone key (or one pressed twice); a tone key comes after a vowel."""
    first = next((at for at, letter in enumerate(token) if letter in _VOWELS), len(token))
    cut = []
    for at in range(len(token) - 1, first, -1):
        if token[at] in _TONES:
            cut.append(token[:at] + token[at + 1 :])
            if token[at - 1] == token[at]:
                cut.append(token[: at - 1] + token[at + 1 :])
    return cut


def _without_hats(token: str) -> str:
    for typed, plain in (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o")):
        token = token.replace(typed, plain)
    if token.startswith("w") or ("w" in token and not any(letter in "aeiouy" for letter in token)):
        return token.replace("w", "u", 1)
    return token.replace("w", "")


def _without_late_hat(token: str) -> str:
    """A hat typed after the syllable: "dangd", "tiengse" → "dang", "tieng"."""
    if len(token) > 3 and token[-1] in "aeod" and token[-1] in token[:-1]:
        return token[:-1]
    return token
