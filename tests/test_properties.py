"""Tests: what holds for any text at any step, for every button there is, and for everything that is stored."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.inbox import _masked
from bot.model.event import DataErased, OptedOut
from bot.model.message import Button, Message, Style, pack_message, unpack_message
from bot.model.outcome import Outcome
from bot.model.press import PAYLOAD_BYTES, Choice, Go, pack_press, unpack_press
from bot.model.session import Session, pack_session, unpack_session
from bot.model.update import (
    ButtonPress,
    Joined,
    Media,
    MediaKind,
    Stopped,
    Text,
    Timer,
    What,
    Withdrawn,
    pack,
    unpack,
)
from content.book import Book
from content.folding import fold
from handlers.commands import COMMANDS
from handlers.flows import FLOWS
from handlers.waiting import current_menu
from tests.playing.stage import assert_survives_json, book_of
from tests.playing.walk import Person, reachable

CAMPAIGNS: Final = ("duong-kinh-2026", "ea-trang-2026", "phu-tho", "tan-ky", "thuong-quan")

# ------------------------------------------------------------------------------------ any text, any step

_EVERYDAY: Final = (
    "có",
    "không",
    "ừ",
    "chưa",
    "rồi",
    "tiếp",
    "khác",
    "cảm ơn",
    "cai vneid sao v",
    "BH 7K3M",
    "mk: 123456",
)
_words: Final = st.sampled_from(
    [*(words for command in COMMANDS for words in (command.name, *command.words)), *_EVERYDAY]
)
_texts: Final = st.one_of(_words, st.text(max_size=40), st.integers(-1, 99).map(str))
_said: Final = st.one_of(
    _texts.map(Text),
    st.builds(Media, st.sampled_from(MediaKind), _texts),
    st.builds(Joined, st.none() | st.text(max_size=8)),
    st.builds(ButtonPress, st.text(max_size=64) | st.builds("={}|{}".format, st.text(), st.text())),
    st.builds(Stopped),
    st.builds(Withdrawn),
    st.builds(Timer, st.just("remind"), st.text()),
)
_moves: Final = st.lists(st.one_of(_said, st.integers(0, 12), st.just(timedelta(hours=25))), max_size=14)


@given(moves=_moves)
def test_anything_said_anywhere_is_answered_or_meant_to_be_silent(moves: list[object]) -> None:
    person = Person(book_of())
    for move in moves:
        if isinstance(move, timedelta):
            person = person.later(move)
            continue
        what = _what(person, move)
        outcome = person.hears(what)
        _assert_answered(what, outcome)
        assert_survives_json(outcome)
        person = person.after(outcome)


def _what(person: Person, move: object) -> What:
    """A number presses that button of the last menu, wherever the talk has gone since."""
    if isinstance(move, int):
        buttons = person.menu.buttons if person.menu else ()
        return ButtonPress(buttons[move].payload) if move < len(buttons) else Text(str(move))
    assert isinstance(move, Text | Media | Joined | ButtonPress | Stopped | Withdrawn | Timer)
    return _masked(move)


def _assert_answered(what: What, outcome: Outcome) -> None:
    texts = [message.text for message in outcome.messages]
    if isinstance(what, Stopped | Withdrawn | Timer):
        assert texts == []
        return
    assert texts, f"nobody answered {what}"
    assert all(text.strip() and text == unicodedata.normalize("NFC", text) for text in texts)
    if any(isinstance(event, OptedOut) for event in outcome.events):
        assert texts == [book_of().copy.say("stop.goodbye")]
        assert outcome.session is None


@given(moves=_moves, silent=st.lists(st.sampled_from([Stopped(), Timer("remind", "1")]), max_size=3))
@settings(max_examples=30)
def test_after_a_stop_nothing_is_said_until_they_write(moves: list[object], silent: list[What]) -> None:
    person = Person(book_of())
    for move in moves:
        if not isinstance(move, timedelta):
            person = person.after(person.hears(_what(person, move)))
    person = person.after(person.hears(Text("dừng")))
    for what in silent:
        outcome = person.later(timedelta(days=2)).hears(what)
        assert outcome.messages == ()
        person = person.after(outcome)
    assert person.contact.stopped
    assert not person.after(person.hears(Text("alo"))).contact.stopped


_keys: Final = st.text(alphabet="ab-1.", max_size=8)
_strange: Final = st.builds(
    Session,
    st.sampled_from([flow.name for flow in FLOWS]) | _keys,
    st.sampled_from(["1", "0", "-1", "99", "intro", "end", "result", "ask", "shown", "erase", "lessons"]) | _keys,
    st.sampled_from(["vneid-cai-dat", "khong-co", "vneid", ""]) | _keys,
    st.dictionaries(st.sampled_from(["right", "passed", "share", "lessons"]), _keys, max_size=3).map(
        lambda answers: tuple(answers.items())
    ),
)


@given(session=_strange, what=_said)
@settings(max_examples=300)
def test_a_step_of_another_version_of_the_program_leaves_nobody_without_an_answer(session: Session, what: What) -> None:
    person = replace(Person(book_of()), session=session)
    for said in (_masked(what), Text("1"), Text("vneid"), ButtonPress(f"={session.key}|1")):
        _assert_answered(said, person.hears(said))


# ------------------------------------------------------------------------------------- every button there is


@pytest.fixture(scope="module")
def everywhere(book: Book) -> list[Person]:
    return list(reachable(book))


def test_every_lesson_and_every_flow_is_reached(everywhere: list[Person], book: Book) -> None:
    sessions = [person.session for person in everywhere if person.session]
    assert {lesson.id for lesson in book.offered()} == {s.about for s in sessions if s.flow == "lesson"}
    assert {flow.name for flow in FLOWS} == {s.flow for s in sessions}


def test_the_number_and_the_label_do_what_the_button_does(everywhere: list[Person]) -> None:
    for person in everywhere:
        for number, button in enumerate(person.menu.buttons if person.menu and person.session else (), 1):
            pressed = person.hears(ButtonPress(button.payload))
            for typed in (str(number), button.label, fold(button.label), button.label.upper()):
                assert pressed == person.hears(Text(typed)), f"{person.session}: {typed!r} is not [{button.label}]"


def test_every_other_name_of_a_choice_does_what_its_button_does(everywhere: list[Person]) -> None:
    for person in everywhere:
        menu = current_menu(person.turn(Text("")))
        if menu is None or person.session is None or person.menu is None:
            continue
        for option, button in zip(menu.options, person.menu.buttons, strict=True):
            pressed = person.hears(ButtonPress(button.payload))
            for name in option.names:
                assert pressed == person.hears(Text(name)), f"{person.session}: {name!r} is not [{button.label}]"


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_every_button_of_every_plan_fits_into_the_payload(campaign: str) -> None:
    for person in reachable(book_of(campaign)):
        for button in person.menu.buttons if person.menu else ():
            press = unpack_press(button.payload)
            assert press is not None
            assert pack_press(press) == button.payload
            assert len(button.payload.encode()) <= PAYLOAD_BYTES


# ----------------------------------------------------------------------------------------- what is stored

_moments: Final = st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
_sessions: Final = st.builds(
    Session,
    st.text(),
    st.text(),
    st.text(),
    st.dictionaries(st.text(), st.text()).map(lambda answers: tuple(answers.items())),
    st.none() | _moments,
)
_messages: Final = st.builds(
    Message,
    st.text(),
    st.lists(st.builds(Button, st.text(), st.text()), max_size=4).map(tuple),
    st.sampled_from(Style),
    st.booleans(),
)


@given(session=_sessions)
def test_a_session_survives_json(session: Session) -> None:
    assert session == unpack_session(pack_session(session))


@given(message=_messages)
def test_a_message_survives_json(message: Message) -> None:
    assert message == unpack_message(pack_message(message))


@given(what=_said)
def test_an_update_survives_json(what: What) -> None:
    assert what == unpack(pack(what))


@given(name=st.text(alphabet=st.characters(exclude_characters="|"), min_size=1, max_size=15), rest=st.text(max_size=10))
def test_a_press_survives_its_payload(name: str, rest: str) -> None:
    for press in (Choice(name, rest), Go(name, rest)):
        try:
            payload = pack_press(press)
        except ValueError:
            continue
        assert press == unpack_press(payload)


@given(payload=st.text())
def test_a_forged_payload_is_nothing_or_a_press(payload: str) -> None:
    press = unpack_press(payload)
    assert press is None or isinstance(press, Choice | Go)


# ---------------------------------------------------------------------------------------------- folding

_VIETNAMESE: Final = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ 1,.?"


@given(text=st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(text) == fold(fold(text))


@given(text=st.text(alphabet=_VIETNAMESE))
def test_accents_capitals_and_loose_marks_make_no_difference(text: str) -> None:
    same = {fold(text), fold(text.upper()), fold(unicodedata.normalize("NFD", text))}
    assert len(same) == 1
    assert fold(text).isascii()


def test_an_erased_person_is_nobody(book: Book) -> None:
    person = Person(book)
    person = replace(person, contact=replace(person.contact, greeted=True))
    outcome = person.hears(Text("xóa dữ liệu"))
    assert any(isinstance(event, DataErased) for event in outcome.events)
    assert outcome.messages[-1].erase, "the page on the person's own device is wiped too"
    assert outcome.session is None
