"""Room: handlers. What a volunteer does: /chiase a lesson, /buoihoc for a session; and "DD 4821" for who came to it."""

from typing import Final

from bot.model.outcome import Outcome
from bot.model.role import Role
from handlers.commands.command import Command
from handlers.flows import correcting, rollcall, sharing
from handlers.turn import Turn


def handle_share(turn: Turn, argument: str) -> Outcome:
    """Which lesson, where?"""
    return sharing.open_sharing(turn, argument)


def handle_results(turn: Turn, argument: str) -> Outcome:
    """What came of it."""
    return sharing.open_results(turn)


def handle_session(turn: Turn, argument: str) -> Outcome:
    """A new one, or an old one put right."""
    return correcting.open_sessions(turn)


def handle_rollcall(turn: Turn, argument: str) -> Outcome:
    """They were there."""
    return rollcall.open_rollcall(turn)


SPREAD: Final = Command(
    "chiase",
    handle_share,
    ("chia sẻ", "chia sẻ bài", "chia sẻ bài này", "chia sẻ bài học", "gửi bài", "gửi bài này", "gửi bài học"),
    role=Role.VOLUNTEER,
    needs=sharing.NEEDS,
)
RESULTS: Final = Command("ketquachiase", handle_results, ("kết quả chia sẻ",), role=Role.VOLUNTEER, needs=sharing.NEEDS)
GUIDE: Final = Command(
    "buoihoc",
    handle_session,
    ("buổi học", "ghi buổi", "ghi buổi học", "ghi buổi hướng dẫn", "ghi lớp học"),
    role=Role.VOLUNTEER,
    needs=correcting.NEEDS,
)
ROLL: Final = Command("diemdanh", handle_rollcall, shape=r"(?:dd|diem danh) ?(\d{4})", needs=rollcall.NEEDS)
