"""Room: handlers. Wellbeing: each morning organizers hear how the program is doing, in words for people."""

from datetime import datetime, timedelta
from typing import Final

from bot.model.day import local_day
from bot.model.event import Replied
from bot.model.message import Lane, Message
from bot.model.outcome import Outcome
from bot.model.report import Row
from bot.model.role import Role
from content.numerals import amount
from handlers import digest
from handlers.turn import Turn

TIMER: Final = "wellbeing"
REPORT: Final = "wellbeing"
_SILENT: Final = "silent_"
_STUCK: Final = ("disk_low", "inbox_stuck", "outbox_stuck", "clock_back")
BACKUP: Final = timedelta(days=3)
"""A backup that is older is worth a word."""


def answer(turn: Turn, key: str) -> Outcome:
    """The morning message; nothing to whoever is no organizer any more, or stopped meanwhile."""
    if turn.contact.stopped or not turn.contact.may(Role.ORGANIZER):
        return Outcome(turn.session, ())
    message = Message(_text(turn, turn.reports[REPORT][0]))
    return Outcome(turn.session, (Replied(message, Lane.HELP),))


def _text(turn: Turn, row: Row) -> str:
    troubles = [*_machine(turn, row), *_troubles(turn, row)]
    head = turn.say("wellbeing.look" if troubles else "wellbeing.fine", day=f"{local_day(turn.now):%d/%m}")
    known = [turn.say("wellbeing.disk", free=_space(row["disk"]))] if row["disk"] is not None else []
    day = turn.say("wellbeing.day", sent=row["sent"])
    return "\n".join([head, day, *known, *troubles, *digest.lines(turn)])


def _machine(turn: Turn, row: Row) -> list[str]:
    """A line for each thing /healthz calls trouble, but for the ledger, of which the night's proof is told below."""
    found = row["troubles"].split()
    silent = [name.removeprefix(_SILENT) for name in found if name.startswith(_SILENT)]
    lines = [turn.say("wellbeing.silent", channel=turn.say(f"channels.name_{name}")) for name in silent]
    return lines + [turn.say(f"wellbeing.{name}") for name in _STUCK if name in found]


def _space(megabytes: int) -> str:
    """As people say it of a phone."""
    return f"{amount(megabytes)} MB" if megabytes < 1024 else f"{amount(megabytes // 1024)} GB"


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
