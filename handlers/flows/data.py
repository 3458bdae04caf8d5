"""Room: handlers. What is held about a person, shown, withdrawn and erased."""

from typing import Final

from bot.model.contact import Consent
from bot.model.day import VIETNAM, local_day
from bot.model.event import ConsentRefused, DataErased, Replied
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn


def open_data(turn: Turn) -> Outcome:
    """Show everything that is held."""
    if turn.contact.consent is not Consent.GIVEN:
        return reply(turn.session, Message(turn.say("data.nothing")))
    return ask(turn, begin(turn, "data", "shown"), _held(turn))


def open_erase(turn: Turn) -> Outcome:
    """A tap may be a slip, so it is asked once more."""
    return ask(turn, begin(turn, "data", "erase"), _sure(turn))


def erase(turn: Turn) -> Outcome:
    """Erase now, with a receipt that says when. The page on the person's own device is wiped too."""
    at = f"{turn.now.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    receipt = Message(turn.say("data.erased", at=at), erase=True)
    return Outcome(None, (DataErased(), Replied(receipt)))


def menu(turn: Turn, session: Session) -> Menu | None:
    """What is held, or the question whether to erase it."""
    return _sure(turn) if session.step == "erase" else _held(turn)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Erase, withdraw, or leave things as they are."""
    match pick:
        case "erase":
            return open_erase(turn)
        case "erase-now":
            return erase(turn)
        case "withdraw":
            word = Message(turn.say("consent.withdrawn"))
            return reply(None, word, events=(ConsentRefused(turn.say("consent.version")),))
        case _:
            return reply(None, Message(turn.say("data.kept")))


def _held(turn: Turn) -> Menu:
    contact = turn.contact
    unit = turn.book.campaign.unit(contact.unit) if contact.unit else None
    lessons = [lesson.title for name in contact.learned if (lesson := turn.book.library.lesson(name))]
    text = turn.say(
        "data.held",
        consent_day=f"{local_day(contact.consent_at or turn.now):%d/%m/%Y}",
        unit=unit.name if unit else turn.say("data.no_unit"),
        lessons="; ".join(lessons) or turn.say("data.no_lessons"),
    )
    return Menu(
        text,
        (
            Option(turn.say("data.keep"), "keep", names=("giữ", "thôi", "ok")),
            Option(turn.say("data.withdraw"), "withdraw", names=("không lưu nữa", "rút")),
            Option(turn.say("data.erase"), "erase", names=("xóa",)),
        ),
    )


def _sure(turn: Turn) -> Menu:
    return Menu(
        turn.say("data.confirm"),
        (
            Option(turn.say("data.confirm_yes"), "erase-now", names=("xóa", "có", "đồng ý")),
            Option(turn.say("data.confirm_no"), "keep", names=("không", "thôi", "giữ")),
        ),
    )


DATA: Final = Flow("data", menu, take)
