"""Room: handlers. Asking a neighbour: offered where somebody needs a person, with the village just for this request."""

from typing import Final

from bot.model.help import HelpAsked, HelpEnd, HelpEnded
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.press import Go
from bot.model.reminder import quiet
from bot.model.session import Session
from handlers import helping, offices, places
from handlers.flows import lesson as lesson_flow
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = (helping.MINE, helping.ON_HAND)
NOWHERE: Final = "-"


def possible(turn: Turn) -> bool:
    """Whether there is anybody to call. A group is nobody's neighbour."""
    return not turn.contact.is_group and any(row["n"] for row in turn.reports.get(helping.ON_HAND, ()))


def open_offer(turn: Turn, lesson: str) -> Outcome:
    """Where to go, and that a neighbour can be asked. The step of the lesson is remembered, to come back to."""
    before = turn.session
    step = before.step if before and before.flow == "lesson" and before.about == lesson else ""
    session = begin(turn, "neighbour", "offer", lesson, back=step)
    return ask(turn, session, menu(turn, session) or Menu(""))


def open_call(turn: Turn, lesson: str) -> Outcome:
    """Ask where they live, unless they have told us; then call."""
    row = helping.asked(turn)
    if row is not None:
        session = begin(turn, "neighbour", "waiting", row["lesson"])
        return ask(turn, session, _waiting(turn, session, "neighbour.already"))
    if not possible(turn):
        return reply(turn.session, Message(offices.directions(turn, turn.book.lesson(lesson))))
    back = turn.session.answer("back") if turn.session else None
    session = begin(turn, "neighbour", "village", lesson, back=back or "")
    if turn.contact.unit:
        return _call(turn, session, turn.contact.unit)
    return ask(turn, session, _villages(turn))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The waiting question."""
    match session.step:
        case "offer":
            return _offer(turn, session)
        case "village":
            return _villages(turn)
        case "waiting":
            return _waiting(turn, session, "neighbour.still_waiting")
        case _:
            return None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """The village, back to the lesson, or never mind."""
    match session.step, pick:
        case _, "back":
            return _back(turn, session)
        case "village", unit if unit == NOWHERE or turn.book.campaign.unit(unit):
            return _call(turn, session, "" if unit == NOWHERE else unit)
        case "waiting", "withdraw":
            row = helping.asked(turn)
            ended = (HelpEnded(row["id"], HelpEnd.WITHDRAWN),) if row else ()
            return reply(None, Message(turn.say("neighbour.withdrawn")), events=ended)
        case _:
            return ask(turn, session, menu(turn, session) or Menu(""))


def _call(turn: Turn, session: Session, unit: str) -> Outcome:
    there = session.at("waiting")
    words = "neighbour.called_at_night" if quiet(turn.now) else "neighbour.called"
    return ask(turn, there, _waiting(turn, there, words), events=(HelpAsked(session.about, unit),))


def _back(turn: Turn, session: Session) -> Outcome:
    there = begin(turn, "lesson", session.answer("back") or lesson_flow.INTRO, session.about)
    shown = lesson_flow.menu(turn, there)
    return ask(turn, there, shown) if shown else reply(None, Message(turn.say("lesson.gone")))


def _offer(turn: Turn, session: Session) -> Menu:
    call = Option(turn.say("neighbour.ask"), go=Go("nhogiup", session.about), names=("nhờ", "có"))
    return Menu(offices.directions(turn, turn.book.lesson(session.about)), (call, *_onward(turn, session)))


def _villages(turn: Turn) -> Menu:
    skip = Option(turn.say("village.skip"), NOWHERE, names=("bỏ qua", "không", "khác", "nơi khác", "không nói"))
    return Menu(turn.say("neighbour.ask_village"), (*places.options(turn.book.campaign.villages()), skip))


def _waiting(turn: Turn, session: Session, key: str) -> Menu:
    withdraw = Option(turn.say("neighbour.withdraw"), "withdraw", names=("thôi", "xong rồi", "không cần nữa"))
    return Menu(turn.say(key), (*_onward(turn, session), withdraw))


def _onward(turn: Turn, session: Session) -> tuple[Option, ...]:
    if turn.book.lesson(session.about) is None:
        return ()
    return (Option(turn.say("neighbour.back"), "back", names=("quay lại",)),)


NEIGHBOUR: Final = Flow("neighbour", menu, take, needs=NEEDS)
