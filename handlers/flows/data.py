"""Room: handlers. What is held about a person, shown, withdrawn and erased."""

from typing import Final

from bot.model.contact import Consent
from bot.model.day import VIETNAM, local_day
from bot.model.event import ConsentRefused, DataErased, DataRequested, Replied
from bot.model.message import Message, attachment
from bot.model.outcome import Outcome, reply
from bot.model.request import ACKNOWLEDGE, DAYS, RequestKind
from bot.model.role import Role
from bot.model.session import Session
from handlers import held, places
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.reminders.facts import REPORT, facts_at_hand
from handlers.turn import Turn

OFFICE: Final = (RequestKind.CORRECT, RequestKind.RESTRICT, RequestKind.OBJECT)


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
    return {"erase": _sure, "office": _office}.get(session.step, _held)(turn)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Erase, withdraw, or leave things as they are."""
    match pick:
        case "erase":
            return open_erase(turn)
        case "erase-now":
            return erase(turn)
        case "withdraw":
            return reply(None, _withdrawn(turn), events=(ConsentRefused(turn.say("consent.version")),))
        case "copy":
            return reply(None, _copy(turn))
        case _:
            return _take_to_office(turn, pick)


def _withdrawn(turn: Turn) -> Message:
    """Nothing is kept from here on, not even which channels belong together."""
    apart = f" {turn.say('channels.scattered')}" if len(turn.reports.get("own_channels", ())) > 1 else ""
    return Message(turn.say("consent.withdrawn") + apart)


def _take_to_office(turn: Turn, pick: str) -> Outcome:
    """What a person of the office settles; anything else leaves things as they are."""
    if pick == "office":
        return ask(turn, begin(turn, "data", "office"), _office(turn))
    if pick in OFFICE:
        return _asked(turn, RequestKind(pick))
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
        f"{text}{held.learning(turn)}{_task(turn)}{_wishes(turn)}",
        (
            Option(turn.say("data.keep"), "keep", names=("giữ", "thôi", "ok")),
            Option(turn.say("data.withdraw"), "withdraw", names=("không lưu nữa", "rút")),
            Option(turn.say("data.erase"), "erase", names=("xóa",)),
            Option(turn.say("rights.copy"), "copy", names=("bản sao", "xuất")),
            Option(turn.say("rights.office"), "office", names=("sửa", "khiếu nại", "phản đối", "hạn chế")),
        ),
    )


def _copy(turn: Turn) -> Message:
    """In words, which every channel carries, and as a file for programs."""
    words = turn.say("rights.here_is_the_copy", held=_held(turn).text)
    return Message(words, attachment=attachment("own_data", contact=str(turn.contact.id)))


def _office(turn: Turn) -> Menu:
    """What a machine must not settle by itself."""
    return Menu(
        turn.say("rights.which"),
        (*(Option(turn.say(f"rights.{kind}"), kind) for kind in OFFICE), Option(turn.say("data.keep"), "keep")),
    )


def _asked(turn: Turn, kind: RequestKind) -> Outcome:
    """Written down with the law's days; the office has it on its list."""
    word = turn.say("rights.asked", what=turn.say(f"rights.{kind}"), first=ACKNOWLEDGE, days=DAYS[kind])
    return reply(None, Message(word), events=(DataRequested(kind),))


def _task(turn: Turn) -> str:
    """The role they hold, which is kept like the rest and can be given back."""
    held = [role for role in Role if role in turn.contact.roles]
    lines = (turn.say(f"role.held_{role}", places=places.named(turn, turn.contact.villages)) for role in held)
    return "".join(f"\n{line}" for line in lines)


def _wishes(turn: Turn) -> str:
    facts = facts_at_hand(turn)
    kinds = [turn.say(f"remind.kind_{kind}") for kind in facts.since] if facts else []
    return f"\n{turn.say('remind.held', kinds='; '.join(kinds))}" if kinds else ""


def _sure(turn: Turn) -> Menu:
    return Menu(
        turn.say("data.confirm"),
        (
            Option(turn.say("data.confirm_yes"), "erase-now", names=("xóa", "có", "đồng ý")),
            Option(turn.say("data.confirm_no"), "keep", names=("không", "thôi", "giữ")),
        ),
    )


DATA: Final = Flow("data", menu, take, needs=(REPORT, *held.NEEDS))
