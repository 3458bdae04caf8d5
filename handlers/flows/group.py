"""Room: handlers. The group: which path somebody walks. Asked once; a pupil also whether they are 16, nothing closer.

A child's own yes allows nothing. So once somebody says that they are under 16, all that was kept is taken out again
before a parent is asked on the same device; with the parent's yes it is written down anew. We cannot see who presses:
docs/decisions/0013 says so.
"""

from dataclasses import replace
from typing import Final

from bot.model.asking import About, Asked, may_ask
from bot.model.contact import Consent, Contact
from bot.model.event import (
    ConsentGiven,
    ConsentRefused,
    Event,
    GroupChosen,
    LessonCompleted,
    MinorFound,
    ShareRemembered,
    UnitChosen,
)
from bot.model.evidence import Completion, Evidence
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from handlers import progress
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

PUPILS: Final = "hoc-sinh"
SKIP: Final = "-"
_WRITTEN_ANEW: Final = (Evidence.SELF_REPORTED, Evidence.QUIZ_PASSED)
"""What a child reached with us alone. Other rungs have proofs of others, who give them again."""


def settle(turn: Turn, *before: Message, events: tuple[Event, ...]) -> Outcome:
    """After the village: the card they have earned, and under the first one the question for the group."""
    if turn.contact.group_asked or not may_ask(turn.contact.asked, About.GROUP, turn.now):
        return _card(turn, turn.contact, *before, events=events)
    earned = progress.card(turn, turn.contact)
    card = Message(earned.text, style=earned.style)
    asked = (*events, Asked(About.GROUP))
    return ask(turn, begin(turn, "group", "ask"), _groups(turn), *before, card, events=asked)


def open_group(turn: Turn) -> Outcome:
    """Ask because they want to."""
    if turn.contact.consent is not Consent.GIVEN:
        return reply(turn.session, Message(turn.say("group.need_consent")))
    return ask(turn, begin(turn, "group", "ask"), _groups(turn))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The groups, the one question about age, or the words for a parent."""
    match session.step:
        case "ask":
            return _groups(turn)
        case "age":
            return _age(turn)
        case "parent":
            return _parent(turn)
        case _:
            return None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Note the answer, or ask on."""
    match session.step, pick:
        case "parent", "yes":
            return _allowed(turn, session)
        case "parent", _:
            refused = ConsentRefused(_parents_version(turn))
            return reply(None, Message(turn.say("group.parent_refused")), events=(refused,))
        case "age", "under" if not turn.contact.minor:
            return _child(turn)
        case "age", _:
            return _noted(turn, PUPILS, minor=pick == "under")
        case _, group if group == PUPILS:
            return ask(turn, begin(turn, "group", "age"), _age(turn))
        case _:
            return _noted(turn, pick if turn.book.campaign.path(pick) else None)


def _noted(turn: Turn, group: str | None, *, minor: bool = False) -> Outcome:
    path = turn.book.campaign.path(group) if group else None
    words = [Message(turn.say("group.noted", group=path.title))] if path else []
    contact = replace(turn.contact, group=group, group_asked=True, minor=minor)
    return _card(turn, contact, *words, events=(GroupChosen(group, minor),))


def _child(turn: Turn) -> Outcome:
    """Out with everything first; what it was waits in the talk only, a day at most."""
    contact = turn.contact
    kept = (f"{c.lesson}:{c.evidence}" for c in contact.completions if c.evidence in _WRITTEN_ANEW)
    session = begin(turn, "group", "parent", kept=" ".join(kept), unit=contact.unit or "")
    if contact.share:
        session = session.with_answer("share", contact.share)
    return ask(turn, session, _parent(turn), events=(MinorFound(),))


def _allowed(turn: Turn, session: Session) -> Outcome:
    """The parent agrees: keep what waited."""
    unit, share = session.answer("unit") or None, session.answer("share")
    learned = tuple(_reached(word) for word in (session.answer("kept") or "").split())
    shared: tuple[Event, ...] = (ShareRemembered(share),) if share else ()
    told = (UnitChosen(unit), GroupChosen(PUPILS, minor=True))
    contact = replace(
        turn.contact,
        consent=Consent.GIVEN,
        unit=unit,
        group=PUPILS,
        minor=True,
        completions=tuple(Completion(event.lesson, event.evidence, turn.now) for event in learned),
    )
    events = (ConsentGiven(_parents_version(turn)), *shared, *told, *learned)
    return _card(turn, contact, Message(turn.say("group.parent_thanks")), events=events)


def _reached(word: str) -> LessonCompleted:
    lesson, _, rung = word.partition(":")
    return LessonCompleted(lesson, Evidence(rung))


def _parents_version(turn: Turn) -> str:
    return f"{turn.say('consent.version')}/{turn.say('group.parent_mark')}"


def _card(turn: Turn, contact: Contact, *before: Message, events: tuple[Event, ...]) -> Outcome:
    """What is kept now, and the first lesson of the path."""
    return ask(turn, begin(turn, "card", "shown"), progress.card(turn, contact), *before, events=events)


def _groups(turn: Turn) -> Menu:
    options = [Option(path.title, path.group) for path in turn.book.campaign.paths]
    skip = Option(turn.say("group.skip"), SKIP, names=("bỏ qua", "không", "khác", "không nói"))
    return Menu(turn.say("group.ask"), (*options, skip))


def _age(turn: Turn) -> Menu:
    return Menu(
        turn.say("group.ask_age"),
        (
            Option(turn.say("group.under"), "under", names=("dưới 16", "chưa", "chưa đủ", "chưa đủ 16")),
            Option(turn.say("group.over"), "over", names=("trên 16", "rồi", "đủ rồi", "đủ 16")),
        ),
    )


def _parent(turn: Turn) -> Menu:
    office = turn.book.campaign.office("van-hoa-xa-hoi")
    keeper = office.name if office else turn.book.campaign.commune
    return Menu(
        turn.say("group.ask_parent", keeper=keeper),
        (
            Option(turn.say("group.parent_yes"), "yes", names=("đồng ý", "cha mẹ đồng ý", "bố mẹ đồng ý")),
            Option(turn.say("group.parent_no"), "no", names=("không", "không đồng ý", "thôi", "không lưu")),
        ),
    )


GROUP: Final = Flow("group", menu, take)
