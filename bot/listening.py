"""Room: app. Listening: recordings in and out of the store, for the page and for messages. Nothing is drawn."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.model.channel import File
from bot.model.message import Attachment
from bot.model.voice import KIND
from bot.rendering import Draw, NothingToDraw
from bot.web.sounds import Ears
from content.book import Book
from storage import Store


def ears_of_page(store: Store, clock: Callable[[], datetime]) -> Ears:
    """Takes what is recorded on the page of whoever was asked to read aloud, and keeps it until it is fetched."""
    return Ears(
        lambda urn: store.sounds.expected(urn, clock()),
        lambda urn, file: store.keep_file(urn, file, clock()),
    )


def sound_drawers(store: Store) -> Mapping[str, Draw]:
    """The one attachment that somebody has said."""

    def recording(book: Book, wanted: Attachment) -> File:
        number = wanted.arg("number")
        found = store.sounds.of(int(number)) if number.isdecimal() else None
        if found is None:  # Taken back since the message was queued.
            raise NothingToDraw(number)
        return found

    return {KIND: recording}
