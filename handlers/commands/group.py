"""Room: handlers. "đổi nhóm": walk another path."""

from typing import Final

from bot.model.outcome import Outcome
from handlers.commands.command import Command
from handlers.flows import group
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """Ask again, because they want to."""
    return group.open_group(turn)


REGROUP: Final = Command("doinhom", handle, ("đổi nhóm", "chọn nhóm", "sai nhóm", "đổi lộ trình"))
