"""Tests: in a group nothing about anybody happens, for every command, every flow and every step there is."""

from dataclasses import replace
from typing import Final

import pytest

from bot.model.contact import Contact
from bot.model.links import Links
from bot.model.message import Message
from bot.model.outcome import Outcome
from bot.model.press import Go, pack_press
from bot.model.session import Session
from bot.model.update import ButtonPress, Joined, Media, MediaKind, Text, What
from bot.model.urn import ContactId
from bot.model.village_group import SHAPE, GroupLinked, GroupOffer, group_typed
from content.book import Book
from handlers import decide
from handlers.commands import COMMANDS, Command, meant
from handlers.flows import FLOWS, Flow
from tests.playing.walk import Person, reachable

GROUP: Final = Contact(ContactId(1), greeted=True, is_group=True)

OPEN_TO_ALL: Final = {
    "batdau",
    "baihoc",
    "bai",
    "chua",
    "giupdo",
    "trogiup",
    "tin",
    "xacminh",
    "nhom",
    "tachnhom",
    "ngung",
}
"""The rule, said once more and independently: lessons, directions, proof of a message, and the group's own affairs."""

FLOWS_OPEN_TO_ALL: Final = {"welcome", "library", "choose", "lesson", "proving"}

ABOUT_NOBODY: Final = {
    "Replied", "Greeted", "OptedIn", "OptedOut", "QuestionUnanswered", "WrongCode", "GroupLinked", "GroupParted",
}  # fmt: skip


def group(book: Book, session: Session | None = None) -> Person:
    """A group, as an older program may have left it: at any step."""
    return Person(book, GROUP, session)


def in_private(outcome: Outcome) -> bool:
    """Whether it is only the word that this is done in private, with the way there."""
    said = [message.text for message in outcome.messages]
    return len(outcome.events) == 1 and len(said) == 1 and said[0].startswith("Việc này của riêng từng người")


def assert_about_nobody(outcome: Outcome) -> None:
    """No fact about a person, and no question to one."""
    assert {type(event).__name__ for event in outcome.events} <= ABOUT_NOBODY
    assert outcome.session is None or outcome.session.flow in FLOWS_OPEN_TO_ALL


# ------------------------------------------------------------------------------------------- the one place


@pytest.mark.parametrize("way", ["typed", "pressed"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_says_whether_it_is_for_a_group(command: Command, way: str, book: Book) -> None:
    assert command.in_groups == (command.name in OPEN_TO_ALL)
    said: What = Text(f"/{command.name} x") if way == "typed" else ButtonPress(pack_press(Go(command.name, "x")))
    outcome = group(book).hears(said)
    assert_about_nobody(outcome)
    assert in_private(outcome) == (command.name not in OPEN_TO_ALL)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.words], ids=lambda command: command.name)
def test_plain_words_mean_the_same_whatever_role_somebody_in_the_group_may_hold(command: Command, book: Book) -> None:
    for words in command.words:
        outcome = group(book).hears(Text(words))
        assert_about_nobody(outcome)
        assert in_private(outcome) == (command.name not in OPEN_TO_ALL)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_flow_says_whether_it_is_for_a_group(flow: Flow) -> None:
    assert flow.in_groups == (flow.name in FLOWS_OPEN_TO_ALL)
    assert not (flow.in_groups and flow.role), "in a group nobody is known to hold a role"


def test_at_no_step_there_is_can_anything_be_pressed_or_typed_that_is_about_somebody(book: Book) -> None:
    """Also where an older program has left a group in the middle of a private matter."""
    steps = list(reachable(book))
    assert {step.session.flow for step in steps if step.session} >= FLOWS_OPEN_TO_ALL | {"consent", "quiz", "village"}
    for step in steps:
        there = group(book, step.session)
        buttons = step.menu.buttons if step.menu else ()
        presses: list[What] = [ButtonPress(button.payload) for button in buttons]
        numbers: list[What] = [Text(str(number)) for number, _ in enumerate(buttons, 1)]
        for said in (*presses, *numbers, Text("x"), Media(MediaKind.VOICE, file="AwAC")):
            assert_about_nobody(there.hears(said))


