"""Room: handlers. /phat and /duyet; "tin" opens what one offers, another command asks whether one is ours."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from handlers.commands.command import Command
from handlers.flows import approving, broadcasting, lesson, proving
from handlers.turn import Turn


def handle_broadcast(turn: Turn, argument: str) -> Outcome:
    """What shall be sent?"""
    return broadcasting.open_broadcasting(turn)


def handle_approve(turn: Turn, argument: str) -> Outcome:
    """What waits."""
    return approving.open_approving(turn)


def handle_open(turn: Turn, argument: str) -> Outcome:
    """The lesson of a broadcast; the opening counts for it."""
    row = next(iter(turn.reports["broadcast"]), None)
    found = turn.book.lesson(row["lesson"]) if row else None
    if row is None or found is None:
        return reply(turn.session, Message(turn.say("broadcast.unknown")))
    return lesson.open_lesson(turn, found, share=row["code"])


def handle_prove(turn: Turn, argument: str) -> Outcome:
    """Is it ours?"""
    return proving.open_proving(turn, argument)


BROADCAST: Final = Command(
    "phat", handle_broadcast, ("phát tin", "gửi tin chung", "phát bài"), role=Role.VOLUNTEER, needs=broadcasting.NEEDS
)
APPROVE: Final = Command("duyet", handle_approve, ("duyệt", "duyệt tin"), role=Role.ORGANIZER, needs=approving.NEEDS)
NEWS: Final = Command("tin", handle_open, needs=("broadcast",), shape=r"tin (?=[a-z]*\d)([a-z0-9]{5})", in_groups=True)
PROVE: Final = Command(
    "xacminh",
    handle_prove,
    ("có phải xã gửi không", "tin này có phải xã gửi không", "tin của xã phải không", "xác minh tin"),
    shape=r"(?:tin nay )?(?:co )?phai (?:cua )?xa gui khong ([a-z]{2,7})",
    in_groups=True,
)
