"""Room: handlers. /baocao: the draft of the quarterly report, drawn when it is sent; its annex in a second file."""

from typing import Final

from bot.model.day import local_day
from bot.model.message import Message, attachment
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from content.agenda import quarter_of
from content.calendar import quarter_period
from content.facts import NEEDS, facts_of
from content.numerals import day
from content.standing import standings
from handlers.commands.command import Command
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """The quarter that was named ("2026Q3"), or the one under way."""
    plan, today = turn.book.campaign, local_day(turn.now)
    quarter = argument.upper().replace(" ", "").replace("-", "") or quarter_of(plan, today)
    try:
        since, until = quarter_period(quarter, plan.report.cutoff_rule)
    except ValueError:
        return reply(turn.session, Message(turn.say("agenda.wrong_quarter")))
    found = standings(plan, facts_of(plan, turn.reports), today)
    text = turn.say(
        "agenda.report_text",
        quarter=quarter,
        since=day(since),
        until=day(until),
        met=sum(one.met is True for one in found),
        count=len(found),
        unknown=sum(one.value is None for one in found),
    )
    annex = Message(turn.say("agenda.annex"), attachment=attachment("report_annex", quarter=quarter))
    return reply(turn.session, Message(text, attachment=attachment("report", quarter=quarter)), annex)


REPORT: Final = Command(
    "baocao",
    handle,
    ("báo cáo", "làm báo cáo", "báo cáo quý"),
    role=Role.ORGANIZER,
    needs=NEEDS,
    shape=r"bao cao (?:quy )?(\d{4} ?-? ?q[1-4])",
)
