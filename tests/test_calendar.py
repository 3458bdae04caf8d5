"""Room: tests. Date rules: the right next day across year ends, leap days, quarters; may not read a clock."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.calendar import (
    Every,
    Once,
    QuarterDay,
    Rule,
    Yearly,
    due_date,
    ends,
    next_occurrence,
    parse_rule,
    quarter_period,
    starts,
)

DAYS = st.dates(date(2020, 1, 1), date(2110, 12, 31))
MONTH_DAYS = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: (day.month, day.day))
RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Yearly, MONTH_DAYS, MONTH_DAYS),
    st.builds(QuarterDay, st.integers(1, 31), st.booleans()),
    st.builds(Every, st.sampled_from(["week", "month", "quarter", "year"])),
)


@pytest.mark.parametrize(
    "text,today,expected",
    [
        ("2026-11-30", "2026-11-20", date(2026, 11, 30)),
        ("2026-11-30", "2026-11-30", date(2026, 11, 30)),
        ("2026-11-30", "2026-12-01", None),
        ("before 2026-11-30", "2026-11-29", date(2026, 11, 30)),
        ("before 2026-11-30", "2026-11-30", None),
        ("in 2026-08", "2026-03-01", (date(2026, 8, 1), date(2026, 8, 31))),
        ("in 2025-Q3", "2025-09-30", (date(2025, 7, 1), date(2025, 9, 30))),
        ("in 2026", "2026-11-20", (date(2026, 1, 1), date(2026, 12, 31))),
        ("in 2025", "2026-11-20", None),
        ("window 2026-10-05..2026-10-10", "2026-10-07", (date(2026, 10, 5), date(2026, 10, 10))),
        ("yearly 10-10", "2026-10-10", date(2026, 10, 10)),
        ("yearly 10-10", "2026-11-20", date(2027, 10, 10)),
        ("window yearly 10-05..10-10", "2026-10-10", (date(2026, 10, 5), date(2026, 10, 10))),
        ("window yearly 10-05..10-10", "2026-10-11", (date(2027, 10, 5), date(2027, 10, 10))),
        ("window yearly 12-28..01-03", "2027-01-02", (date(2026, 12, 28), date(2027, 1, 3))),
        ("window yearly 12-28..01-03", "2027-01-04", (date(2027, 12, 28), date(2028, 1, 3))),
        ("yearly 02-29", "2027-02-01", date(2027, 2, 28)),
        ("yearly 02-29", "2028-02-28", date(2028, 2, 29)),
        ("yearly 02-29", "2100-02-01", date(2100, 2, 28)),
        ("quarterly before 15 of last month", "2026-11-20", date(2026, 12, 15)),
        ("quarterly before 15 of last month", "2026-12-14", date(2026, 12, 15)),
        ("quarterly before 15 of last month", "2026-12-15", date(2027, 3, 15)),
        ("quarterly before 25 of last month", "2026-12-31", date(2027, 3, 25)),
        ("quarterly on 31 of last month", "2026-06-30", date(2026, 6, 30)),
        ("monthly", "2028-02-10", (date(2028, 2, 1), date(2028, 2, 29))),
        ("weekly", "2027-01-01", (date(2026, 12, 28), date(2027, 1, 3))),
        ("quarterly", "2026-11-20", (date(2026, 10, 1), date(2026, 12, 31))),
        ("yearly", "2026-11-20", (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_a_rule_as_written_gives_the_next_day(text: str, today: str, expected: object) -> None:
    assert expected == next_occurrence(parse_rule(text), date.fromisoformat(today))


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "2026-13-01", "2026-02-30", "yearly 02-30", "yearly 13-01", "in 2026-Q5", "in 2026-13",
        "quarterly before 0 of last month", "quarterly before 32 of last month",
        "window 2026-10-10..2026-10-05", "before yearly 10-10", "daily",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_rule(text)


@given(RULES, DAYS)
def test_a_repeating_rule_never_runs_out_and_never_lies_in_the_past(rule: Rule, today: date) -> None:
    occurrence = next_occurrence(rule, today)
    assert occurrence is not None
    assert starts(occurrence) <= ends(occurrence)
    assert today <= ends(occurrence) < today + timedelta(days=2 * 366)


@given(RULES, DAYS)
def test_tomorrow_never_brings_an_earlier_day_than_today(rule: Rule, today: date) -> None:
    assert due_date(rule, today) <= due_date(rule, today + timedelta(days=1))


@given(RULES, DAYS)
def test_nothing_is_skipped(rule: Rule, today: date) -> None:
    """As long as an occurrence is not over, it stays the next one."""
    occurrence = next_occurrence(rule, today)
    assert occurrence is not None
    days = (ends(occurrence) - today).days
    assert {occurrence} == {next_occurrence(rule, today + timedelta(days=n)) for n in range(max(1, days))}


@given(MONTH_DAYS, DAYS)
def test_a_yearly_day_is_the_first_such_day_of_the_calendar(day: tuple[int, int], today: date) -> None:
    looked_up = today
    while not _is_that_day(looked_up, day):
        looked_up += timedelta(days=1)
    assert looked_up == next_occurrence(Yearly(day, day), today)


@given(st.integers(1, 31), st.booleans(), DAYS)
def test_a_quarter_day_is_the_first_such_day_of_the_calendar(day: int, before: bool, today: date) -> None:
    looked_up = today + timedelta(days=1) if before else today
    while looked_up.month % 3 or not _is_that_day(looked_up, (looked_up.month, day)):
        looked_up += timedelta(days=1)
    assert looked_up == next_occurrence(QuarterDay(day, before), today)


def _is_that_day(day: date, wanted: tuple[int, int]) -> bool:
    last = monthrange(day.year, wanted[0])[1]
    return (day.month, day.day) == (wanted[0], min(wanted[1], last))


@given(DAYS, DAYS, st.booleans())
def test_a_one_time_date_keeps_its_due_date_when_it_is_past(day: date, today: date, before: bool) -> None:
    rule = Once(day, day, before)
    assert day == due_date(rule, today)
    assert (today > day or (today == day and before)) == (next_occurrence(rule, today) is None)


def test_the_report_quarter_runs_from_the_15th_to_the_14th() -> None:
    assert (date(2026, 9, 15), date(2026, 12, 14)) == quarter_period("2026Q4")
    assert (date(2025, 12, 15), date(2026, 3, 14)) == quarter_period("2026-Q1")
    assert (date(2026, 10, 1), date(2026, 12, 31)) == quarter_period("2026Q4", "calendar")
    with pytest.raises(ValueError, match="not a quarter"):
        quarter_period("2026Q5")


@given(st.integers(2000, 2100), st.integers(1, 4), st.sampled_from(["15..14", "calendar"]))
def test_report_quarters_follow_one_another_without_gap(year: int, quarter: int, cutoff: str) -> None:
    following = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    end = quarter_period(f"{year}Q{quarter}", cutoff)[1]
    start = quarter_period("{}Q{}".format(*following), cutoff)[0]
    assert timedelta(days=1) == start - end
