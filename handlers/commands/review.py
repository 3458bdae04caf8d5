"""Room: handlers. /onbai: a question of a passed quiz comes back."""

from typing import Final

from bot.model.outcome import Outcome
from handlers.commands.command import Command
from handlers.flows import review
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """The next one that is due."""
    return review.open_review(turn)


REVIEWS: Final = Command(
    "onbai",
    handle,
    ("ôn bài", "ôn tập", "ôn lại", "ôn ngay", "ôn câu hỏi"),
    "commands.onbai",
    needs=review.NEEDS,
)
