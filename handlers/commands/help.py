"""Room: handlers. /giupdo: who helps in person; /trogiup: what can be typed."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from handlers import offices
from handlers.commands.command import Command
from handlers.turn import Turn
from handlers.waiting import beside_the_step


def handle_person(turn: Turn, argument: str) -> Outcome:
    """Where to go; the lesson that is open stays open, with its choices under the answer."""
    about = argument or (turn.session.about if turn.session else "")
    return beside_the_step(turn, offices.directions(turn, turn.book.lesson(about)))


def handle_words(turn: Turn, argument: str) -> Outcome:
    """The words that work."""
    return reply(turn.session, Message(turn.say("help.commands")))


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
)
WORDS: Final = Command("trogiup", handle_words, ("trợ giúp", "help", "hướng dẫn", "lệnh"), "commands.trogiup")
