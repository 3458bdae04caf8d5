"""Room: handlers. The language somebody would rather listen to. Kept only for people who agreed to be remembered."""

from typing import Final

from bot.model.contact import Consent
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from bot.model.voice import LanguageChosen
from handlers import listening
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

VIETNAMESE: Final = "vi"


def open_tongue(turn: Turn) -> Outcome:
    """Which one?"""
    if turn.contact.consent is not Consent.GIVEN:
        return reply(turn.session, Message(turn.say("voice.consent_first")))
    session = begin(turn, "tongue", "ask")
    return ask(turn, session, _ask(turn))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The languages."""
    return _ask(turn)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Noted."""
    if pick == VIETNAMESE:
        return reply(None, Message(turn.say("voice.vietnamese")), events=(LanguageChosen(""),))
    words = turn.say("voice.chosen", language=listening.named(turn, pick))
    return reply(None, Message(words), events=(LanguageChosen(pick),))


def _ask(turn: Turn) -> Menu:
    plain = Option(turn.say("voice.language_vi"), VIETNAMESE, names=("tiếng Việt", "Kinh"))
    return Menu(turn.say("voice.ask_tongue"), (*listening.languages(turn), plain))


TONGUE: Final = Flow("tongue", menu, take)
