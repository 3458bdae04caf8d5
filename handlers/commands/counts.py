"""Room: handlers. /thongke: the counts, by village unless another way is named."""

from typing import Final

from bot.model.count import By
from bot.model.outcome import Outcome
from bot.model.role import Role
from content.folding import fold
from handlers.commands.command import Command
from handlers.flows import counting
from handlers.turn import Turn

_WAYS: Final = {"bai": By.LESSON, "nhom": By.GROUP, "thang": By.MONTH, "kenh": By.CHANNEL}


def handle(turn: Turn, argument: str) -> Outcome:
    """One way of counting, the others one press away."""
    return counting.open_counting(turn, _WAYS.get(fold(argument).removeprefix("theo "), By.UNIT))


COUNTS: Final = Command(
    "thongke",
    handle,
    ("thống kê", "số liệu", "xem số liệu", "thong ke"),
    role=Role.ORGANIZER,
    needs=counting.NEEDS,
)
