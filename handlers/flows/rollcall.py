"""Room: handlers. The roll-call: whoever sends the code of today's session was there, if they agree to be kept."""

from dataclasses import replace
from typing import Final

from bot.model.contact import Consent
from bot.model.deed import Attended, WrongCode
from bot.model.event import ConsentGiven, ConsentRefused, Event
from bot.model.evidence import Completion, Evidence
from bot.model.invite import TRIES
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.report import Row
from bot.model.session import Session
from handlers import places
from handlers.flows import consent, village
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu
from handlers.turn import Turn

NEEDS: Final = ("rollcall", "wrong_codes")
_WAITING: Final = "rollcall_waiting"


def open_rollcall(turn: Turn) -> Outcome:
    """Note them down, ask for consent first, or say that the code is not today's."""
    rows = turn.reports["rollcall"]
    if not rows or turn.reports["wrong_codes"][0]["n"] >= TRIES:
        return reply(turn.session, Message(turn.say("rollcall.no_such")), events=(WrongCode(),))
    row = rows[0]
    if row["already"]:
        return reply(turn.session, Message(turn.say("rollcall.already")))
    if turn.contact.consent is Consent.GIVEN:
        return _note(turn, row)
    session = begin(turn, "rollcall", "consent", str(row["id"]))
    return ask(turn, session, _notice(turn, session) or Menu(""), Message(turn.say("rollcall.consent_first")))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The notice, as long as the session is today's."""
    return _notice(turn, session) if turn.reports[_WAITING] else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Yes or no."""
    version = turn.say("consent.version")
    rows = turn.reports[_WAITING]
    if pick == "no":
        return reply(None, Message(turn.say("rollcall.not_noted")), events=(ConsentRefused(version),))
    if not rows:
        return reply(None, Message(turn.say("rollcall.no_such")))
    given = replace(turn, contact=replace(turn.contact, consent=Consent.GIVEN))
    return _note(given, rows[0], ConsentGiven(version))


def _note(turn: Turn, row: Row, *before: Event) -> Outcome:
    """The proof, a word about it, then the village if it is not known, then the card."""
    contact, lesson = turn.contact, turn.book.library.lesson(row["lesson"])
    if lesson is not None and not contact.has(lesson.id, Evidence.WITNESSED):
        new = Completion(lesson.id, Evidence.WITNESSED, turn.now)
        contact = replace(contact, completions=(*contact.completions, new))
    key = "rollcall.noted_lesson" if lesson else "rollcall.noted"
    place = places.named(turn, (row["unit"],))
    word = turn.say(key, place=place, title=lesson.title) if lesson else turn.say(key, place=place)
    events = (*before, Attended(row["id"], row["lesson"]))
    if not contact.learned:
        return reply(None, Message(word), events=events)
    settled = village.settle(replace(turn, contact=contact), Session("rollcall", "noted"), events=events)
    return replace(settled, events=_with_word(settled, events, Message(word)))


def _with_word(settled: Outcome, events: tuple[Event, ...], word: Message) -> tuple[Event, ...]:
    """Our word in front of what the village or the card says."""
    said = reply(None, word).events
    return (*settled.events[: len(events)], *said, *settled.events[len(events) :])


def _notice(turn: Turn, session: Session) -> Menu | None:
    """What is kept of whoever agrees; it opens as for somebody who has nothing to be recorded yet."""
    return consent.menu(turn, replace(session, about=""))


ROLLCALL: Final = Flow("rollcall", menu, take, needs=(_WAITING,))
