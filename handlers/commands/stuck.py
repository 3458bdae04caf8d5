"""Room: handlers. "Chưa làm được" on a button: the way out, and a self-report taken back."""

from typing import Final

from bot.model.outcome import Outcome
from handlers.commands import lessons
from handlers.commands.command import Command
from handlers.flows import lesson
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """What may have gone wrong with this lesson."""
    found = turn.book.lesson(argument)
    return lesson.stuck(turn, found) if found else lessons.handle_one(turn, argument)


STUCK: Final = Command("chua", handle, in_groups=True)
