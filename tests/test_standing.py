"""Tests: where a target stands: the plan's own comparison, gaps that stay gaps, the pace that really reaches it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.evidence import Evidence
from bot.model.number import Number, NumberKind
from content.agenda import coming, quarter_of
from content.calendar import parse_rule, quarter_period
from content.campaign import Operator, Target
from content.facts import Facts, Logged
from content.league import league
from content.standing import Standing, standing, standings
from handlers.standing_text import detail
from tests.playing.stage import book_of

PLAN: Final = book_of().campaign
TODAY: Final = date(2026, 11, 20)
RUNGS: Final = frozenset({Evidence.QUIZ_PASSED})
PLANS: Final = ("ea-trang-2026", "tan-ky", "phu-tho", "duong-kinh-2026", "thuong-quan")


def denominator(value: int, unit: str = "ea-trang", name: str = "adults") -> Number:
    return Number(NumberKind.DENOMINATOR, name, unit, value, "Công an xã", TODAY)


def facts(
    attained: Mapping[tuple[str, str, str], int] | None = None,
    numbers: tuple[Number, ...] = (),
    logged: tuple[Logged, ...] = (),
    rungs: frozenset[Evidence] = RUNGS,
) -> Facts:
    return Facts(attained or {}, rungs, logged, {(n.kind, n.name, n.unit): n for n in numbers})


def target(id_: str = "truong-thanh-ky-nang", **changes: object) -> Target:
    found = PLAN.target(id_)
    assert found is not None
    return replace(found, **changes)  # type: ignore[arg-type]


def stands(reached: int, whole: int, value: float, operator: Operator) -> Standing:
    known = facts({("truong-thanh-ky-nang", "buon-m-o", "nguoi-dan"): reached}, (denominator(whole),))
    return standing(PLAN, target(value=value, operator=operator), known, TODAY)


def test_what_nobody_measured_is_a_gap_and_what_nobody_did_a_nought() -> None:
    assert standing(PLAN, target(), facts(rungs=frozenset()), TODAY).value is None
    assert standing(PLAN, target(), facts(), TODAY).value == 0


def test_without_a_denominator_nothing_is_said_of_share_pace_or_success() -> None:
    one = standing(PLAN, target(), facts({("truong-thanh-ky-nang", "", "nguoi-dan"): 5}), TODAY)
    assert (one.value, one.percent, one.wanted, one.pace, one.met) == (5, None, None, None, None)


def test_a_denominator_of_nought_is_no_share() -> None:
    one = stands(0, 0, 80, ">=")
    assert (one.percent, one.met) == (None, None)


@pytest.mark.parametrize("operator, met", [(">=", True), (">", False)])
def test_the_plans_own_comparison_decides(operator: Operator, met: bool) -> None:
    assert stands(80, 100, 80, operator).met is met
    assert stands(80, 100, 80, operator).missing == (0 if met else 1)


@given(reached=st.integers(0, 5000), whole=st.integers(1, 5000), value=st.integers(1, 100), strict=st.booleans())
def test_wanted_is_the_smallest_number_that_meets_the_target(
    reached: int, whole: int, value: int, strict: bool
) -> None:
    one = stands(reached, whole, value, ">" if strict else ">=")
    assert one.wanted is not None
    assert one.target.met_by(100 * one.wanted / whole) or 100 * one.wanted >= value * whole
    assert 100 * (one.wanted - 1) < value * whole or (strict and 100 * (one.wanted - 1) == value * whole)
    assert one.met is (reached >= one.wanted)


@given(reached=st.integers(0, 900), whole=st.integers(1000, 5000), days=st.integers(1, 300))
def test_the_pace_reaches_the_target_in_time_and_one_less_does_not(reached: int, whole: int, days: int) -> None:
    known = facts({("truong-thanh-ky-nang", "", "nguoi-dan"): reached}, (denominator(whole),))
    one = standing(PLAN, target(deadline=parse_rule("before 2026-11-30")), known, date(2026, 11, 30) - timedelta(days))
    assert one.working_days == days
    assert one.pace is not None
    assert one.wanted is not None
    assert reached + one.pace * days >= one.wanted
    assert reached + (one.pace - 1) * days < one.wanted


def test_the_last_day_counts_unless_the_plan_says_before() -> None:
    for rule, days in (("before 2026-11-30", 0), ("2026-11-30", 1), ("in 2026-11", 1)):
        one = standing(PLAN, target(deadline=parse_rule(rule)), facts(), date(2026, 11, 30))
        assert (one.days_left, one.working_days) == (0, days)


def test_official_figures_and_self_report_never_meet() -> None:
    said = Number(NumberKind.OFFICIAL, "official:vneid-xac-nhan", "ea-trang", 700, "Công an xã", TODAY)
    known = facts({("vneid-xac-nhan", "buon-m-o", "nguoi-dan"): 5}, (said, denominator(1000)))
    one = standing(PLAN, target("vneid-xac-nhan"), known, TODAY)
    assert (one.value, one.percent, one.origin, one.number) == (700, 70, "official", said)


def test_village_figures_stand_for_the_whole_only_when_none_is_missing() -> None:
    villages = PLAN.villages()
    known = tuple(denominator(100, unit.id) for unit in villages)
    assert standing(PLAN, target(), facts(numbers=known), TODAY).of == 1000
    assert standing(PLAN, target(), facts(numbers=known[:-1]), TODAY).of is None


def test_sessions_are_wanted_of_each_village() -> None:
    day = date(2026, 5, 1)
    enough = tuple(Logged("guidance_sessions", unit.id, day, 10) for unit in PLAN.villages())
    one = standing(PLAN, target("buoi-huong-dan"), facts(logged=enough), TODAY)
    assert (one.met, one.value, one.wanted) == (True, 100, 100)
    less = (replace(enough[0], n=9), replace(enough[1], n=11), *enough[2:])
    one = standing(PLAN, target("buoi-huong-dan"), facts(logged=less), TODAY)
    assert (one.met, one.value, [share.unit.id for share in one.lagging]) == (False, 100, ["buon-m-o"])


def test_what_is_wanted_each_month_begins_anew() -> None:
    logged = (Logged("posts", "", date(2026, 10, 31), 30), Logged("posts", "", date(2026, 11, 2), 4))
    one = standing(PLAN, target("tin-bai"), facts(logged=logged), TODAY)
    assert (one.value, one.wanted, one.met) == (4, 11, False)


def test_people_of_no_known_group_are_told_and_not_counted() -> None:
    known = facts({("truong-thanh-ky-nang", "", ""): 7, ("truong-thanh-ky-nang", "", "hoc-sinh"): 3})
    one = standing(PLAN, target(), known, TODAY)
    assert (one.value, one.untold) == (0, 7)


@pytest.mark.parametrize("plan", PLANS)
def test_every_target_of_every_plan_can_be_said(plan: str) -> None:
    book = book_of(plan)
    empty = Facts({}, frozenset(), (), {})
    for known in (empty, replace(empty, rungs=frozenset(Evidence))):
        for number, one in enumerate(standings(book.campaign, known, TODAY), 1):
            text = detail(one, number, book.copy)
            assert one.target.text in text
            assert "None" not in text
            assert "chưa có" in text or one.value == 0


def test_organizers_hear_ten_and_three_days_before_and_on_no_other_day() -> None:
    days = [date(2026, 1, 1) + timedelta(n) for n in range(365)]
    told = {(one.id, (one.day - day).days) for day in days for one in coming(PLAN, day)}
    assert {left for _, left in told} == {10, 3}
    assert {"ngay-hoi-10-10", "hoan-thanh-chi-tieu", "cuoc-thi"} <= {id_ for id_, _ in told}
    tan_ky = book_of("tan-ky").campaign
    reports = {day for day in days for one in coming(tan_ky, day) if one.is_report}
    assert {date(2026, 3, 5), date(2026, 3, 12), date(2026, 12, 12)} <= reports


@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)))
def test_the_quarter_of_a_day_holds_it(day: date) -> None:
    since, until = quarter_period(quarter_of(PLAN, day), PLAN.report.cutoff_rule)
    assert since <= day <= until


def test_three_lucky_ones_do_not_win_the_league() -> None:
    few, many, none = (unit.id for unit in PLAN.villages()[:3])
    reached = {("truong-thanh-ky-nang", few, "nguoi-dan"): 3, ("truong-thanh-ky-nang", many, "nguoi-dan"): 270}
    places = league(PLAN, facts(reached, (denominator(3, few), denominator(300, many))))
    assert [(place.unit.id, place.rank) for place in places[:2]] == [(many, 1), (few, 2)]
    assert {place.rank for place in places[2:]} == {None}
    assert none in {place.unit.id for place in places[2:]}


def test_equal_shares_have_one_rank() -> None:
    units = [unit.id for unit in PLAN.villages()[:3]]
    reached = {("truong-thanh-ky-nang", unit, "nguoi-dan"): n for unit, n in zip(units, (50, 50, 20), strict=True)}
    places = league(PLAN, facts(reached, tuple(denominator(100, unit) for unit in units)))
    assert [place.rank for place in places[:3]] == [1, 1, 3]
