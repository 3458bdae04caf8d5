"""Room: content. Book: everything the bot teaches and says, as one frozen value put into each turn."""

from dataclasses import dataclass
from functools import lru_cache

from content.campaign import Campaign
from content.copybook import Copy
from content.schema import Lesson, Library
from content.search import Finder


@dataclass(frozen=True, slots=True)
class Book:
    """The lessons, the active plan, the sentences, and the finder built from the lessons on offer."""

    library: Library
    campaign: Campaign
    copy: Copy
    finder: Finder

    def lesson(self, lesson_id: str) -> Lesson | None:
        """A lesson this campaign offers; None for an unknown one or one of another province."""
        return self.library.lesson(lesson_id) if self.campaign.offers(lesson_id) else None

    def offered(self) -> tuple[Lesson, ...]:
        """Every lesson this campaign offers."""
        return tuple(lesson for lesson in self.library if self.campaign.offers(lesson.id))


def bind(library: Library, campaign: Campaign, copy: Copy) -> Book:
    """A book with its finder."""
    offered = tuple(lesson for lesson in library if campaign.offers(lesson.id))
    return Book(library, campaign, copy, _finder(offered))


@lru_cache(maxsize=2)
def _finder(offered: tuple[Lesson, ...]) -> Finder:
    """The same lessons are made ready once: what an author saves is often a plan or a sentence."""
    return Finder(offered)
