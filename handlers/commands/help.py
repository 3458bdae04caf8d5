"""Room: handlers. /giupdo: who helps in person; /trogiup: what can be typed."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from handlers import helping, offices
from handlers.commands.command import Command
from handlers.flows import neighbour
from handlers.turn import Turn
from handlers.waiting import beside_the_step


def handle_person(turn: Turn, argument: str) -> Outcome:
    """Where to go; the lesson that is open stays open, with its choices under the answer."""
    about = argument or (turn.session.about if turn.session else "")
    if neighbour.possible(turn) or helping.asked(turn):
        return neighbour.open_offer(turn, about if turn.book.lesson(about) else "")
    return beside_the_step(turn, offices.directions(turn, turn.book.lesson(about)))


def handle_words(turn: Turn, argument: str) -> Outcome:
    """The words that work."""
    if turn.contact.is_group:
        return reply(turn.session, Message(turn.say("in_group.help", name=turn.links.called)))
    words = [turn.say("help.commands"), *(turn.say(f"role.help_{role}") for role in Role if turn.contact.may(role))]
    return reply(turn.session, Message("\n\n".join(words)))


PERSON: Final = Command(
    "giupdo",
    handle_person,
    (
        "giúp đỡ",
        "giúp tôi",
        "giúp với",
        "cần giúp",
        "cần người giúp",
        "gặp người",
        "gặp cán bộ",
        "cho gặp người thật",
    ),
    "commands.giupdo",
    needs=neighbour.NEEDS,
    in_groups=True,
)
WORDS: Final = Command(
    "trogiup", handle_words, ("trợ giúp", "help", "hướng dẫn", "lệnh"), "commands.trogiup", in_groups=True
)
