"""Tests: models by visible criteria, ties within the margin, and papers that only this installation can write."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.number import Number, NumberKind
from content.campaign import Criterion
from content.league import league
from content.merit import criteria, merits, models, of_person, series
from content.merit_said import read_criterion
from content.seal import VALID, Paper, opened, sealed
from content.standing import has_villages
from tests.playing.stage import book_of
from tests.test_standing import denominator, facts

PLAN = book_of().campaign
PERSONS, VILLAGES = models(PLAN)
TODAY = date(2026, 11, 20)
TARGET = "truong-thanh-ky-nang"
UNITS = [unit.id for unit in PLAN.villages()[:3]]


def criterion(model: str, what: str, least: int) -> Number:
    """As an office gives one."""
    whose = next(one for one in models(PLAN) if one.id == model)
    return Number(NumberKind.OFFICIAL, series(whose, what), PLAN.units[0].id, least, "QĐ 15", TODAY)


def reached(persons: Mapping[str, int]) -> dict[tuple[str, str, str], int]:
    """So many people of each village."""
    return {(TARGET, unit, "nguoi-dan"): n for unit, n in persons.items()}


def test_ranks_are_shared_within_the_margin_and_only_there() -> None:
    adults = tuple(denominator(200, unit) for unit in UNITS)
    close = league(PLAN, facts(reached(dict(zip(UNITS, (100, 92, 40), strict=True))), adults))
    assert [place.rank for place in close[:3]] == [1, 1, 3]
    assert close[1].sure is not None
    assert close[0].sure is not None
    assert close[0].sure - close[1].sure <= close[0].margin
    sure = league(PLAN, facts(reached(dict(zip(UNITS, (100, 70, 40), strict=True))), adults))
    assert [place.rank for place in sure[:3]] == [1, 2, 3]


def test_nobody_yet_is_no_rank() -> None:
    places = league(PLAN, facts(reached({UNITS[0]: 5}), tuple(denominator(200, unit) for unit in UNITS)))
    assert [(place.unit.id, place.rank) for place in places if place.rank] == [(UNITS[0], 1)]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 400)), min_size=1, max_size=10))
def test_ranks_never_put_the_less_sure_ahead(figures: list[tuple[int, int]]) -> None:
    units = [unit.id for unit in PLAN.villages()]
    counted = dict(zip(units, (min(pair) for pair in figures), strict=False))
    adults = tuple(denominator(max(pair), unit) for pair, unit in zip(figures, units, strict=False))
    ranked = [one for one in league(PLAN, facts(reached(counted), adults)) if one.rank is not None]
    assert [one.rank for one in ranked] == sorted(one.rank or 0 for one in ranked)
    assert [one.sure or 0 for one in ranked] == sorted((one.sure or 0 for one in ranked), reverse=True)
    assert not ranked or ranked[0].rank == 1


def test_without_criteria_nobody_is_a_model() -> None:
    known = facts(reached({UNITS[0]: 200}), tuple(denominator(200, unit) for unit in UNITS))
    assert criteria(PLAN, known, VILLAGES) == ()
    assert merits(PLAN, known, VILLAGES, TODAY) == ()


def test_a_village_has_to_meet_all_and_a_gap_meets_nothing() -> None:
    wanted = (criterion(VILLAGES.id, TARGET, 80), criterion(VILLAGES.id, "buoi-huong-dan-moi-thon", 10))
    numbers = (*wanted, denominator(100, UNITS[0]), denominator(100, UNITS[1]))
    known = facts(reached({UNITS[0]: 80, UNITS[1]: 79, UNITS[2]: 90}), numbers)
    per_unit = [target.id for target in PLAN.targets if target.unit == "per_unit"]
    found = {one.unit.id: one for one in merits(PLAN, known, VILLAGES, TODAY)}
    assert found[UNITS[0]].measured[0].met is True
    assert found[UNITS[1]].met is False
    assert found[UNITS[2]].measured[0].met is None, "90 people out of nobody knows how many"
    assert per_unit, "the plan wants something of each village"


def test_the_office_overrules_the_plan_in_its_own_measure_only_and_zero_takes_back() -> None:
    plans = replace(PERSONS, criteria=(Criterion("passed", 5, "III.3"), Criterion("retained", 2, "III.3")))
    plan = replace(PLAN, models=(plans, VILLAGES))
    both = criteria(plan, facts({}, (criterion(PERSONS.id, "passed", 9),)), plans)
    assert [(one.what, one.least, one.source) for one in both] == [("passed", 9, "QĐ 15"), ("retained", 2, "III.3")]
    less = criteria(plan, facts({}, (criterion(PERSONS.id, "passed", 0),)), plans)
    assert [one.what for one in less] == ["retained"]


def test_a_person_is_measured_by_their_own() -> None:
    wanted = (Criterion("passed", 3, "x"), Criterion("mentees", 1, "x"))
    assert [one.met for one in of_person(wanted, {"passed": 3, "retained": 0, "mentees": 0})] == [True, False]


@pytest.mark.parametrize(
    "said, name, value",
    [
        ("thôn 1 80 nguồn QĐ 15", f"criterion:{VILLAGES.id}/{TARGET}", 80),
        ("buôn chỉ tiêu 1 từ 80% nguồn: QĐ 15", f"criterion:{VILLAGES.id}/{TARGET}", 80),
        ("cong dan bai it nhat 10 nguon QD 15", f"criterion:{PERSONS.id}/passed", 10),
        ("công dân nhớ lâu 3 nguồn QĐ 15", f"criterion:{PERSONS.id}/retained", 3),
        ("người kèm 5 nguồn QĐ 15", f"criterion:{PERSONS.id}/mentees", 5),
    ],
)
def test_a_criterion_as_it_is_typed(said: str, name: str, value: int) -> None:
    number = read_criterion(said, PLAN, TODAY)
    assert isinstance(number, Number)
    assert (number.name, number.value) == (name, value)


@pytest.mark.parametrize(
    "said, wrong",
    [
        ("thôn 1 80", "source"),
        ("thôn 1 80 nguồn .", "source"),
        ("thôn 99 80 nguồn QĐ 15", "village"),
        ("thôn 3 80 nguồn QĐ 15", "village"),
        ("công dân đẹp 80 nguồn QĐ 15", "what"),
        ("thôn một tám mươi nguồn QĐ 15", "what"),
        ("", "what"),
    ],
)
def test_what_is_no_criterion_says_what_is_wrong(said: str, wrong: str) -> None:
    assert read_criterion(said, PLAN, TODAY) == wrong


def test_a_plan_without_the_model_says_so() -> None:
    assert read_criterion("thôn 1 80 nguồn QĐ 15", replace(PLAN, models=()), TODAY) == "none"


def test_every_target_that_can_be_a_criterion_is_told_apart_by_village() -> None:
    for number, target in enumerate(PLAN.targets, 1):
        read = read_criterion(f"thôn {number} 8 nguồn QĐ 15", PLAN, TODAY)
        assert isinstance(read, Number) is has_villages(PLAN, target)


papers = st.builds(
    Paper,
    st.dates(TODAY - VALID, TODAY),
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 15),
)


@given(papers, st.text())
def test_a_paper_says_what_was_written_on_it(paper: Paper, chance: str) -> None:
    code = sealed(paper, "secret", "plan", chance)
    assert len(code) == 16
    assert opened(f"{code[:4]}-{code[4:8]} {code[8:]}".lower(), "secret", "plan", TODAY) == paper


@given(papers, st.integers(0, 15), st.sampled_from("23456789ABCDEFGHJKLMNPQRSTUVWXYZ"))
def test_no_letter_of_it_can_be_changed(paper: Paper, at: int, letter: str) -> None:
    code = sealed(paper, "secret", "plan", "x")
    forged = code[:at] + letter + code[at + 1 :]
    assert (opened(forged, "secret", "plan", TODAY) == paper) is (forged == code)


def test_a_paper_is_of_one_installation_one_plan_and_ninety_days() -> None:
    code = sealed(Paper(TODAY, 3, 2, 1), "secret", "plan", "x")
    assert opened(code, "another", "plan", TODAY) is None
    assert opened(code, "secret", "another", TODAY) is None
    assert opened(code, "secret", "plan", TODAY + VALID) is not None
    assert opened(code, "secret", "plan", TODAY + VALID + timedelta(days=1)) is None
    assert opened(code, "secret", "plan", TODAY - timedelta(days=1)) is None
    assert opened("", "secret", "plan", TODAY) is None
    assert opened("O" * 16, "secret", "plan", TODAY) is None
