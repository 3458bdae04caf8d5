"""Room: handlers. /batdau: who this is and where to begin."""

from typing import Final

from bot.model.outcome import Outcome
from handlers.commands.command import Command
from handlers.flows import welcome
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """Welcome."""
    return welcome.open_welcome(turn)


START: Final = Command(
    "batdau", handle, ("bắt đầu lại", "start", "menu", "trang chủ"), "commands.batdau", in_groups=True
)
