"""Room: app. Report figures: the targets as rows of the indicator table, each number with how to count it again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.exports.figures import Figure, Indicator
from bot.model.evidence import Evidence
from bot.model.report import Report
from content.book import Book
from content.campaign import Target
from content.facts import Facts
from content.numerals import amount, day
from content.standing import PERIODS, Standing, standing
from handlers.standing_text import noun, of_source, source_words


@dataclass(frozen=True, slots=True)
class Period:
    """The days a report covers, both included."""

    key: str
    since: date
    until: date

    @property
    def before(self) -> date:
        """The last day that does not belong to it."""
        return self.since - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was known at the end of the period, and the day before it began."""

    book: Book
    period: Period
    now: Facts
    before: Facts


def indicators(ledger: Ledger) -> tuple[Indicator, ...]:
    """One row a target, in the plan's order."""
    return tuple(_indicator(ledger, str(n), target) for n, target in enumerate(ledger.book.campaign.targets, 1))


def _indicator(ledger: Ledger, tt: str, target: Target) -> Indicator:
    plan, copy = ledger.book.campaign, ledger.book.copy
    at_end = standing(plan, target, ledger.now, ledger.period.until)
    share = target.unit == "percent"
    return Indicator(
        tt=tt,
        text=target.text,
        unit=copy.say("office.share_unit", noun=noun(target, copy))
        if share
        else noun(target, copy) or copy.say("office.measure"),
        operator=target.operator,
        plan_value=target.value,
        this_period=_this_period(ledger, target, at_end),
        cumulative=_figure(ledger, target, at_end, "cumulative", at_end.value),
        percent=_figure(ledger, target, at_end, "percent", at_end.percent) if share else None,
        source=source_words(at_end, copy),
        note=_note(ledger, at_end),
    )


def _this_period(ledger: Ledger, target: Target, at_end: Standing) -> Figure:
    """What came about in the period: the end less the beginning, where both are known."""
    if target.unit in PERIODS:
        return _figure(ledger, target, at_end, "period", _logged(ledger, target))
    started = standing(ledger.book.campaign, target, ledger.before, ledger.period.before)
    known = at_end.value is not None and started.value is not None
    value = (at_end.value or 0) - (started.value or 0) if known else None
    return _figure(ledger, target, at_end, "period", value)


def _logged(ledger: Ledger, target: Target) -> int | None:
    """Something wanted each week or month, summed over the period; None when nobody logs it."""
    days = [(one.day, one.n) for one in ledger.now.logged if one.series == target.series]
    return sum(n for at, n in days if ledger.period.since <= at <= ledger.period.until) if days else None


def _figure(ledger: Ledger, target: Target, at_end: Standing, what: str, value: float | None) -> Figure:
    copy, share = ledger.book.copy, what == "percent"
    return Figure(
        id=f"{target.id}.{what}",
        label=copy.say(f"office.figure_{what}", text=target.text),
        value=value,
        unit="%" if share else noun(target, copy),
        query=_query(ledger, target),
        period=_days(ledger, whole=what != "period"),
        denominator=at_end.of if share else None,
        denominator_source=of_source(at_end, copy) if share and at_end.of is not None else None,
        source=source_words(at_end, copy),
        note=target.note,
    )


def _days(ledger: Ledger, *, whole: bool) -> str:
    copy, period = ledger.book.copy, ledger.period
    if whole:
        return copy.say("office.until", until=day(period.until))
    return copy.say("office.between", since=day(period.since), until=day(period.until))


def _query(ledger: Ledger, target: Target) -> str:
    """Enough to count it again from the exported rows."""
    copy = ledger.book.copy
    if target.evidence is None:
        return copy.say("office.query_series", series=target.series)
    groups = ", ".join(path.title for name in target.learners if (path := ledger.book.campaign.path(name)))
    rung = copy.say(f"rung.{target.evidence}").lower()
    lessons = ", ".join(target.lessons)
    return copy.say("office.query_persons", groups=groups, needed=target.lessons_needed, rung=rung, lessons=lessons)


def _note(ledger: Ledger, at_end: Standing) -> str | None:
    if at_end.untold:
        return ledger.book.copy.say("targets.untold", count=amount(at_end.untold))
    return at_end.target.note


Reading = Callable[[str, Mapping[str, str]], Report]
"""Reads a report of the store by its name, with what its query may look at."""


def reports_until(read: Reading, until: date) -> Mapping[str, Report]:
    """The reports that facts are read from, as they stood at the end of a day."""
    given = {"until": until.isoformat()}
    attained = read("attained_until", given)
    return {
        "attained": attained,
        **{name: read(name, given) for name in ("rungs", "logged", "numbers", "unit_changes")},
    }


def group_figures(
    ledger: Ledger, persons: Mapping[str, tuple[int, int]], rung: Evidence
) -> Iterator[tuple[str, Figure, Figure]]:
    """Persons of each group on a rung: in the period and by its end."""
    copy = ledger.book.copy
    for path in ledger.book.campaign.paths:
        new, all_ = persons.get(path.group, (0, 0))
        label = copy.say("office.group_label", group=path.title, rung=copy.say(f"rung.{rung}").lower())
        query = copy.say("office.query_group", group=path.title, rung=copy.say(f"rung.{rung}").lower())
        source = copy.say("office.own_count")
        ends = [
            Figure(
                f"group.{path.group}.{what}",
                f"{label} ({_days(ledger, whole=what == 'cumulative')})",
                value,
                copy.say("noun.residents"),
                query,
                _days(ledger, whole=what == "cumulative"),
                None,
                None,
                source,
            )
            for what, value in (("period", new), ("cumulative", all_))
        ]
        yield path.title, ends[0], ends[1]
