"""Room: handlers. Called: a volunteer is told of somebody who needs help; and the list of all who do."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.report import Row
from bot.model.role import Role
from bot.model.session import Session
from handlers import helping
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = (helping.MINE, helping.OPEN)


def open_list(turn: Turn) -> Outcome:
    """Who waits for help, and with whom they are talking."""
    session = begin(turn, "called", "list")
    shown = menu(turn, session)
    return ask(turn, session, shown) if shown else reply(turn.session, Message(turn.say("neighbour.nobody")))


def open_call(turn: Turn, row: Row, text: str) -> Outcome:
    """One request, to take or to leave to others."""
    session = begin(turn, "called", "one", str(row["id"]))
    return ask(turn, session, Menu(text, _one(turn, row)))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The request, or the list; None once nobody waits."""
    if session.step == "one":
        row = _open(turn, session.about)
        return Menu(turn.say("neighbour.waits", about=helping.about(turn, row)), _one(turn, row)) if row else None
    talks = [helping.answer(turn, row) for row in helping.talks(turn)]
    waiting = turn.reports.get(helping.OPEN, ())
    lines = "\n".join(turn.say("neighbour.line", number=row["id"], about=helping.about(turn, row)) for row in waiting)
    options = (*(helping.take(turn, row) for row in waiting), *talks)
    words = turn.say("neighbour.list", lines=lines or turn.say("neighbour.none_waits"))
    return Menu(words, options) if options else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Not now: somebody else was asked too."""
    return reply(None, Message(turn.say("neighbour.not_now")))


def _one(turn: Turn, row: Row) -> tuple[Option, ...]:
    return (helping.take(turn, row), Option(turn.say("neighbour.cannot"), "no", names=("không", "bận", "tôi bận")))


def _open(turn: Turn, number: str) -> Row | None:
    return next((row for row in turn.reports.get(helping.OPEN, ()) if str(row["id"]) == number), None)


CALLED: Final = Flow("called", menu, take, role=Role.VOLUNTEER, needs=NEEDS)
