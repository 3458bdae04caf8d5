"""Reminders: the planner's promises over any history, the calendar over year ends, and what the store keeps of it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.__main__ import app
from bot.channels import CHANNELS, zalo_oa
from bot.connections import reply_windows
from bot.jobs import remind
from bot.model.day import VIETNAM
from bot.model.event import (
    ConsentGiven,
    ConsentRefused,
    DataErased,
    Event,
    LessonOpened,
    OptedOut,
    Reminded,
    ReminderChosen,
    ReminderDropped,
    Replied,
)
from bot.model.message import Lane, Message
from bot.model.outcome import Outcome
from bot.model.reminder import TICK, WEEK, Kind, evening, morning, quiet, tick
from bot.model.update import Text
from content.book import Book
from handlers.reminders.calendar import COUNTDOWN, DEADLINE, UNFINISHED, occasions
from handlers.reminders.facts import REPORT, Facts, facts_of
from handlers.reminders.occasion import after, countdown
from handlers.reminders.plan import Hurdle, plan
from storage import Store
from tests.playing.neighbour import Neighbour, broken_promises, neighbour
from tests.playing.stage import Stage

DAY: Final = timedelta(days=1)
MORNING: Final = time(7, 30)
KINDS: Final = tuple(kind for kind in Kind if kind is not Kind.NEWS)


def at(words: str) -> datetime:
    """A moment by the clock of Viet Nam."""
    return datetime.fromisoformat(words).replace(tzinfo=VIETNAM).astimezone(UTC)


# ------------------------------------------------------------------------------------------------ hours


@pytest.mark.parametrize(
    "words, asleep",
    [("20:59:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("06:29:59", True), ("06:30", False)],
)
def test_quiet_hours_to_the_second(words: str, asleep: bool) -> None:
    assert quiet(at(f"2027-12-31T{words}")) is asleep


def test_what_falls_into_the_night_moves_to_its_ends_over_new_year() -> None:
    night = at("2027-12-31T23:00")
    assert (evening(night), morning(night)) == (at("2027-12-31T20:55"), at("2028-01-01T06:30"))
    assert morning(at("2028-02-29T03:00")) == at("2028-02-29T06:30")
    assert evening(at("2028-03-01T03:00")) == at("2028-02-29T20:55")


def test_moments_of_one_tick_are_one_moment() -> None:
    assert tick(at("2027-01-01T07:34:59.999")) == at("2027-01-01T07:30")


# --------------------------------------------------------------------------------------------- calendar


@pytest.mark.parametrize("marks", [COUNTDOWN, DEADLINE])
@pytest.mark.parametrize("day", [date(2027, 10, 10), date(2028, 1, 3), date(2028, 3, 1)])
def test_every_moment_before_a_day_belongs_to_one_mark(day: date, marks: tuple[int, ...]) -> None:
    found = countdown(Kind.COUNTDOWN, "x", day, marks, MORNING)
    assert [(day - one.best.astimezone(VIETNAM).date()).days for one in found] == list(marks)
    for one in found:
        assert one.first <= one.best <= one.last
    for early, late in pairwise(found):
        assert early.last < late.first == datetime.combine(early.last.date() + DAY, time(0), VIETNAM)


def test_an_unfinished_lesson_is_asked_about_after_two_hours_then_days_and_then_no_more() -> None:
    begun = at("2028-02-28T10:00")
    found = after(Kind.UNFINISHED, "x", begun, UNFINISHED)
    assert [one.best for one in found] == [begun + pause for pause in UNFINISHED]
    assert all(one.first <= one.best <= one.last for one in found)


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2031])
def test_the_countdown_is_to_the_next_tenth_of_october_in_any_year(book: Book, year: int) -> None:
    now = at(f"{year}-10-09T08:00")
    facts = Facts(1, "test:1", {Kind.COUNTDOWN: now - 60 * DAY}, heard_at=now - 3 * DAY)  # type: ignore[arg-type]
    keys = [one.key for one in occasions(facts, book, now, now + WEEK)]
    assert keys == [f"ngay-hoi-10-10.{year}1010.1", f"ngay-hoi-10-10.{year}1010.0"]
    later = at(f"{year}-10-11T00:00")
    assert {one.day for one in occasions(facts, book, later, later + 340 * DAY)} == {date(year + 1, 10, 10)}


def test_whoever_asks_late_is_not_told_what_was_due_before(book: Book) -> None:
    now = at("2027-09-20T09:00")
    facts = neighbour(1, [Kind.COUNTDOWN], now).facts
    marks = [one.key.rpartition(".")[2] for one in occasions(facts, book, now, now + 30 * DAY)]
    assert marks == ["14", "7", "3", "1", "0"]


# ----------------------------------------------------------------------------------------------- planner


def test_the_lesson_of_the_day_leaves_the_week_of_the_festival_alone(book: Book) -> None:
    now = at("2027-10-04T09:00")
    facts = neighbour(1, [Kind.COUNTDOWN, Kind.DAILY], now).facts
    told = {one.occasion.kind for one in plan(facts, book, now, now + 6 * DAY, None) if one.at}
    assert told == {Kind.COUNTDOWN}


def test_behind_a_window_people_are_told_early_or_the_plan_says_why_not(book: Book) -> None:
    now = at("2027-10-01T18:00")
    facts = neighbour(1, [Kind.COUNTDOWN], now).facts
    ahead = {one.occasion.key.rpartition(".")[2]: one for one in plan(facts, book, now, now + 9 * DAY, 2 * DAY)}
    assert ahead["7"].at == at("2027-10-03T07:30")
    assert [ahead[mark].hurdle for mark in ("3", "1", "0")] == [Hurdle.WINDOW] * 3
    sooner = neighbour(1, [Kind.COUNTDOWN], now - DAY).facts
    early = plan(sooner, book, now, now + 9 * DAY, 2 * DAY)[0]
    assert early.at == at("2027-10-02T17:55")


_MOVES: Final = st.lists(
    st.tuples(
        st.sampled_from(["write", "open", "learn", "wait", "sleep", "back", "stop"]),
        st.integers(min_value=1, max_value=2000),
    ),
    max_size=30,
)


@settings(max_examples=60)
@given(
    kinds=st.sets(st.sampled_from(KINDS), min_size=1),
    window=st.sampled_from([None, timedelta(hours=48)]),
    start=st.integers(min_value=0, max_value=7 * 365 * 288),
    moves=_MOVES,
)
def test_no_history_breaks_a_promise(
    book: Book, kinds: set[Kind], window: timedelta | None, start: int, moves: list[tuple[str, int]]
) -> None:
    now = at("2026-01-01T00:00") + start * TICK
    person = neighbour(1, kinds, now, window)
    lessons = [lesson.id for lesson in book.offered()][:3]
    for number, (move, minutes) in enumerate(moves):
        now = _moved(book, person, now, move, minutes, lessons[number % 3])
        if person.stopped_at:
            break
    _lives(book, person, now, now + 20 * DAY)
    assert list(broken_promises(person)) == []


def _moved(book: Book, person: Neighbour, now: datetime, move: str, minutes: int, lesson: str) -> datetime:
    """One thing that may happen; "sleep" is a machine that was off, "back" a clock that was set back."""
    match move:
        case "write":
            person.writes(now)
        case "open":
            person.writes(now, opens=lesson)
        case "learn":
            person.learns(now, lesson)
        case "stop":
            person.stops(now)
        case "sleep":
            return tick(now + minutes * timedelta(minutes=10))
        case "back":
            person.tick(book, now)
            return max(now, *(told for told, _ in person.told), *person.heard)
        case _:
            return _lives(book, person, now, tick(now + minutes * timedelta(minutes=5)))
    return now + TICK


def _lives(book: Book, person: Neighbour, now: datetime, until: datetime) -> datetime:
    while now < until:
        person.tick(book, now)
        now = min(person.next_look(book, now), until)
    return until


# ------------------------------------------------------------------------------------------ with a store

Visit = Callable[[Stage], Awaitable[None]]


def on_stage(stage: Stage, visit: Visit) -> None:
    """Play it with the engine running."""

    async def play() -> None:
        async with stage.open():
            await visit(stage)

    asyncio.run(play())


async def happens(stage: Stage, *events: Event) -> None:
    """Events of the speaker, committed as a decision would."""
    stage.engine.inbox.decision = lambda turn: Outcome(turn.session, events)
    await stage.say(Text("…"))
    stage.engine.inbox.decision = stage._decide


def facts_on(stage: Stage) -> list[Facts]:
    """What the job would look at."""
    return [facts_of(row) for row in stage.store.report(REPORT, None, stage.now)]


def test_a_tick_that_comes_twice_or_again_after_the_clock_was_set_back_tells_once(stage: Stage) -> None:
    async def visit(stage: Stage) -> None:
        await happens(stage, ConsentGiven("v"), ReminderChosen(Kind.DAILY))
        await stage.move_to(at("2026-11-20T18:29"))
        for moment in ("18:30", "18:30", "18:35", "17:40", "18:30"):
            stage.now = at(f"2026-11-20T{moment}")
            await remind(stage.engine.desk(), stage.now)
            await stage.engine.settled()
        assert len(stage.letters()) == 1

    on_stage(stage, visit)


def test_a_machine_that_was_off_at_the_hour_tells_when_it_is_back(stage: Stage) -> None:
    async def visit(stage: Stage) -> None:
        await happens(stage, ConsentGiven("v"), ReminderChosen(Kind.DAILY))
        stage.now = at("2026-11-20T19:47")
        await remind(stage.engine.desk(), stage.now)
        await stage.engine.settled()
        assert len(stage.letters()) == 1

    on_stage(stage, visit)


@pytest.mark.parametrize("last_word", [OptedOut(), ReminderDropped(), DataErased(), ConsentRefused("v")])
def test_nothing_is_told_or_kept_after_the_last_word(stage: Stage, last_word: Event) -> None:
    async def visit(stage: Stage) -> None:
        await happens(stage, ConsentGiven("v"), ReminderChosen(Kind.DAILY), ReminderChosen(Kind.COUNTDOWN))
        stage.go_away()
        await stage.move_to(at("2026-11-20T18:30"))
        stage.channel.away.clear()
        await happens(stage, last_word)
        assert facts_on(stage) == []
        await stage.come_back()
        await stage.move_to(at("2026-12-20T18:30"))
        assert stage.letters() == []

    on_stage(stage, visit)


def test_without_consent_no_wish_is_kept(stage: Stage) -> None:
    async def visit(stage: Stage) -> None:
        await happens(stage, ReminderChosen(Kind.UNFINISHED), LessonOpened("vneid-cai-dat"))
        assert facts_on(stage) == []

    on_stage(stage, visit)


def test_only_who_wants_it_has_a_begun_lesson_kept(stage: Stage) -> None:
    async def visit(stage: Stage) -> None:
        await happens(stage, ConsentGiven("v"), ReminderChosen(Kind.DAILY), LessonOpened("vneid-cai-dat"))
        assert facts_on(stage)[0].lesson == ""
        await happens(stage, ReminderChosen(Kind.UNFINISHED), LessonOpened("vneid-cai-dat"))
        assert facts_on(stage)[0].lesson == "vneid-cai-dat"

    on_stage(stage, visit)


def test_an_occasion_is_told_once_whatever_the_decision_says(stage: Stage) -> None:
    async def visit(stage: Stage) -> None:
        told = (Reminded(Kind.DAILY, "x"), Replied(Message("…"), Lane.REMINDER))
        await happens(stage, ConsentGiven("v"), ReminderChosen(Kind.DAILY), *told)
        await happens(stage, *told)
        assert [letter.message.text for letter in stage.letters()].count("…") == 1

    on_stage(stage, visit)


def test_the_outbox_holds_a_reminder_back_at_night_and_drops_it_when_it_is_no_longer_true(stage: Stage) -> None:
    async def visit(stage: Stage) -> None:
        stage.now = at("2026-11-20T22:00")
        await happens(stage, Replied(Message("good"), Lane.REMINDER, at("2026-11-21T12:00")))
        await happens(stage, Replied(Message("late"), Lane.REMINDER, at("2026-11-21T06:00")))
        assert stage.letters() == []
        await stage.move_to(at("2026-11-21T06:30"))
        assert [letter.message.text for letter in stage.letters()] == ["good"]

    on_stage(stage, visit)


def test_the_outbox_looks_at_the_window_again_before_it_sends(stage: Stage) -> None:
    async def visit(stage: Stage) -> None:
        stage.speaker = stage.speaker.replace("web:", "zalo_oa:")  # type: ignore[assignment]
        stage.go_away()
        await happens(stage, Replied(Message("reminder"), Lane.REMINDER), Replied(Message("help"), Lane.HELP))
        stage.now += timedelta(hours=49)
        await stage.come_back()
        assert [letter.message.text for letter in stage.letters()] == ["help"]

    on_stage(stage, visit)


def test_what_people_were_told_of_is_forgotten_after_a_year(stage: Stage) -> None:
    async def visit(stage: Stage) -> None:
        await happens(stage, ConsentGiven("v"), ReminderChosen(Kind.REVIEW), Reminded(Kind.DAILY, "x"))
        assert facts_on(stage)[0].told == {"bai-hoc/x"}
        await stage.store.forget(stage.now + timedelta(days=401))
        assert facts_on(stage)[0].told == frozenset()

    on_stage(stage, visit)


def test_the_preview_knows_the_windows_of_the_channels() -> None:
    assert reply_windows() == {"zalo_oa": zalo_oa.LIMITS.reply_window}
    assert zalo_oa.NAME in CHANNELS


# ------------------------------------------------------------------------------------------ the preview


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_plan_is_shown_beforehand_without_names(tmp_path: Path, stage: Stage, form: str) -> None:
    async def visit(stage: Stage) -> None:
        await happens(stage, ConsentGiven("v"), ReminderChosen(Kind.DAILY))

    on_stage(stage, visit)
    asked = ["--db", str(stage.store.path), "reminders", "plan", "--days", "14", "--format", form]
    shown = CliRunner().invoke(app, asked)
    assert shown.exit_code == 0, shown.output
    assert "lan" not in shown.output.split()


def test_a_database_of_nobody_has_an_empty_plan(tmp_path: Path) -> None:
    Store(tmp_path / "x.db").close()
    shown = CliRunner().invoke(app, ["--db", str(tmp_path / "x.db"), "reminders", "plan"])
    assert shown.exit_code == 0, shown.output
