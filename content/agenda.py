"""Room: content. Agenda: what organizers are told about ten and three days before; pure, `today` is handed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from content.calendar import Occurrence, Rule, ends, next_occurrence, quarter_period, starts
from content.campaign import CalendarEntry, Campaign

DAYS_BEFORE: Final = (10, 3)
_TOLD: Final = ("festival", "deadline", "contest", "report")


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that is due on a day; a report has its draft attached."""

    id: str
    text: str
    day: date
    is_report: bool


def coming(plan: Campaign, today: date) -> tuple[Coming, ...]:
    """What is exactly ten or three days away."""
    days = {today + timedelta(days=days) for days in DAYS_BEFORE}
    return tuple(one for one in _all(plan, today) if one.day in days)


def _all(plan: Campaign, today: date) -> Iterator[Coming]:
    reports = 0
    for entry in plan.calendar:
        if entry.kind in _TOLD and (day := _day(entry.rule, entry, today)):
            reports += entry.kind == "report"
            yield Coming(entry.id, entry.text, day, entry.kind == "report")
    rule = plan.report.due_rule
    if rule is not None and not reports and (day := _day(rule, None, today)):
        yield Coming("report", "", day, is_report=True)


def _day(rule: Rule, entry: CalendarEntry | None, today: date) -> date | None:
    """A festival begins on its day, a duty is over on it."""
    occurrence: Occurrence | None = next_occurrence(rule, today)
    if occurrence is None:
        return None
    return starts(occurrence) if entry and entry.kind in {"festival", "contest"} else ends(occurrence)


def quarter_of(plan: Campaign, today: date) -> str:
    """The quarter whose period holds this day by the plan's own rule: after the 14th the next one has begun."""
    names = [f"{year}Q{n}" for year in (today.year, today.year + 1) for n in (1, 2, 3, 4)]
    return next(name for name in names if today <= quarter_period(name, plan.report.cutoff_rule)[1])
