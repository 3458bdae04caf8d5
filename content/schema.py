"""Room: content. The shapes of a lesson. Standard library only; reads no file, knows no person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

TOPICS: Final = (
    "vneid",
    "chu-ky-so",
    "dich-vu-cong",
    "an-sinh",
    "tien",
    "buon-ban",
    "an-toan",
    "dien-thoai",
    "phong-trao",
)

OFFICES: Final = (
    "cong-an",
    "hanh-chinh-cong",
    "to-cong-nghe",
    "ngan-hang",
    "y-te",
    "thue",
    "nha-truong",
)
"""Who can help in person."""


class Confidence(StrEnum):
    """How well the facts of a lesson are known."""

    CONFIRMED = "confirmed"
    """Every stated fact has two independent sources."""
    SINGLE = "single"
    """Some step rests on one source only, so names on the screen may differ."""
    GENERAL = "general"
    """No fact sheet: only what holds on every phone."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it, and when."""

    name: str
    date: str
    ref: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One action of a citizen's finger; `single`: one source only, so a button may be named otherwise."""

    text: str
    single: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """What one sees when it goes wrong, and the way out."""

    sign: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Question:
    """One quiz question; `right` counts from 0."""

    text: str
    options: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson as its file says it."""

    id: str
    title: str
    ask: str
    topic: str
    audience: str
    prepare: tuple[str, ...]
    minutes: int
    office: str
    next: tuple[str, ...]
    checked_on: date
    confidence: Confidence
    sources: tuple[Source, ...]
    summary: str
    steps: tuple[Step, ...]
    troubles: tuple[Trouble, ...]
    safety: str
    quiz: tuple[Question, ...]
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """Every lesson that can be taught, ordered by file name."""

    lessons: Mapping[str, Lesson]

    def lesson(self, lesson_id: str) -> Lesson | None:
        """The lesson of this id, or nothing: an old link may name a lesson that is gone."""
        return self.lessons.get(lesson_id)

    def __iter__(self) -> Iterator[Lesson]:
        return iter(self.lessons.values())

    def __len__(self) -> int:
        return len(self.lessons)
