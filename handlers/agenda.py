"""Room: handlers. Agenda: ten and three days before, organizers hear what is due, a report with its draft attached."""

from datetime import date
from typing import Final

from bot.model.day import local_day
from bot.model.event import Replied
from bot.model.message import Lane, Message, attachment
from bot.model.outcome import Outcome
from bot.model.role import Role
from content.agenda import Coming, coming
from content.numerals import day
from handlers.turn import Turn

TIMER: Final = "agenda"


def answer(turn: Turn, key: str) -> Outcome:
    """One message; nothing to whoever is no organizer any more, stopped meanwhile, or when the day has passed."""
    today = local_day(turn.now)
    if turn.contact.stopped or not turn.contact.may(Role.ORGANIZER) or key != today.isoformat():
        return Outcome(turn.session, ())
    found = coming(turn.book.campaign, today)
    return Outcome(turn.session, (Replied(_message(turn, found, today), Lane.HELP),) if found else ())


def _message(turn: Turn, found: tuple[Coming, ...], today: date) -> Message:
    lines = [_line(turn, one, today) for one in found]
    if not any(one.is_report for one in found):
        return Message("\n".join([turn.say("agenda.head"), *lines]))
    text = "\n".join([turn.say("agenda.head"), *lines, turn.say("agenda.draft")])
    period = next(one.period for one in found if one.is_report)
    # All organizers get the same paper of this morning.
    return Message(text, attachment=attachment("report", quarter=period, made=today.isoformat()))


def _line(turn: Turn, one: Coming, today: date) -> str:
    what = one.text or turn.say("agenda.report")
    return turn.say("agenda.line", what=what, day=day(one.day), days=(one.day - today).days)
