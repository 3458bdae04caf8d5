"""Room: app. Report figures: the targets as rows of the indicator table, each number with how to count it again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, get_args

from bot.exports.figures import FEW, Figure, Hidden, Indicator, Paragraph
from bot.exports.numbers import worded
from bot.model.evidence import Evidence
from bot.model.number import Rate
from content.book import Book
from content.campaign import Denominator, Target
from content.facts import Facts
from content.numerals import day
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
    hidden: frozenset[str] = frozenset()
    """Figures that stay shut in this paper, by their ids."""
    today: date = date.max

    @property
    def at(self) -> date:
        """The day that deadlines are looked at: the period's last, or today while it is still running."""
        return min(self.period.until, self.today)


def indicators(ledger: Ledger) -> tuple[Indicator, ...]:
    """One row a target, in the plan's order."""
    return tuple(_indicator(ledger, str(n), target) for n, target in enumerate(ledger.book.campaign.targets, 1))


def _indicator(ledger: Ledger, tt: str, target: Target) -> Indicator:
    plan, copy = ledger.book.campaign, ledger.book.copy
    at_end = standing(plan, target, ledger.now, ledger.at)
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
        note=target.note,
        remarks=tuple(_remarks(ledger, at_end)),
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
        value=shown(ledger, f"{target.id}.{'cumulative' if share else what}", value),
        unit="%" if share else noun(target, copy),
        query=_query(ledger, target),
        period=_days(ledger, whole=what != "period"),
        denominator=at_end.of if share else None,
        denominator_source=of_source(at_end, copy) if share and at_end.of is not None else None,
        source=source_words(at_end, copy),
        note=target.note,
        persons=not share and (target.denominator in _OF_PERSONS or at_end.origin == "makers"),
    )


_OF_PERSONS: Final = frozenset(get_args(Denominator)) - {"units", "agencies", "none"}
"""Households and mentors too: four families of a village are as easily known as four persons."""


def shown(ledger: Ledger, name: str, value: float | None) -> float | Hidden | None:
    """A figure as this paper may print it."""
    return FEW if name in ledger.hidden else value


def _days(ledger: Ledger, *, whole: bool) -> str:
    copy, period = ledger.book.copy, ledger.period
    if whole:
        return copy.say("office.until", until=day(period.until))
    return copy.say("office.between", since=day(period.since), until=day(period.until))


def _query(ledger: Ledger, target: Target) -> str:
    """Enough to count it again from the exported rows."""
    copy = ledger.book.copy
    if target.evidence is None:
        series = str(target.series)
        what = copy.say("office.of_office") if series.startswith("official:") else copy.say(f"noun.{series}")
        return copy.say("office.query_series", series=what)
    groups = ", ".join(path.title for name in target.learners if (path := ledger.book.campaign.path(name)))
    rung = copy.say(f"rung.{target.evidence}").lower()
    lessons = ", ".join(target.lessons)
    return copy.say("office.query_persons", groups=groups, needed=target.lessons_needed, rung=rung, lessons=lessons)


def _remarks(ledger: Ledger, at_end: Standing) -> Iterator[Paragraph]:
    """What stood at a deadline that has passed, what an office gives as a percentage, who is not counted."""
    copy, target = ledger.book.copy, at_end.target
    if at_end.closed is not None:
        yield _at_deadline(ledger, at_end.closed)
    if at_end.rate is not None:
        yield worded(copy.say("office.remark_rate", rate="{rate}"), rate=rate_figure(ledger, target, at_end.rate))
    if at_end.untold:
        untold = _figure(ledger, target, at_end, "untold", at_end.untold)
        yield worded(copy.say("targets.untold", count="{untold}"), untold=replace(untold, persons=True, unit=""))


def _at_deadline(ledger: Ledger, closed: Standing) -> Paragraph:
    """How it ended; a number of people that stays shut takes the words that would tell it along."""
    copy, target = ledger.book.copy, closed.target
    due = day(closed.due) if closed.due else ""
    if closed.value is None:
        return Paragraph((copy.say("targets.closed_unknown", day=due),))
    figure = _figure(ledger, target, closed, "deadline", closed.value)
    figure = replace(figure, period=copy.say("office.until", until=due), denominator=closed.of,
                     denominator_source=of_source(closed, copy) or None)  # fmt: skip
    verdict = "open" if closed.met is None else "met" if closed.met else "missed"
    return worded(copy.say(f"office.remark_{verdict}", day=due, value="{value}"), value=figure)


def rate_figure(ledger: Ledger, target: Target, rate: Rate) -> Figure:
    """An office's own percentage, with the whole it names; nothing here is computed from it or into it."""
    copy = ledger.book.copy
    of = copy.say("targets.rate_whole" if rate.whole else "targets.rate_no_whole", source=rate.source)
    source = copy.say("targets.from_number", source=rate.source, day=day(rate.as_of))
    query, days = copy.say("office.query_rate"), copy.say("office.until", until=day(rate.as_of))
    label = copy.say("office.figure_rate", text=target.text)
    return Figure(f"{target.id}.rate", label, rate.percent, "%", query, days, rate.whole, of, source)


def group_figures(
    ledger: Ledger, persons: Mapping[str, tuple[int, int]] | None, rung: Evidence
) -> Iterator[tuple[str, Figure, Figure]]:
    """Persons of each group on a rung: in the period and by its end; None while nobody was ever counted on it."""
    copy = ledger.book.copy
    for path in ledger.book.campaign.paths:
        new, all_ = (None, None) if persons is None else persons.get(path.group, (0, 0))
        label = copy.say("office.group_label", group=path.title, rung=copy.say(f"rung.{rung}").lower())
        query = copy.say("office.query_group", group=path.title, rung=copy.say(f"rung.{rung}").lower())
        source = copy.say("office.own_count")
        ends = [
            Figure(
                f"group.{path.group}.{what}",
                f"{label} ({_days(ledger, whole=what == 'cumulative')})",
                shown(ledger, f"group.{path.group}.{what}", value),
                copy.say("noun.residents"),
                query,
                _days(ledger, whole=what == "cumulative"),
                None,
                None,
                source,
                persons=True,
            )
            for what, value in (("period", new), ("cumulative", all_))
        ]
        yield path.title, ends[0], ends[1]
