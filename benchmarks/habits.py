"""Benchmarks: the same question as other hands would have typed it: telex or VNI off, NFD, capitals, no accents."""

import unicodedata
from collections.abc import Callable
from typing import Final

_TELEX: Final = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_VNI: Final = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_HATS: Final = {
    "\u0302": {"telex": {"a": "a", "e": "e", "o": "o"}, "vni": dict.fromkeys("aeo", "6")},
    "\u0306": {"telex": {"a": "w"}, "vni": {"a": "8"}},
    "\u031b": {"telex": {"o": "w", "u": "w"}, "vni": {"o": "7", "u": "7"}},
}


def telex(text: str) -> str:
    """The keys somebody with telex off leaves behind."""
    return " ".join(_typed(word, "telex", _TELEX, "d") for word in text.split())


def vni(text: str) -> str:
    """The keys somebody with VNI off leaves behind."""
    return " ".join(_typed(word, "vni", _VNI, "9") for word in text.split())


def bare(text: str) -> str:
    """Without any accent."""
    split = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def nfd(text: str) -> str:
    """Accents as signs of their own."""
    return unicodedata.normalize("NFD", text)


HABITS: Final[dict[str, Callable[[str], str]]] = {
    "NFD": nfd,
    "capitals": str.upper,
    "no accents": bare,
    "telex": telex,
    "VNI": vni,
}


def _typed(word: str, way: str, tones: dict[str, str], stroke: str) -> str:
    """The tone key comes last, but before a comma."""
    end = word[len(word.rstrip(".,;:!?…\"'”)")) :]
    word = word.removesuffix(end)
    typed, tone = "", ""
    for letter in unicodedata.normalize("NFD", word):
        if letter in tones:
            tone = tones[letter]
        elif letter in _HATS:
            typed += _HATS[letter][way].get(typed[-1:].lower(), "")
        elif letter in "đĐ":
            typed += "d" + stroke
        else:
            typed += letter
    return typed + tone + end
