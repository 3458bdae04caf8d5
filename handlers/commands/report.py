"""Room: handlers. /baocao: the draft of a report and its annex, drawn when they are sent, from the same figures.

"báo cáo 2026Q4 nội bộ" hides nothing; "báo cáo 2026Q4 đã ban hành" says that people outside have it now.
"""

import re
from datetime import date
from typing import Final

from bot.model.day import local_day
from bot.model.deed import ReportIssued
from bot.model.message import Message, attachment
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from content.agenda import quarter_of
from content.calendar import quarter_period
from content.facts import NEEDS, facts_of
from content.folding import fold
from content.numerals import day
from content.standing import standings
from handlers.commands.command import Command
from handlers.turn import Turn

_INTERNAL: Final = "noi bo"
_ISSUED: Final = "ban hanh"
_FORM: Final = re.compile(rf"{_INTERNAL}|(?:da )?{_ISSUED}")
_MADE: Final = "reports_made"


def handle(turn: Turn, argument: str) -> Outcome:
    """The period that was named ("2026Q3", "2026"), or the next one due: drawn, or noted down as issued."""
    said, plan = fold(argument), turn.book.campaign
    named = re.sub(r"[ -]", "", _FORM.sub("", said)).upper()
    period = named or quarter_of(plan, local_day(turn.now))
    try:
        days = quarter_period(period, plan.report.cutoff_rule)
    except ValueError:
        return reply(turn.session, Message(turn.say("agenda.wrong_quarter")))
    if said.endswith(_ISSUED):
        return _issued(turn, period)
    return _drawn(turn, period, days, internal=_INTERNAL in said)


def _drawn(turn: Turn, period: str, days: tuple[date, date], *, internal: bool) -> Outcome:
    plan, today = turn.book.campaign, local_day(turn.now)
    found = [one.closed or one for one in standings(plan, facts_of(plan, turn.reports), today)]
    text = turn.say(
        "agenda.report_text",
        quarter=period,
        since=day(days[0]),
        until=day(days[1]),
        met=sum(one.met is True for one in found),
        count=len(found),
        unknown=sum(one.value is None and one.rate is None for one in found),
    )
    form = turn.say("agenda.report_internal" if internal else "agenda.report_public", quarter=period)
    # Both files are drawn under one name, so their figures are those of one moment.
    drawing = {"quarter": period, "made": turn.now.isoformat()} | ({"form": "internal"} if internal else {})
    annex = Message(turn.say("agenda.annex"), attachment=attachment("report_annex", **drawing))
    return reply(turn.session, Message(f"{text}\n{form}", attachment=attachment("report", **drawing)), annex)


def _issued(turn: Turn, period: str) -> Outcome:
    plan = turn.book.campaign.id
    if not any((row["plan"], row["period"]) == (plan, period) for row in turn.reports[_MADE]):
        return reply(turn.session, Message(turn.say("agenda.never_made", quarter=period)))
    said = Message(turn.say("agenda.issued", quarter=period))
    return reply(turn.session, said, events=(ReportIssued(plan, period),))


REPORT: Final = Command(
    "baocao",
    handle,
    ("báo cáo", "làm báo cáo", "báo cáo quý"),
    role=Role.ORGANIZER,
    needs=(*NEEDS, _MADE),
    shape=r"bao cao (?:quy |nam )?((?:\d{4}(?: ?-? ?q[1-4])? ?)?(?:noi bo|da ban hanh)|\d{4}(?: ?-? ?q[1-4])?)",
)
