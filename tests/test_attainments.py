"""Tests: a target counts exactly those who have its lessons, whatever happens; counters and cuts always agree."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.count import By, Question
from bot.model.evidence import Evidence
from bot.model.feed import Feed
from bot.model.number import Number, NumberKind
from bot.model.urn import ContactId, make_urn
from storage import Store, attainments, completions, contacts, reconcile
from storage.cuts import CUTS, from_tallies, name_of
from storage.database import connect, prepare

NOW: Final = datetime(2026, 11, 20, 2, tzinfo=UTC)
LESSONS: Final = ("a", "b", "c")
FEEDS: Final = (
    Feed("one", Evidence.SELF_REPORTED, LESSONS),
    Feed("two", Evidence.SELF_REPORTED, LESSONS, 2),
    Feed("quiz", Evidence.QUIZ_PASSED, ("a",)),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("attainments") / "facts.db"
    prepare(path)
    return path


@pytest.fixture
def db(path: Path) -> Iterator[Connection]:
    """Everything a test does is taken back."""
    with closing(connect(path)) as connection:
        connection.execute("BEGIN")
        attainments.follow(connection, "plan", FEEDS)
        yield connection
        connection.execute("ROLLBACK")


def person(db: Connection, number: int, day: int = 0) -> ContactId:
    moment = NOW + timedelta(days=day)
    known = contacts.known_or_new(db, make_urn("web", str(number)), moment)
    contacts.set_consent(db, known, True, "1", "web", moment)
    return known


def learn(db: Connection, who: ContactId, lesson: str, rung: Evidence = Evidence.SELF_REPORTED, day: int = 0) -> None:
    contact = contacts.load(db, who)
    assert contact is not None
    completions.add(db, contact, lesson, rung, "web", NOW + timedelta(days=day))


def counted(db: Connection) -> dict[str, int]:
    rows = db.execute("SELECT series, sum(n) FROM sums WHERE cut = 'unit,grp' AND series LIKE 'attained%' GROUP BY 1")
    return {series.rpartition("/")[2]: n for series, n in rows}


def findings(db: Connection) -> list[reconcile.Finding]:
    return [found for check in (reconcile._counters, reconcile._sums, reconcile._attained) for found in check(db)]


def test_enough_lessons_on_the_right_rung_count_once(db: Connection) -> None:
    who = person(db, 1)
    learn(db, who, "a")
    assert counted(db) == {"one": 1}
    learn(db, who, "b")
    learn(db, who, "c")
    assert counted(db) == {"one": 1, "two": 1}
    learn(db, who, "b", Evidence.QUIZ_PASSED)
    assert "quiz" not in counted(db)


def test_what_is_taken_back_no_longer_counts(db: Connection) -> None:
    who = person(db, 1)
    for lesson in ("a", "b"):
        learn(db, who, lesson)
    completions.withdraw(db, who, "a")
    assert counted(db) == {"one": 1}
    completions.withdraw(db, who, "b")
    assert counted(db) == {}


def test_who_goes_stays_a_figure(db: Connection) -> None:
    who = person(db, 1)
    learn(db, who, "a")
    contacts.erase(db, who)
    assert counted(db) == {"one": 1}
    assert findings(db) == []


def test_a_new_plan_counts_what_is_there_already_from_the_day_it_was_reached(db: Connection) -> None:
    who = person(db, 1)
    for day, lesson in enumerate(LESSONS):
        learn(db, who, lesson, day=day)
    attainments.follow(db, "other", (replace(FEEDS[1], target="late"),))
    assert db.execute("SELECT day FROM attainments WHERE plan = 'other'").fetchall() == [("2026-11-21",)]
    assert not attainments.follow(db, "other", (replace(FEEDS[1], target="late"),))
    attainments.follow(db, "other", ())
    assert counted(db) == {"one": 1, "two": 1}
    assert findings(db) == []


STEPS: Final = st.tuples(
    st.sampled_from(["learn", "learn", "learn", "withdraw", "move", "group", "refuse", "agree", "erase", "follow"]),
    st.integers(0, 3),
    st.sampled_from(LESSONS),
    st.sampled_from([Evidence.SELF_REPORTED, Evidence.QUIZ_PASSED]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(steps=st.lists(STEPS, max_size=25))
def test_whatever_happens_the_counters_equal_the_facts(path: Path, steps: list[tuple[str, int, str, Evidence]]) -> None:
    with closing(connect(path)) as db:
        db.execute("BEGIN")
        attainments.follow(db, "plan", FEEDS)
        for what, number, lesson, rung in steps:
            _step(db, what, number, lesson, rung)
        assert findings(db) == []
        db.execute("ROLLBACK")


def _step(db: Connection, what: str, number: int, lesson: str, rung: Evidence) -> None:
    who = contacts.known_or_new(db, make_urn("web", str(number)), NOW)
    match what:
        case "learn":
            learn(db, who, lesson, rung)
        case "withdraw":
            completions.withdraw(db, who, lesson)
        case "agree" | "refuse":
            contacts.set_consent(db, who, what == "agree", "1", "web", NOW)
        case "move" | "group":
            contact = contacts.load(db, who)
            if contact is not None and contact.consent == "given":
                contacts.set_unit(db, who, f"village-{lesson}") if what == "move" else contacts.set_group(
                    db, who, "hoc-sinh", minor=False
                )
        case "erase":
            contacts.erase(db, who)
        case "follow":
            attainments.follow(db, "plan", FEEDS[: number + 1])


@pytest.mark.parametrize("by", [(By.UNIT, By.LESSON), (By.SHARE,), (By.CHANNEL, By.GROUP), (By.MONTH, By.LESSON), ()])
def test_a_cut_and_the_tallies_give_the_same_answer(tmp_path: Path, by: tuple[By, ...]) -> None:
    path = tmp_path / "cut.db"
    prepare(path)
    with closing(connect(path)) as db:
        for number in range(6):
            who = person(db, number, number * 20)
            contacts.set_unit(db, who, f"village-{number % 2}")
            learn(db, who, LESSONS[number % 3], day=number * 20)
    store = Store(path)
    found = {(one.series, tuple(one.at.values())): one.n for one in store.figures.count(Question(by))}
    store.close()
    names = {By.GROUP: "grp", By.MONTH: "substr(day, 1, 7)"}
    columns = ", ".join(["series", *(names.get(one, str(one)) for one in by)])
    with closing(connect(path)) as db:
        rows = db.execute(f"SELECT {columns}, sum(n) FROM tallies GROUP BY {columns}").fetchall()
    assert found == {(series, tuple(at)): n for series, *at, n in rows if series.startswith(("comp", "learn"))}


def test_every_cut_has_a_name_and_its_query() -> None:
    assert len({name_of(cut) for cut in CUTS}) == len(CUTS)
    assert all(len(cut) <= 3 and "GROUP BY" in from_tallies(cut) for cut in CUTS)


def test_numbers_are_kept_all_or_none(tmp_path: Path) -> None:
    store = Store(tmp_path / "numbers.db")
    good = Number(NumberKind.DENOMINATOR, "adults", "x", 5, "xã", NOW.date())
    with pytest.raises(Exception, match="CHECK"):
        asyncio.run(store.figures.enter([good, replace(good, value=-1)], "test", NOW))
    assert store.report("numbers", None, NOW) == ()
    store.close()
