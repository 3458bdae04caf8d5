"""Room: handlers. In public: the one place that says what may happen before a whole group, and what is done in private.

A group is no person: nothing about anybody is asked, shown or counted there. Which commands and flows are for everybody
to see, they say themselves (`in_groups`); whatever an outcome would still write down is checked here once more.
"""

from dataclasses import replace
from typing import Final

from bot.model.deed import WrongCode
from bot.model.event import Greeted, LessonOpened, OptedIn, OptedOut, QuestionUnanswered, Replied
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.press import Go, unpack_press
from bot.model.session import Session
from bot.model.update import ButtonPress
from bot.model.village_group import GroupLinked, GroupParted
from handlers.commands import Command, named
from handlers.flows import FLOWS
from handlers.turn import Turn
from handlers.wanted import chosen, typed

HAPPENS: Final = (Replied, Greeted, OptedIn, OptedOut, QuestionUnanswered, WrongCode, GroupLinked, GroupParted)
"""What may come of something said in a group. None of it is about a person."""

UNCOUNTED: Final = (LessonOpened,)
"""Goes on as if nothing had to be counted: how many read along in a group, nobody knows."""


def private_matter(turn: Turn) -> Outcome | None:
    """A command that is between the bot and one person, whoever gave it."""
    if not turn.contact.is_group:
        return None
    command = _command(turn)
    return elsewhere(turn) if command is not None and not command.in_groups else None


def kept_public(turn: Turn, outcome: Outcome) -> Outcome:
    """The outcome, if all of it may happen before everybody; else the word that this is done in private."""
    if not turn.contact.is_group:
        return outcome
    events = tuple(event for event in outcome.events if not isinstance(event, UNCOUNTED))
    if not _for_everybody(outcome.session) or not all(isinstance(event, HAPPENS) for event in events):
        return elsewhere(turn)
    return replace(outcome, events=events)


def elsewhere(turn: Turn) -> Outcome:
    """One sentence and the way to a private talk; the lesson that is open here opens there."""
    session = turn.session if _for_everybody(turn.session) else None
    lesson = turn.book.lesson(session.about) if session else None
    where = turn.links.on_telegram(lesson.id if lesson else "") or turn.say("in_group.by_name")
    return reply(session, Message(turn.say("in_group.private", where=where)))


def _command(turn: Turn) -> Command | None:
    """The command this is, also one with a role: in a group nobody is known to hold one."""
    if isinstance(turn.update.what, ButtonPress):
        press = unpack_press(turn.update.what.payload)
        return named(press.command) if isinstance(press, Go) else None
    found = typed(turn) or chosen(turn)
    return found[0] if found else None


def _for_everybody(session: Session | None) -> bool:
    return session is None or any(flow.name == session.flow and flow.in_groups for flow in FLOWS)
