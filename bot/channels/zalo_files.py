"""Room: channels. What a letter brings to Zalo besides words: handed over, fetched from us, or opened by its address.

Pure. An address is worth something only when it can be reached from outside (HOCVUSO_PUBLIC_URL).
"""

from dataclasses import dataclass, replace
from typing import Final

from bot.model.channel import File, Letter
from bot.model.message import Message

_SECURE: Final = "https://"


class Picture(str):
    """Where Zalo fetches a picture: a piece of a letter like its words, so that it is sent once."""

    __slots__ = ()


class Spoken(str):
    """Where Zalo fetches a voice message."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in front of the words, and its address in case Zalo does not take it; "" when nobody can reach us."""

    file: File
    link: str = ""


def link_of(letter: Letter) -> str:
    """The file's address; "" when there is none, or none that can be reached."""
    return letter.link if letter.file and letter.link.startswith(_SECURE) else ""


def with_link(letter: Letter) -> Message:
    """The message with the address of its document or recording written below."""
    link = link_of(letter)
    is_shown = letter.file is None or letter.file.is_picture
    return letter.message if is_shown or not link else replace(letter.message, text=f"{letter.message.text}\n{link}")
