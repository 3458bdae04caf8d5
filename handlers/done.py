"""Room: handlers. "Tôi đã làm được": record it with consent, ask for consent once, or only rejoice."""

from bot.model.asking import About, may_ask
from bot.model.contact import Consent
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from content.schema import Lesson
from handlers.flows import consent
from handlers.turn import Turn


def did(turn: Turn, session: Session, lesson: Lesson) -> Outcome:
    """What follows when a person says they can do it."""
    passed = session.answer("passed") == "yes"
    match turn.contact.consent:
        case Consent.GIVEN:
            return consent.record(turn, session, lesson.id, passed=passed)
        case Consent.UNASKED if may_ask(turn.contact.asked, About.CONSENT, turn.now):
            return consent.open_consent(turn, lesson.id, passed=passed)
        case Consent.UNASKED:
            return reply(None, Message(turn.say("consent.not_asked_again")))
        case Consent.REFUSED:
            return reply(None, Message(turn.say("consent.not_kept")))
