"""Room: handlers. /moi: invite a volunteer; "MOI 7K3M-9QRT": take an invite; and giving a role back."""

from typing import Final

from bot.model.deed import RoleLeft
from bot.model.invite import SHAPE
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from handlers.commands.command import Command
from handlers.flows import invited, inviting
from handlers.turn import Turn


def handle_invite(turn: Turn, argument: str) -> Outcome:
    """Which villages?"""
    return inviting.open_inviting(turn)


def handle_accept(turn: Turn, argument: str) -> Outcome:
    """The offer behind the code."""
    return invited.open_invite(turn)


def handle_leave(turn: Turn, argument: str) -> Outcome:
    """Nobody is held."""
    return reply(None, Message(turn.say("role.left")), events=(RoleLeft(),))


INVITE: Final = Command(
    "moi",
    handle_invite,
    ("mời người", "mời tình nguyện viên", "mã mời"),
    role=Role.ORGANIZER,
    needs=inviting.NEEDS,
)
ACCEPT: Final = Command("nhanmoi", handle_accept, shape=SHAPE)
LEAVE: Final = Command(
    "thoinhiemvu", handle_leave, ("thôi nhiệm vụ", "trả nhiệm vụ", "thôi làm tình nguyện"), role=Role.VOLUNTEER
)
