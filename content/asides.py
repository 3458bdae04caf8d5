"""Room: content. Asides: small talk and matters of other offices, with what to say. Reads words/ once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from content.normal import WORDS, plain

_POLITE: Final = frozenset(
    ("a", "da", "oi", "em", "chau", "ban", "nhe", "nha", "nhi", "voi", "thoi", "hihi", "haha", "di", "ad", "la")
)
"""Words that change nothing at either end of small talk."""


@dataclass(frozen=True, slots=True)
class Referral:
    """A matter nobody teaches here: which office helps (schema.OFFICES), and the sentence that says so."""

    id: str
    office: str
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """Small talk and its answer."""

    id: str
    text: str


def talk_of(text: str) -> Talk | None:
    """The small talk this is, if it is nothing more than that."""
    words = plain(text).split()
    return _sayings().get(" ".join(words)) or _sayings().get(" ".join(_bare(words)))


def talk(talk_id: str) -> Talk | None:
    """The small talk of this id."""
    return next((found for found in _sayings().values() if found.id == talk_id), None)


@cache
def referrals() -> dict[str, Referral]:
    """Every referral by its id."""
    listed = tomllib.loads((WORDS / "referrals.toml").read_text("utf-8"))["referral"]
    return {entry["id"]: Referral(entry["id"], entry["office"], entry["text"]) for entry in listed}


@cache
def _sayings() -> dict[str, Talk]:
    """Every saying, as it stands and without politeness; the first list that has it keeps it."""
    found: dict[str, Talk] = {}
    for entry in tomllib.loads((WORDS / "talk.toml").read_text("utf-8"))["talk"]:
        answer = Talk(entry["id"], entry["text"])
        for saying in entry["says"]:
            words = plain(saying).split()
            for form in (words, _bare(words)):
                found.setdefault(" ".join(form), answer)
    found.pop("", None)
    return found


def _bare(words: list[str]) -> list[str]:
    while words and words[-1] in _POLITE:
        words = words[:-1]
    while words and words[0] in _POLITE:
        words = words[1:]
    return words
