"""Room: handlers. Wellbeing: each morning organizers hear how the program is doing, in words for people."""

from datetime import datetime, timedelta
from typing import Final

from bot.model.day import local_day
from bot.model.event import Replied
from bot.model.message import Lane, Message
from bot.model.outcome import Outcome
from bot.model.report import Row
from bot.model.role import Role
from handlers import digest
from handlers.turn import Turn

TIMER: Final = "wellbeing"
REPORT: Final = "wellbeing"
BACKUP: Final = timedelta(days=3)
"""A backup that is older is worth a word."""


def answer(turn: Turn, key: str) -> Outcome:
    """The morning message; nothing to whoever is no organizer any more, or stopped meanwhile."""
    if turn.contact.stopped or not turn.contact.may(Role.ORGANIZER):
        return Outcome(turn.session, ())
    message = Message(_text(turn, turn.reports[REPORT][0]))
    return Outcome(turn.session, (Replied(message, Lane.HELP),))


def _text(turn: Turn, row: Row) -> str:
    lines = [turn.say("wellbeing.day", sent=row["sent"]), *_troubles(turn, row)]
    head = "wellbeing.fine" if len(lines) == 1 else "wellbeing.look"
    return "\n".join([turn.say(head, day=f"{local_day(turn.now):%d/%m}"), *lines, *digest.lines(turn)])


def _troubles(turn: Turn, row: Row) -> list[str]:
    """A line for each thing somebody should see to."""
    lines = []
    if row["findings"] is None:
        lines.append(turn.say("wellbeing.unproved"))
    elif row["findings"]:
        lines.append(turn.say("wellbeing.broken"))
    if row["failed"]:
        lines.append(turn.say("wellbeing.failed", count=row["failed"]))
    if row["set_aside"]:
        lines.append(turn.say("wellbeing.set_aside", count=row["set_aside"]))
    if not row["backup_at"] or turn.now - datetime.fromisoformat(row["backup_at"]) > BACKUP:
        lines.append(turn.say("wellbeing.no_backup"))
    if row["requests"]:
        lines.append(turn.say("wellbeing.requests", count=row["requests"], overdue=row["overdue"]))
    return lines
