"""Room: handlers. /tiendo: the progress card."""

from typing import Final

from bot.model.outcome import Outcome
from handlers.commands.command import Command
from handlers.flows import card
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """Show it."""
    return card.open_card(turn)


PROGRESS: Final = Command(
    "tiendo",
    handle,
    ("tiến độ", "tiến độ học", "thẻ học", "tôi học tới đâu", "kết quả của tôi"),
    "commands.tiendo",
)
