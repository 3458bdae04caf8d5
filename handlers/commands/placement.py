"""Room: handlers. "tôi biết rồi": a short placement quiz over the next lessons."""

from typing import Final

from bot.model.outcome import Outcome
from handlers.commands.command import Command
from handlers.flows import placement
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """The first question."""
    return placement.open_placement(turn)


PLACE: Final = Command(
    "toibiet", handle, ("tôi biết rồi", "tôi biết hết rồi", "xếp bài", "bỏ bài đã biết", "em biết rồi")
)
