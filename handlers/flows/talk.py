"""Room: handlers. The talk of somebody who asked for help and whoever took it: words only, passed on and not kept."""

from collections.abc import Callable
from typing import Final

from bot.model.help import LONGEST, HelpEnd, HelpEnded, HelpLeft, HelpSpoken
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.press import Go
from bot.model.report import Row
from bot.model.role import Role
from bot.model.session import Session
from bot.model.update import Media
from content.folding import fold
from handlers import helping
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.permission import under
from handlers.turn import Turn

NEEDS: Final = (helping.MINE,)


def open_talk(turn: Turn, row: Row, *before: Message) -> Outcome:
    """From here on what they type goes to the other side."""
    session = begin(turn, "talk", "open", str(row["id"]))
    return ask(turn, session, _menu(turn, row, "neighbour.talk"), *before)


def menu(turn: Turn, session: Session) -> Menu | None:
    """The ways out of the talk; None once it is over."""
    row = helping.of(turn, session.about)
    return _menu(turn, row, "neighbour.talk") if row and row["state"] == "taken" else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """It is done; or whoever took it hands it on."""
    row = helping.of(turn, session.about)
    if row is None:
        return over(turn)
    if row["side"] == "asker":
        return reply(None, Message(turn.say("neighbour.thanks")), events=(HelpEnded(row["id"], HelpEnd.SOLVED),))
    left = reply(None, Message(turn.say("neighbour.handed_on")), events=(HelpLeft(row["id"]),))
    return _audited(turn, row, lambda: left)


def hear(turn: Turn, session: Session) -> Outcome | None:
    """Pass the words on; a picture or a voice cannot be."""
    row = helping.of(turn, session.about)
    if row is None or row["state"] != "taken":
        return over(turn)
    if isinstance(turn.update.what, Media):
        return ask(turn, session, _menu(turn, row, "neighbour.words_only"))
    if not fold(turn.text):
        return None
    spoken = HelpSpoken(row["id"], turn.text[:LONGEST])
    there = begin(turn, "talk", "open", session.about)
    return _audited(turn, row, lambda: reply(there, Message(turn.say("neighbour.passed_on")), events=(spoken,)))


def _audited(turn: Turn, row: Row, decide: Callable[[], Outcome]) -> Outcome:
    """Whoever took the request talks as a volunteer: that they did stands in the audit, what they said does not."""
    return under(turn, Role.VOLUNTEER if row["side"] == "taker" else None, TALK.name, decide)


def over(turn: Turn) -> Outcome:
    """Nobody is on the other side any more."""
    return reply(None, Message(turn.say("neighbour.over")))


def shown(turn: Turn, row: Row, text: str) -> Menu:
    """Something said in the talk, with the ways out below."""
    return Menu(text, _menu(turn, row, "neighbour.talk").options)


def _menu(turn: Turn, row: Row, key: str) -> Menu:
    if row["side"] == "taker":
        leave = Option(turn.say("neighbour.hand_on"), "leave", names=("nhường", "tôi bận"))
        return Menu(turn.say(key), (leave,))
    solved = Option(turn.say("neighbour.solved"), "solved", names=("xong", "xong rồi", "được rồi", "cảm ơn"))
    lesson = turn.book.lesson(row["lesson"])
    back = (Option(turn.say("neighbour.back"), go=Go("bai", lesson.id)),) if lesson else ()
    return Menu(turn.say(key), (solved, *back))


TALK: Final = Flow("talk", menu, take, hear=hear, needs=NEEDS)
