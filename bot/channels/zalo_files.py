"""Room: channels. Zalo's pictures and documents: both products fetch them from our public address. Pure."""

from dataclasses import replace
from typing import Final

from bot.model.channel import Letter
from bot.model.message import Message

_SECURE: Final = "https://"


class Picture(str):
    """Where Zalo fetches a picture: a piece of a letter like its words, so that it is sent once."""

    __slots__ = ()


def pictures_of(letter: Letter) -> tuple[Picture, ...]:
    """The picture in front of the words; none when our address cannot be reached from outside."""
    reachable = letter.link.startswith(_SECURE)
    return (Picture(letter.link),) if letter.file and letter.file.is_picture and reachable else ()


def words_of(letter: Letter) -> Message:
    """The message; a document's address is written below, since neither product carries one by its address."""
    is_document = letter.file is not None and not letter.file.is_picture
    if not is_document or not letter.link.startswith(_SECURE):
        return letter.message
    return replace(letter.message, text=f"{letter.message.text}\n{letter.link}")
