"""Room: handlers. Consent: six short lines, two separate buttons, nothing kept before a yes.

The notice follows facts/legal_and_reports.md §1.9 (Law 91/2025 Art. 9; Decree 356/2025 Art. 6).
"""

from dataclasses import replace
from typing import Final

from bot.model.asking import About, Asked
from bot.model.contact import Consent
from bot.model.event import ConsentGiven, ConsentRefused, Event, LessonCompleted, ShareRemembered
from bot.model.evidence import Completion, Evidence
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from handlers.flows import village
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn


def open_consent(turn: Turn, lesson: str = "", *, passed: bool = False) -> Outcome:
    """Ask. `lesson` is what waits to be recorded, "" when the person asks for it by themselves."""
    session = begin(turn, "consent", "ask", lesson, passed="yes" if passed else "no")
    asked = (Asked(About.CONSENT),) if lesson else ()
    return ask(turn, session, _notice(turn, session), events=asked)


def menu(turn: Turn, session: Session) -> Menu | None:
    """The notice."""
    return _notice(turn, session)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Yes or no."""
    version = turn.say("consent.version")
    if pick == "no":
        return reply(None, Message(turn.say("consent.refused")), events=(ConsentRefused(version),))
    given = replace(turn, contact=replace(turn.contact, consent=Consent.GIVEN))
    passed = session.answer("passed") == "yes"
    return record(given, session, session.about, passed=passed, first=(ConsentGiven(version), *_shared(session)))


def record(turn: Turn, session: Session, lesson: str, *, passed: bool, first: tuple[Event, ...] = ()) -> Outcome:
    """Keep what was learned; then the village if it is not known, then the card."""
    rungs = (Evidence.SELF_REPORTED, Evidence.QUIZ_PASSED) if passed else (Evidence.SELF_REPORTED,)
    learned = tuple(LessonCompleted(lesson, rung) for rung in rungs) if lesson else ()
    new = tuple(
        Completion(e.lesson, e.evidence, turn.now) for e in learned if not turn.contact.has(e.lesson, e.evidence)
    )
    contact = replace(turn.contact, completions=turn.contact.completions + new)
    return village.settle(replace(turn, contact=contact), session, events=(*first, *learned))


def _shared(session: Session) -> tuple[Event, ...]:
    """The link that brought them counts for its volunteer from the moment of the yes."""
    code = session.answer("share")
    return (ShareRemembered(code),) if code else ()


def _notice(turn: Turn, session: Session) -> Menu:
    office = turn.book.campaign.office("van-hoa-xa-hoi")
    keeper = office.name if office else turn.book.campaign.commune
    opening = turn.say("consent.done" if session.about else "consent.from_now")
    return Menu(
        turn.say("consent.ask", opening=opening, keeper=keeper),
        (
            Option(
                turn.say("consent.yes"),
                "yes",
                names=("đồng ý", "có", "ok", "vâng", "dạ", "được", "ừ", "co luu"),
            ),
            Option(turn.say("consent.no"), "no", names=("không", "không đồng ý", "không lưu", "thôi", "chỉ học")),
        ),
    )


CONSENT: Final = Flow("consent", menu, take)
