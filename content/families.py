"""Room: content. Families: words that name a whole group of lessons, and questions that split two siblings."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from content.folding import fold
from content.normal import WORDS, plain


@dataclass(frozen=True, slots=True)
class Family:
    """A name that says too little by itself ("vneid"), and the lessons to choose from."""

    id: str
    said: frozenset[tuple[str, ...]]
    lessons: tuple[str, ...]
    opens: bool
    """Whether the name starts a subject of its own."""

    def named_in(self, line: str) -> bool:
        """Whether a line of plain words, one space at both ends, holds the name."""
        return any(f" {' '.join(said)} " in line for said in self.said)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to the separating question."""

    label: str
    lesson: str


@dataclass(frozen=True, slots=True)
class Split:
    """Two or three lessons that look alike, and the one question that separates them."""

    id: str
    question: str
    options: tuple[Option, ...]

    @property
    def lessons(self) -> frozenset[str]:
        """The siblings."""
        return frozenset(option.lesson for option in self.options)


def family_of(words: tuple[str, ...]) -> Family | None:
    """The family these few words name and nothing more."""
    bare = tuple(word for word in words if word not in _empty_words())
    return next((family for family in families() if bare in family.said or words in family.said), None)


def split_of(lessons: tuple[str, ...]) -> Split | None:
    """The question that separates the two best lessons, if they are siblings."""
    pair = frozenset(lessons[:2])
    return next((split for split in splits() if len(pair) == 2 and pair <= split.lessons), None)


@cache
def families() -> tuple[Family, ...]:
    """The list on disk, read once."""
    return tuple(
        Family(
            entry["id"],
            frozenset(tuple(form.split()) for said in entry["said"] for form in (fold(said), plain(said))),
            tuple(entry["lessons"]),
            bool(entry.get("opens", False)),
        )
        for entry in _lists()["family"]
    )


@cache
def splits() -> tuple[Split, ...]:
    """The list on disk, read once."""
    return tuple(
        Split(entry["id"], entry["question"], tuple(Option(**option) for option in entry["options"]))
        for entry in _lists()["split"]
    )


@cache
def _empty_words() -> frozenset[str]:
    return frozenset(_lists()["empty"])


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads((WORDS / "siblings.toml").read_text("utf-8"))
