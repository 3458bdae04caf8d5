"""Room: content. Corpus: every line the search learns from, with its class. Reads words/, trains nothing.

A class is a lesson id, "ref:<id>" for something of another office, "none:<theme>" for what nobody answers here,
"talk:<id>" for small talk, "unsafe:<kind>" for what we do not help with.
"""

import tomllib
from collections.abc import Iterable
from hashlib import sha256
from typing import Final, NamedTuple

from content.normal import WORDS
from content.schema import Lesson

REFERRAL: Final = "ref:"
NOTHING: Final = "none:"
TALK: Final = "talk:"
UNSAFE: Final = "unsafe:"

_LISTS: Final = (
    ("negatives", "theme", NOTHING),
    ("referrals", "referral", REFERRAL),
    ("talk", "talk", TALK),
    ("unsafe", "unsafe", UNSAFE),
)
_SHAPING: Final = ("shortforms", "spoken", "concepts", "negatives", "referrals", "talk", "unsafe")
"""The lists whose every change asks for a new model."""


class Example(NamedTuple):
    """One line and what it is about."""

    name: str
    text: str


def examples(lessons: Iterable[Lesson]) -> list[Example]:
    """Titles, labels and phrasings of the lessons, then what is no lesson."""
    return examples_of(lessons) + strangers()


def examples_of(lessons: Iterable[Lesson]) -> list[Example]:
    """Titles, labels and phrasings of the lessons alone."""
    return [Example(lesson.id, text) for lesson in lessons for text in claims(lesson)]


def claims(lesson: Lesson) -> tuple[str, ...]:
    """The words that lead to a lesson."""
    return (lesson.title, lesson.ask, *lesson.phrasings)


def strangers() -> list[Example]:
    """Every line that belongs to no lesson."""
    return [
        Example(prefix + entry["id"], text)
        for file, key, prefix in _LISTS
        for entry in tomllib.loads((WORDS / f"{file}.toml").read_text("utf-8"))[key]
        for text in entry["says"]
    ]


def fingerprint(lessons: Iterable[Lesson]) -> str:
    """Changes when a model trained before no longer knows all the words."""
    seen = sha256()
    for lesson in sorted(lessons, key=lambda lesson: lesson.id):
        seen.update("\n".join((lesson.id, *claims(lesson), "")).encode())
    for name in _SHAPING:
        seen.update((WORDS / f"{name}.toml").read_text("utf-8").encode())
    return seen.hexdigest()[:16]
