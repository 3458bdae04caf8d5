"""Room: app. Places: the book with the plan's places as organizers have changed them, made anew only after a change."""

from dataclasses import replace

from content.book import Book
from content.places import placed
from storage import Store


def with_places(book: Book, store: Store) -> Book:
    """The book as the store knows the places of its plan."""
    changes = store.figures.places(book.campaign.id)
    return replace(book, campaign=placed(book.campaign, changes)) if changes else book


class PlacedBook:
    """Remembers the last book it made; asking for it again costs one look at the newest change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._made: tuple[Book, int, Book] | None = None

    def __call__(self, book: Book) -> Book:
        """This book with the places of now."""
        version = self._store.figures.places_version()
        if self._made is None or self._made[0] is not book or self._made[1] != version:
            self._made = (book, version, with_places(book, self._store))
        return self._made[2]
