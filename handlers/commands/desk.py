"""Room: handlers. /ban: a link to the web desk for whoever organizes; it opens once, for ten minutes."""

from typing import Final

from bot.model.code import code_from
from bot.model.deed import DeskLinkMade
from bot.model.desk import LINK_LASTS, LOGIN
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from handlers.commands.command import Command
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """A new link; the one before opens nothing any more."""
    code = code_from(turn.chance, LOGIN)
    minutes = int(LINK_LASTS.total_seconds()) // 60
    text = turn.say("desk.link", link=f"{turn.links.web}/desk/in/{code}", minutes=minutes)
    return reply(turn.session, Message(text), events=(DeskLinkMade(code, turn.now + LINK_LASTS),))


DESK: Final = Command("ban", handle, ("bàn làm việc", "mở bàn làm việc"), role=Role.ORGANIZER)
