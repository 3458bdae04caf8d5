"""Room: handlers. The village: asked once, only of someone who agreed to be counted, and never insisted on."""

from dataclasses import replace
from typing import Final

from bot.model.asking import About, Asked, may_ask
from bot.model.contact import Consent
from bot.model.event import Event, UnitChosen
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from handlers.flows import group
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

SKIP: Final = "-"


def settle(turn: Turn, session: Session, *, events: tuple[Event, ...]) -> Outcome:
    """After something was recorded: take the village from the link, ask for it, or show the card."""
    if turn.contact.unit_asked:
        return _card(turn, events=events)
    unit = turn.share.unit if turn.share else None
    if unit and (place := turn.book.campaign.unit(unit)):
        word = Message(turn.say("village.from_share", unit=place.name))
        return _card(turn, word, events=(*events, UnitChosen(unit)))
    if not may_ask(turn.contact.asked, About.VILLAGE, turn.now):
        return _card(turn, events=events)
    return open_village(turn, events=(*events, Asked(About.VILLAGE)))


def open_village(turn: Turn, *, events: tuple[Event, ...] = ()) -> Outcome:
    """Ask for the village."""
    if turn.contact.consent is not Consent.GIVEN:
        return reply(turn.session, Message(turn.say("village.need_consent")))
    return ask(turn, begin(turn, "village", "ask"), _places(turn), events=events)


def menu(turn: Turn, session: Session) -> Menu | None:
    """The list of villages."""
    return _places(turn)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Note the answer and show the card."""
    place = turn.book.campaign.unit(pick)
    if place is None:
        return _card(turn, events=(UnitChosen(None),))
    return _card(turn, Message(turn.say("village.noted", unit=place.name)), events=(UnitChosen(place.id),))


def _places(turn: Turn) -> Menu:
    places = [
        Option(unit.name, unit.id, names=(*unit.aliases, *_bare(unit.name))) for unit in turn.book.campaign.villages()
    ]
    skip = Option(turn.say("village.skip"), SKIP, names=("bỏ qua", "không", "khác", "nơi khác", "không nói"))
    return Menu(turn.say("village.ask"), (*places, skip))


def _bare(name: str) -> tuple[str, ...]:
    """ "Buôn Ea Bra" is also called "Ea Bra"."""
    first, _, rest = name.partition(" ")
    return (rest,) if rest and first else ()


def _card(turn: Turn, *before: Message, events: tuple[Event, ...]) -> Outcome:
    """The card; with the first one, the question for the group."""
    contact = replace(turn.contact, unit_asked=True)
    return group.settle(replace(turn, contact=contact), *before, events=events)


VILLAGE: Final = Flow("village", menu, take)
