"""Room: handlers. "đổi thôn": tell another village."""

from typing import Final

from bot.model.outcome import Outcome
from handlers.commands.command import Command
from handlers.flows import village
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """Ask again, because they want to."""
    return village.open_village(turn)


MOVE: Final = Command("doithon", handle, ("đổi thôn", "đổi buôn", "đổi xóm", "đổi khối", "sai thôn"))
