"""Room: handlers. /baihoc: all lessons; and opening one by its id from a button."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome
from handlers.commands.command import Command
from handlers.flows import lesson, library
from handlers.turn import Turn


def handle_all(turn: Turn, argument: str) -> Outcome:
    """The topics."""
    return library.open_topics(turn)


def handle_one(turn: Turn, argument: str) -> Outcome:
    """One lesson, or why not."""
    found = turn.book.lesson(argument)
    if found is not None:
        return lesson.open_lesson(turn, found)
    elsewhere = turn.book.library.lesson(argument) is not None
    return library.open_topics(turn, Message(turn.say("lesson.place_only" if elsewhere else "lesson.gone")))


LESSONS: Final = Command(
    "baihoc",
    handle_all,
    ("bài học", "các bài học", "tất cả bài", "xem bài", "học bài"),
    "commands.baihoc",
    in_groups=True,
)
OPEN: Final = Command("bai", handle_one, in_groups=True)
