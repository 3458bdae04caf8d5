"""Tests: a contest. One attempt, our clock, one's own order; ties are ties; villages with a margin; crowds seen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.contest import Contest, Entry, Margin, mixed
from bot.model.event import (
    ConsentGiven,
    ConsentRefused,
    ContestAnswered,
    ContestEnded,
    ContestJoined,
    ContestOpened,
    DataErased,
    Event,
    GroupChosen,
    MinorFound,
)
from bot.model.role import Role
from bot.model.update import Text
from content.contest_results import CROWD, Results, results
from content.wilson import lower_bound
from handlers.contest_text import board
from storage import Store
from tests.playing.stage import START, book_of
from tests.playing.walk import Person
from tests.test_storage import Archive

YES: Final = ConsentGiven("test")
QUESTIONS: Final = ("tin-gia:0", "tin-gia:1", "tin-gia:2", "tin-gia:3", "mat-khau-otp:0")
HOUR: Final = timedelta(hours=1)
OPENED: Final = ContestOpened("Thi", QUESTIONS, START, START + HOUR, Margin.STRICT)
CONTEST: Final = Contest(1, "Thi", QUESTIONS, START, START + HOUR, Margin.STRICT)


@pytest.fixture
def archive(database: Path) -> Iterator[Archive]:
    """An empty archive."""
    store = Store(database)
    yield Archive(store, database)
    store.close()


def answer(place: int, *, right: bool = True) -> ContestAnswered:
    """An answer in its place."""
    return ContestAnswered(1, place, QUESTIONS[place - 1], right, last=place == len(QUESTIONS))


def entry(number: int, right: int, seconds: int, unit: str = "a", *, minor: bool = False, share: str = "") -> Entry:
    """A finished attempt."""
    end = START + timedelta(seconds=seconds)
    return Entry(number, f"p{number}", unit, share, "web", minor, True, False, START, end, 5, right)


def ranked(*entries: Entry, adults: dict[str, int] | None = None) -> Results:
    """The results of these attempts."""
    return results(CONTEST, entries, adults or {}, {})


# ------------------------------------------------------------------------------------------------ one attempt


async def test_an_attempt_is_one_and_its_answers_stand(archive: Archive) -> None:
    await archive.happen(OPENED)
    await archive.happen(YES, ContestJoined(1, "Lan"), answer(1))
    later = START + timedelta(minutes=5)
    await archive.happen(ContestJoined(1, "Lan lần hai"), answer(1, right=False), answer(2, right=False), at=later)
    assert archive.rows("SELECT name, answered, right FROM contest_entries") == [("Lan", 2, 1)]
    archive.assert_whole()


async def test_no_answer_counts_out_of_its_turn(archive: Archive) -> None:
    await archive.happen(OPENED)
    await archive.happen(YES, ContestJoined(1, ""), answer(3))
    assert archive.rows("SELECT answered FROM contest_entries") == [(0,)]


async def test_our_clock_decides_and_its_last_moment_is_too_late(archive: Archive) -> None:
    await archive.happen(OPENED)
    await archive.happen(YES, ContestJoined(1, ""), answer(1))
    await archive.happen(answer(2), at=START + HOUR)
    await archive.happen(YES, ContestJoined(1, ""), person="binh", at=START + HOUR)
    assert archive.rows("SELECT answered FROM contest_entries") == [(1,)]


async def test_nobody_takes_part_without_consent(archive: Archive) -> None:
    await archive.happen(OPENED)
    await archive.happen(ContestJoined(1, "Lan"), answer(1))
    assert archive.rows("SELECT * FROM contest_entries") == []


async def test_a_child_has_no_name_there(archive: Archive) -> None:
    await archive.happen(OPENED)
    await archive.happen(YES, GroupChosen("hoc-sinh", minor=True), ContestJoined(1, "Y Nô"))
    assert archive.rows("SELECT name, minor FROM contest_entries") == [("", 1)]


async def test_ending_early_is_the_end(archive: Archive) -> None:
    await archive.happen(OPENED)
    await archive.happen(ContestEnded(1), at=START + timedelta(minutes=1))
    await archive.happen(YES, ContestJoined(1, ""), at=START + timedelta(minutes=2))
    assert archive.rows("SELECT * FROM contest_entries") == []


@pytest.mark.parametrize("goes, left", [(ConsentRefused("t"), 1), (DataErased(), 1), (MinorFound(), 0), (None, 1)])
async def test_the_name_goes_with_the_person(archive: Archive, goes: Event | None, left: int) -> None:
    await archive.happen(OPENED)
    await archive.happen(YES, ContestJoined(1, "Lan"), answer(1))
    if goes is not None:
        await archive.happen(goes)
    else:
        await archive.store.forget(START + timedelta(days=367))
    rows = archive.rows("SELECT contact_id, name, right FROM contest_entries")
    assert rows == [(None, "", 1)] * left
    archive.assert_whole()


async def test_a_score_that_is_not_its_answers_is_found(archive: Archive) -> None:
    await archive.happen(OPENED)
    await archive.happen(YES, ContestJoined(1, "Lan"), answer(1))
    archive.damage("UPDATE contest_entries SET right = 0")
    assert [finding.promise for finding in archive.store.prove().findings] == [
        "a contest's score is the sum of its answers"
    ]


# ------------------------------------------------------------------------------------------------- own order


@given(st.lists(st.integers(), max_size=20), st.text(max_size=8))
def test_a_mixed_order_loses_nothing_and_is_the_same_again(things: list[int], seed: str) -> None:
    once = mixed(things, seed)
    assert sorted(once) == sorted(things)
    assert once == mixed(things, seed)


def test_orders_differ_between_people() -> None:
    orders = {mixed(QUESTIONS, f"1/{person}") for person in range(200)}
    assert len(orders) > 80, "of 120 that there are"


# --------------------------------------------------------------------------------------------------- ranking


def test_score_then_time_and_ties_share_a_place() -> None:
    found = ranked(entry(1, 4, 60), entry(2, 5, 90), entry(3, 4, 60), entry(4, 4, 61))
    assert [(one.place, one.name) for one in found.persons] == [(1, "p2"), (2, "p1"), (2, "p3"), (4, "p4")]


def test_a_child_stands_on_no_list_of_persons() -> None:
    found = ranked(entry(1, 5, 60, minor=True), entry(2, 3, 60))
    assert [one.name for one in found.persons] == ["p2"]
    assert (found.entries, found.minors) == (2, 1)


def test_a_small_village_can_win_and_cannot_win_by_luck() -> None:
    good = [entry(number, 5, 60, "small") for number in range(15)]
    many = [entry(100 + number, 5, 60, "large") for number in range(60)]
    lucky = [entry(999, 5, 60, "lucky")]
    found = ranked(*good, *many, *lucky, adults={"small": 30, "large": 400, "lucky": 2})
    assert [(one.place, one.unit) for one in found.villages] == [(1, "small"), (2, "large"), (3, "lucky")]
    assert found.villages[2].percent == 50.0


def test_a_village_without_its_number_of_adults_is_shown_unranked() -> None:
    found = ranked(entry(1, 5, 60, "a"), entry(2, 5, 60, "b"), adults={"a": 10})
    assert [(one.unit, one.place) for one in found.villages] == [("a", 1), ("b", None)]


def test_many_at_once_are_listed() -> None:
    crowd = [entry(number, 5, 9, "a", share="7K3M") for number in range(CROWD)]
    found = ranked(*crowd, entry(90, 5, 60, "a"))
    assert [(one.unit, one.share, one.entries, one.seconds) for one in found.crowds] == [("a", "7K3M", CROWD, 9)]


@given(st.integers(1, 5000), st.data(), st.sampled_from(Margin))
def test_the_margin_only_takes_off_and_less_of_many(whole: int, data: st.DataObject, margin: Margin) -> None:
    part = data.draw(st.integers(0, whole))
    bound = lower_bound(part, whole, margin)
    assert 0 <= bound <= 100 * part / whole + 1e-9
    assert bound <= lower_bound(part * 4, whole * 4, margin) + 1e-9, "the same share of more people is surer"


def test_the_bound_is_wilsons() -> None:
    assert lower_bound(8, 10, Margin.STRICT) == pytest.approx(49.02, abs=0.01)


def test_only_an_organizer_reads_of_crowds_in_the_chat() -> None:
    crowd = [entry(number, 5, 9, "buon-m-o", share="7K3M") for number in range(CROWD)]
    found = ranked(*crowd)
    person = Person(book_of())
    office = replace(person, contact=replace(person.contact, roles=frozenset({Role.ORGANIZER})))
    assert "7K3M" not in board(person.turn(Text("")), CONTEST, found)
    assert "7K3M: 5 lượt" in board(office.turn(Text("")), CONTEST, found)


def test_a_board_of_many_ties_stays_short() -> None:
    found = ranked(*(entry(number, 5, 60) for number in range(500)))
    words = board(Person(book_of()).turn(Text("")), CONTEST, found)
    assert len(words.splitlines()) < 30