def test_a_group_left_in_a_private_matter_gets_out_of_it_by_itself(book: Book) -> None:
    there = group(book, Session("consent", "ask", "tin-gia"))
    assert there.hears(Text("cảm ơn")).session is None


def test_a_private_matter_leads_to_the_lesson_that_is_open_and_without_a_bots_name_to_no_link(book: Book) -> None:
    turn = group(book, Session("lesson", "end", "tin-gia")).turn(Text("Tôi đã làm được"))
    link = "https://t.me/hocvuso_bot?start=tin-gia"
    assert link in decide(replace(turn, links=Links("", "hocvuso_bot"))).messages[0].text
    assert "t.me" not in decide(replace(turn, links=Links())).messages[0].text
    assert group(book).turn(Joined("tin-gia")).book.lesson("tin-gia"), "what the link opens"


def test_a_lesson_opened_in_a_group_is_shown_and_not_counted(book: Book) -> None:
    outcome = group(book).hears(ButtonPress(pack_press(Go("bai", "tin-gia"))))
    assert outcome.session is not None
    assert outcome.session.about == "tin-gia"
    assert_about_nobody(outcome)


# ------------------------------------------------------------------------------------------------- safety


@pytest.mark.parametrize(
    "words", ["con tôi bị công an gọi bắt chuyển tiền gấp", "http://vneid-dinhdanh.top bam vao dc ko"]
)
def test_an_alarm_is_the_same_in_a_group_as_in_private(words: str, book: Book) -> None:
    alone = replace(group(book), contact=replace(GROUP, is_group=False))
    assert group(book).hears(Text(words)).messages == alone.hears(Text(words)).messages


def test_a_secret_is_to_be_deleted_where_everybody_reads_it(book: Book) -> None:
    what = Text("[mã bí mật] là mã otp", ("code",))
    told = group(book).hears(what).messages[0].text
    alone = replace(group(book), contact=replace(GROUP, is_group=False)).hears(what).messages[0].text
    assert told == f"{alone}\n{book.copy.say('in_group.secret')}"


# -------------------------------------------------------------------------------------------------- codes


@pytest.mark.parametrize("text", ["NH 7K3M-9QRT", "nh 7k3m9qrt", "Nhóm 7K3M 9QRT.", "/nhom 7k3m-9qrt"])
def test_a_groups_code_is_read_however_it_is_typed(text: str) -> None:
    assert group_typed(text) == "7K3M9QRT"
    found = meant(text)
    assert found is not None
    assert (found[0].name, found[0].shape) == ("nhom", SHAPE)


@pytest.mark.parametrize("text", ["nhóm zalo của thôn", "nhom 7k3m", "NH 7K3M-9QRTX", "nhờ giúp", "BH 7K3M9Q"])
def test_ordinary_words_are_no_code_of_a_group(text: str) -> None:
    assert group_typed(text) is None


@pytest.mark.parametrize("what", [Joined("7K3M9QRT"), Text("NH 7K3M-9QRT"), Text("/nhom 7K3M-9QRT")])
def test_a_code_links_only_a_group_and_only_while_it_is_open(what: What, book: Book) -> None:
    turn = replace(group(book).turn(what), grouping=GroupOffer(3, "buon-m-gue"), invite=None)
    assert GroupLinked(3, "buon-m-gue") in decide(turn).events
    assert [type(e).__name__ for e in decide(replace(turn, grouping=None)).events] == ["WrongCode", "Replied"]
    person = replace(turn, contact=replace(GROUP, is_group=False))
    assert not any(isinstance(event, GroupLinked) for event in decide(person).events)


def test_a_stop_in_a_group_says_whose_it_is(book: Book) -> None:
    assert group(book).hears(Text("dừng")).messages == (Message(book.copy.say("in_group.goodbye")),)
