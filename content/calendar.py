"""Room: content. Date rules of the plans, pure; may not read a clock: `today` is always handed in."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import chain
from typing import Final

# A day the plan names, or the first and last day of a window. Both ends belong to the window.
Occurrence = date | tuple[date, date]


@dataclass(frozen=True, slots=True)
class Once:
    """One stretch of days that does not come back: a date, "in 2026-08", "in 2025-Q3", "in 2026"."""

    start: date
    end: date
    before: bool = False


@dataclass(frozen=True, slots=True)
class Yearly:
    """A day, or a window that may cross the year's end, that comes back every year."""

    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True, slots=True)
class QuarterDay:
    """A day of each quarter's last month, as in "trước ngày 15 tháng cuối quý"."""

    day: int
    before: bool = True


@dataclass(frozen=True, slots=True)
class Every:
    """A period in which something is due, where the plan names no day: week, month, quarter or year."""

    period: str


Rule = Once | Yearly | QuarterDay | Every


def starts(occurrence: Occurrence) -> date:
    """Say on which day it begins."""
    return occurrence[0] if isinstance(occurrence, tuple) else occurrence


def ends(occurrence: Occurrence) -> date:
    """Say on which day it is over, which is the day people count down to for a deadline."""
    return occurrence[1] if isinstance(occurrence, tuple) else occurrence


def next_occurrence(rule: Rule, today: date) -> Occurrence | None:
    """Give the occurrence under way or the next one; None when a one-time date has passed.

    Where the plan says "trước ngày", that day itself is already too late, so on it the next one is meant.
    """
    before = isinstance(rule, Once | QuarterDay) and rule.before
    for start, end in _spans(rule, today):
        if today < end or (today == end and not before):
            return start if start == end else (start, end)
    return None


def due_date(rule: Rule, today: date) -> date:
    """Give the day a target is measured against; a one-time date stays the same when it has passed."""
    if isinstance(rule, Once):
        return rule.end
    occurrence = next_occurrence(rule, today)
    if occurrence is None:
        raise AssertionError(f"a repeating rule always has a next day: {rule!r}")
    return ends(occurrence)


def quarter_period(quarter: str, cutoff: str = "15..14") -> tuple[date, date]:
    """Give the first and last day whose facts belong into the report of a quarter ("2026Q4") or of a year ("2026").

    "15..14" runs from the 15th before the quarter to the 14th of its last month (Decree 09/2019);
    "calendar" is the quarter itself.

    Raises:
        ValueError: it is neither.
    """
    found = re.fullmatch(r"([1-9]\d{3})(?:-?Q([1-4]))?", quarter)
    if found is None:
        raise ValueError(f"not a quarter: {quarter!r}")
    year = int(found[1])
    start, end = _quarter(year, int(found[2])) if found[2] else (date(year, 1, 1), date(year, 12, 31))
    if cutoff == "calendar":
        return start, end
    return (start - timedelta(days=1)).replace(day=15), end.replace(day=14)


def parse_rule(text: str) -> Rule:
    """Read a rule as the campaign files write it; ValueError names what was not understood."""
    for pattern, build in _FORMS:
        if found := re.fullmatch(pattern, text.strip()):
            return build(found)
    raise ValueError(f"not a date rule: {text!r}")


def _spans(rule: Rule, today: date) -> Iterator[tuple[date, date]]:
    """Give occurrences in order, beginning early enough that one still under way is among them."""
    if isinstance(rule, Once):
        return iter([(rule.start, rule.end)])
    if isinstance(rule, Every):
        return iter([_period(rule.period, today)])
    years = range(today.year - 1, today.year + 2)
    if isinstance(rule, Yearly):
        return map(partial(_yearly_span, rule), years)
    return chain.from_iterable(map(partial(_quarter_days, rule), years))


def _yearly_span(rule: Yearly, year: int) -> tuple[date, date]:
    end_year = year + 1 if rule.end < rule.start else year
    return _day(year, *rule.start), _day(end_year, *rule.end)


def _quarter_days(rule: QuarterDay, year: int) -> Iterator[tuple[date, date]]:
    for month in (3, 6, 9, 12):
        day = _day(year, month, rule.day)
        yield day, day


def _period(period: str, today: date) -> tuple[date, date]:
    if period == "week":
        monday = today - timedelta(days=today.weekday())
        return monday, monday + timedelta(days=6)
    if period == "month":
        return _month(today.year, today.month)
    if period == "quarter":
        return _quarter(today.year, (today.month + 2) // 3)
    return date(today.year, 1, 1), date(today.year, 12, 31)


def _day(year: int, month: int, day: int) -> date:
    """Where a month has no 29th, 30th or 31st its last day stands in, so no year goes without."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), _day(year, month, 31)


def _quarter(year: int, quarter: int) -> tuple[date, date]:
    return date(year, 3 * quarter - 2, 1), _day(year, 3 * quarter, 31)


def _once(found: re.Match[str]) -> Rule:
    day = date.fromisoformat(found["day"])
    return Once(day, day, before=found["before"] is not None)


def _window(found: re.Match[str]) -> Rule:
    start, end = date.fromisoformat(found["start"]), date.fromisoformat(found["end"])
    if end < start:
        raise ValueError(f"the window ends before it starts: {found[0]!r}")
    return Once(start, end)


def _in_month(found: re.Match[str]) -> Rule:
    return Once(*_month(int(found["year"]), int(found["month"])))


def _in_quarter(found: re.Match[str]) -> Rule:
    return Once(*_quarter(int(found["year"]), int(found["quarter"])))


def _in_year(found: re.Match[str]) -> Rule:
    year = int(found["year"])
    return Once(date(year, 1, 1), date(year, 12, 31))


def _yearly(found: re.Match[str]) -> Rule:
    start = _month_day(found["start"])
    return Yearly(start, _month_day(found["end"]) if found["end"] else start)


def _quarter_day(found: re.Match[str]) -> Rule:
    day = int(found["day"])
    if not 1 <= day <= 31:
        raise ValueError(f"no month has a day {day}")
    return QuarterDay(day, before=found["before"] == "before ")


def _every(found: re.Match[str]) -> Rule:
    return Every(found["period"])


def _month_day(text: str) -> tuple[int, int]:
    """2000 was a leap year, so 29 February is accepted here and 30 February is not."""
    day = date.fromisoformat(f"2000-{text}")
    return day.month, day.day


_DATE: Final = r"\d{4}-\d\d-\d\d"
_FORMS: Final[tuple[tuple[str, Callable[[re.Match[str]], Rule]], ...]] = (
    (rf"(?P<before>before )?(?P<day>{_DATE})", _once),
    (rf"window (?P<start>{_DATE})\.\.(?P<end>{_DATE})", _window),
    (r"in (?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])", _in_month),
    (r"in (?P<year>\d{4})-Q(?P<quarter>[1-4])", _in_quarter),
    (r"in (?P<year>\d{4})", _in_year),
    (r"(?:window )?yearly (?P<start>\d\d-\d\d)(?:\.\.(?P<end>\d\d-\d\d))?", _yearly),
    (r"quarterly (?P<before>before |on )?(?P<day>\d{1,2}) of last month", _quarter_day),
    (r"(?:every )?(?P<period>week|month|quarter|year)(?:ly)?", _every),
)
