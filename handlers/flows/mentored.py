"""Room: handlers. Being helped along: what a mentor gets to see, a yes or a no, and another when one leaves."""

from typing import Final

from bot.model.mentoring import MenteeJoined, MenteeLeft, MentorWanted
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = ("mentee_offer",)


def open_offer(turn: Turn, number: int) -> Outcome:
    """A mentor offers to help; what they will see of it."""
    return ask(turn, begin(turn, "mentored", "offer", str(number)), _offer(turn))


def open_again(turn: Turn) -> Outcome:
    """Their mentor has left: another one?"""
    return ask(turn, begin(turn, "mentored", "again"), _again(turn))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The question; None once the offer is gone."""
    if session.step == "again":
        return _again(turn)
    return _offer(turn) if turn.reports.get("mentee_offer") else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Only a yes changes anything."""
    match session.step, pick:
        case "offer", "yes":
            joined = MenteeJoined(int(session.about))
            return reply(None, Message(turn.say("mentor.joined")), events=(joined,))
        case "again", "yes":
            return reply(None, Message(turn.say("mentor.looking")), events=(MentorWanted(),))
        case "again", _:
            return reply(None, Message(turn.say("mentor.alone")), events=(MenteeLeft(),))
        case _:
            return reply(None, Message(turn.say("mentor.declined")))


def _offer(turn: Turn) -> Menu:
    return Menu(turn.say("mentor.offer"), _yes_or_no(turn))


def _again(turn: Turn) -> Menu:
    return Menu(turn.say("mentor.again"), _yes_or_no(turn))


def _yes_or_no(turn: Turn) -> tuple[Option, ...]:
    return (
        Option(turn.say("mentor.yes"), "yes", names=("có", "đồng ý", "ok", "vâng", "dạ", "được")),
        Option(turn.say("mentor.no"), "no", names=("không", "thôi", "không cần")),
    )


MENTORED: Final = Flow("mentored", menu, take, needs=NEEDS)
