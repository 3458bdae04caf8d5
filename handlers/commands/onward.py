"""Room: handlers. /hoctiep: the next lesson of the person's path that they have not learned."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome
from handlers import progress
from handlers.commands.command import Command
from handlers.flows import lesson, library
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """Open it, or rejoice that none is left."""
    following = progress.next_lesson(turn, turn.contact)
    if following is None:
        return library.open_topics(turn, Message(turn.say("progress.full")))
    if not turn.contact.learned:
        return lesson.open_lesson(turn, following)
    return lesson.open_lesson(turn, following, Message(progress.so_far(turn, turn.contact)))


ONWARD: Final = Command(
    "hoctiep", handle, ("học tiếp", "bài tiếp", "bài tiếp theo", "học bài tiếp"), "commands.hoctiep"
)
