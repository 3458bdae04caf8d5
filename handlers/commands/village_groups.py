"""Room: handlers. /noinhom links a village's group; "NH 7K3M-9QRT" is sent there; /tachnhom, said there, ends it."""

from typing import Final

from bot.model.deed import WrongCode
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from bot.model.village_group import SHAPE, GroupLinked, GroupParted
from handlers import places
from handlers.commands.command import Command
from handlers.flows import village_groups
from handlers.turn import Turn


def handle_link(turn: Turn, argument: str) -> Outcome:
    """For which village?"""
    return village_groups.open_linking(turn)


def handle_code(turn: Turn, argument: str) -> Outcome:
    """The group is its village's; a code that opens nothing gets the same sentence whatever is wrong with it."""
    if not turn.contact.is_group:
        return reply(turn.session, Message(turn.say("in_group.only_there")))
    if turn.grouping is None:
        return reply(turn.session, Message(turn.say("in_group.no_such")), events=(WrongCode(),))
    linked = GroupLinked(turn.grouping.id, turn.grouping.unit)
    where = places.named(turn, (linked.unit,))
    return reply(None, Message(turn.say("in_group.linked", where=where, name=turn.links.called)), events=(linked,))


def handle_part(turn: Turn, argument: str) -> Outcome:
    """Anybody in the group may say so: it costs nobody anything but the news."""
    if not turn.contact.is_group:
        return reply(turn.session, Message(turn.say("in_group.part_there")))
    return reply(turn.session, Message(turn.say("in_group.parted")), events=(GroupParted(),))


CONNECT: Final = Command(
    "noinhom",
    handle_link,
    ("nối nhóm", "ghép nhóm", "nối nhóm của thôn"),
    role=Role.VOLUNTEER,
    needs=village_groups.NEEDS,
)
CODE: Final = Command("nhom", handle_code, shape=SHAPE, in_groups=True)
PART: Final = Command("tachnhom", handle_part, ("tách nhóm", "thôi nối nhóm"), in_groups=True)
