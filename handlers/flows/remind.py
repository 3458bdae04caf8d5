"""Room: handlers. The wish to be reminded: one button a kind, on and off. Kept only for people who agree to it."""

from dataclasses import replace
from typing import Final

from bot.model.contact import Consent
from bot.model.event import ConsentGiven, ConsentRefused, ReminderChosen, ReminderDropped
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.reminder import Kind
from bot.model.session import Session
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.reminders.facts import REPORT, facts_at_hand
from handlers.turn import Turn

OFFERED: Final = (Kind.COUNTDOWN, Kind.DAILY, Kind.UNFINISHED, Kind.DEADLINE, Kind.NEWS)
"""Reviews are offered where people learn about them (handlers/flows/review.py), not here."""


def open_remind(turn: Turn) -> Outcome:
    """What there is, and what is on."""
    return ask(turn, begin(turn, "remind", "kinds"), _kinds(turn, _chosen(turn), turn.say("remind.choose")))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The kinds, or the question whether they may be remembered at all."""
    return _agree(turn) if session.step == "agree" else _kinds(turn, _chosen(turn), turn.say("remind.choose"))


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Switch a kind, or answer the question that stands before the first one."""
    if session.step == "agree":
        return _answered(turn, session, pick)
    if turn.contact.consent is not Consent.GIVEN:
        return ask(turn, begin(turn, "remind", "agree", pick), _agree(turn))
    return _switch(turn, Kind(pick))


def _switch(turn: Turn, kind: Kind) -> Outcome:
    chosen, what = _chosen(turn), turn.say(f"remind.kind_{kind}")
    session = begin(turn, "remind", "kinds")
    if kind in chosen:
        left = _kinds(turn, chosen - {kind}, turn.say("remind.turned_off", what=what))
        return ask(turn, session, left, events=(ReminderDropped(kind),))
    more = _kinds(turn, chosen | {kind}, turn.say("remind.turned_on", what=what))
    return ask(turn, session, more, events=(ReminderChosen(kind),))


def _answered(turn: Turn, session: Session, pick: str) -> Outcome:
    """Only now, with their yes, anything about them is kept."""
    version = turn.say("remind.version")
    if pick == "no":
        return reply(None, Message(turn.say("remind.refused")), events=(ConsentRefused(version),))
    agreed = replace(turn, contact=replace(turn.contact, consent=Consent.GIVEN))
    switched = _switch(agreed, Kind(session.about))
    return replace(switched, events=(ConsentGiven(version), *switched.events))


def _chosen(turn: Turn) -> frozenset[Kind]:
    facts = facts_at_hand(turn)
    return frozenset(facts.since) if facts else frozenset()


def _kinds(turn: Turn, chosen: frozenset[Kind], text: str) -> Menu:
    options = []
    for kind in OFFERED:
        what = turn.say(f"remind.kind_{kind}")
        label = turn.say("remind.on" if kind in chosen else "remind.off", what=what)
        options.append(Option(label, kind))
    return Menu(text, tuple(options))


def _agree(turn: Turn) -> Menu:
    office = turn.book.campaign.office("van-hoa-xa-hoi")
    keeper = office.name if office else turn.book.campaign.commune
    return Menu(
        turn.say("remind.agree", keeper=keeper),
        (
            Option(turn.say("remind.yes"), "yes", names=("đồng ý", "có", "ok", "vâng", "dạ", "được", "ừ")),
            Option(turn.say("remind.no"), "no", names=("không", "không đồng ý", "thôi", "không cần")),
        ),
    )


REMIND: Final = Flow("remind", menu, take, needs=(REPORT,))
