"""Room: handlers. Unanswered: what is kept of a question nobody here could answer, and of whom."""

from typing import Final

from bot.model.contact import Consent
from bot.model.event import QuestionUnanswered
from handlers.turn import Turn

AT_MOST: Final = 160
"""Characters: enough to see what was asked, too few for a life story."""


def unanswered(turn: Turn, words: str, nearest: str) -> QuestionUnanswered:
    """The question, its secrets masked by the inbox; of who did not agree to that only that there was one."""
    kept = _shortened(words) if _agreed(turn) else ""
    return QuestionUnanswered(kept, nearest if kept else "")


def _agreed(turn: Turn) -> bool:
    """A yes covers what its notice named, so one given to a notice without this covers nothing here."""
    contact = turn.contact
    named = contact.notice in turn.say("questions.notices").split()
    return contact.consent is Consent.GIVEN and not contact.minor and named


def _shortened(words: str) -> str:
    printed = "".join(sign if sign.isprintable() else " " for sign in words)
    return " ".join(printed.split())[:AT_MOST].rstrip()
