"""Room: content. Agenda: what organizers are told about ten and three days before; pure, `today` is handed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from content.calendar import (
    Every,
    Occurrence,
    Rule,
    Yearly,
    due_date,
    ends,
    next_occurrence,
    quarter_period,
    starts,
)
from content.campaign import CalendarEntry, Campaign

DAYS_BEFORE: Final = (10, 3)
_TOLD: Final = ("festival", "deadline", "contest", "report")


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that is due on a day; a report has its draft attached."""

    id: str
    text: str
    day: date
    period: str = ""
    """What a report is about ("2026Q4"); "" for everything else."""

    @property
    def is_report(self) -> bool:
        """Whether its draft comes along."""
        return bool(self.period)


def coming(plan: Campaign, today: date) -> tuple[Coming, ...]:
    """What is exactly ten or three days away."""
    days = {today + timedelta(days=days) for days in DAYS_BEFORE}
    return tuple(one for one in _all(plan, today) if one.day in days)


def _all(plan: Campaign, today: date) -> Iterator[Coming]:
    reports = 0
    for entry in plan.calendar:
        if entry.kind in _TOLD and (day := _day(entry.rule, entry, today)):
            reports += entry.kind == "report"
            yield Coming(entry.id, entry.text, day, period_due(entry.rule, day) if entry.kind == "report" else "")
    rule = plan.report.due_rule
    if rule is not None and not reports and (day := _day(rule, None, today)):
        yield Coming("report", "", day, period_due(rule, day))


def _day(rule: Rule, entry: CalendarEntry | None, today: date) -> date | None:
    """A festival begins on its day, a duty is over on it."""
    occurrence: Occurrence | None = next_occurrence(rule, today)
    if occurrence is None:
        return None
    return starts(occurrence) if entry and entry.kind in {"festival", "contest"} else ends(occurrence)


def quarter_of(plan: Campaign, today: date) -> str:
    """The period of the next report: the one that is due next, or, where the plan has no day, the one under way.

    A report due before the 25th, or by the quarter's end, is still about that quarter after its figures have
    closed on the 14th. A plan that reports once a year has the year.
    """
    rule = plan.report.due_rule
    if rule is not None:
        return period_due(rule, due_date(rule, today))
    names = [f"{year}Q{n}" for year in (today.year, today.year + 1) for n in (1, 2, 3, 4)]
    return next(name for name in names if today <= quarter_period(name, plan.report.cutoff_rule)[1])


def period_due(rule: Rule, due: date) -> str:
    """What a report that is due on a day is about."""
    yearly = isinstance(rule, Yearly) or rule == Every("year")
    return f"{due.year}" if yearly else f"{due.year}Q{(due.month + 2) // 3}"


def period_before(period: str) -> str:
    """The period before another one."""
    year, _, quarter = period.partition("Q")
    if not quarter:
        return f"{int(year) - 1}"
    return f"{year}Q{int(quarter) - 1}" if quarter != "1" else f"{int(year) - 1}Q4"
