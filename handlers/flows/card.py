"""Room: handlers. The card as a waiting step: "1" after it means its first button."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from handlers import progress
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu
from handlers.turn import Turn


def open_card(turn: Turn) -> Outcome:
    """Show what is kept, or say why nothing is."""
    contact = turn.contact
    if not contact.learned:
        key = "progress.not_kept" if contact.consent == "refused" else "progress.none"
        return reply(turn.session, Message(turn.say(key)))
    return ask(turn, begin(turn, "card", "shown"), progress.card(turn, contact))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The card again."""
    return progress.card(turn, turn.contact)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Its buttons are commands, so nothing else can be picked."""
    return open_card(turn)


CARD: Final = Flow("card", menu, take)
