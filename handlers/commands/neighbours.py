"""Room: handlers. Asking and helping neighbours: nhogiup asks, /hotro lists who waits, nhangiup takes, traloi talks."""

from typing import Final

from bot.model.help import HelpTaken
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from handlers import helping
from handlers.commands.command import Command
from handlers.flows import called, neighbour, talk
from handlers.flows.flow import ask, begin
from handlers.turn import Turn


def handle_ask(turn: Turn, argument: str) -> Outcome:
    """Call the neighbours, about the lesson that is open."""
    session = turn.session
    open_lesson = session.about if session and session.flow in {"lesson", "quiz", "neighbour"} else ""
    return neighbour.open_call(turn, argument or open_lesson)


def handle_list(turn: Turn, argument: str) -> Outcome:
    """Who waits."""
    return called.open_list(turn)


def handle_take(turn: Turn, argument: str) -> Outcome:
    """The first one has it; the others are thanked."""
    row = next((row for row in turn.reports[helping.OPEN] if str(row["id"]) == argument), None)
    if row is None:
        return reply(turn.session, Message(turn.say("neighbour.too_late")))
    session = begin(turn, "talk", "open", argument)
    mine = {**row, "side": "taker"}
    words = turn.say("neighbour.yours", about=helping.about(turn, row))
    return ask(turn, session, talk.shown(turn, mine, words), events=(HelpTaken(row["id"]),))


def handle_answer(turn: Turn, argument: str) -> Outcome:
    """Go on talking: in the talk with this number, or in the latest."""
    talks = [row for row in helping.talks(turn) if argument in {"", str(row["id"])}]
    return talk.open_talk(turn, talks[-1]) if talks else talk.over(turn)


ASK: Final = Command(
    "nhogiup", handle_ask, ("nhờ giúp", "nhờ người giúp", "nhờ tổ công nghệ số", "nhờ hàng xóm"), needs=neighbour.NEEDS
)
LIST: Final = Command(
    "hotro",
    handle_list,
    ("hỗ trợ", "ai cần giúp", "lời nhờ giúp", "giúp bà con"),
    role=Role.VOLUNTEER,
    needs=called.NEEDS,
)
TAKE: Final = Command(
    "nhangiup",
    handle_take,
    role=Role.VOLUNTEER,
    needs=called.NEEDS,
    shape=r"nhan(?: giup)?(?: so)? (\d{1,6})",
)
ANSWER: Final = Command(
    "traloi", handle_answer, ("trả lời", "trả lời người giúp"), needs=talk.NEEDS, shape=r"tra loi(?: so)? (\d{1,6})"
)
