"""Room: handlers. "Ý bà con là…": at most three choices when a question fits several lessons. Asked once."""

from typing import Final

from bot.model.event import QuestionUnanswered
from bot.model.message import Message
from bot.model.outcome import Outcome
from bot.model.press import Go
from bot.model.session import Session
from content.families import Split, splits
from handlers import offices
from handlers.flows import library
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn
from handlers.unanswered import unanswered

AT_MOST: Final = 3
ASKED: Final = "asked"
"""The question as it was asked, with its secrets masked: a short follow-up is read with it. Gone with the session."""
_REMEMBERED: Final = 200


def open_choice(turn: Turn, lessons: tuple[str, ...], *, split: str = "", asked: str = "") -> Outcome:
    """Ask which of these was meant; `split` names the question that separates two siblings."""
    session = begin(turn, "choose", "ask", split, lessons=" ".join(lessons[:AT_MOST]))
    if asked:
        session = session.with_answer(ASKED, asked[:_REMEMBERED])
    return ask(turn, session, _choices(turn, session))


def open_lessons(turn: Turn, lessons: tuple[str, ...], *before: Message) -> Outcome:
    """After the first help: the lessons that go with it."""
    session = begin(turn, "choose", "more", lessons=" ".join(lessons[:AT_MOST]))
    return ask(turn, session, _choices(turn, session), *before)


def menu(turn: Turn, session: Session) -> Menu | None:
    """The choices."""
    return _choices(turn, session)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """None of them: say so, name who helps, and show what there is."""
    offered = _offered(turn, session)
    asked = unanswered(turn, session.answer(ASKED) or "", offered[0] if offered else "")
    return none_of_them(turn, turn.say("choose.none_answer"), asked)


def none_of_them(turn: Turn, sorry: str, asked: QuestionUnanswered, office: str | None = None) -> Outcome:
    """An honest sentence, a way to a person (of the `office` whose matter it is), and the topics."""
    session = begin(turn, "library", "topics")
    words = Message(f"{sorry}\n\n{offices.directions(turn, office)}")
    topics = library.menu(turn, session) or Menu("")
    return ask(turn, session, topics, words, events=(asked,))


def _choices(turn: Turn, session: Session) -> Menu:
    split = next((split for split in splits() if split.id == session.about), None)
    options = _answers(turn, split) if split else _lessons(turn, session)
    if session.step == "more":
        return Menu(turn.say("choose.more"), options)
    question = split.question if split else turn.say("choose.ask")
    none = Option(turn.say("choose.none"), "none", names=("không", "không phải"))
    return Menu(question, (*options, none))


def _answers(turn: Turn, split: Split) -> tuple[Option, ...]:
    return tuple(
        Option(option.label, go=Go("bai", option.lesson)) for option in split.options if turn.book.lesson(option.lesson)
    )


def _offered(turn: Turn, session: Session) -> tuple[str, ...]:
    """The lessons that were offered and are still taught, the likeliest first."""
    return tuple(name for name in (session.answer("lessons") or "").split() if turn.book.lesson(name))


def _lessons(turn: Turn, session: Session) -> tuple[Option, ...]:
    found = (turn.book.lesson(name) for name in (session.answer("lessons") or "").split())
    return tuple(Option(lesson.ask, go=Go("bai", lesson.id), names=(lesson.title,)) for lesson in found if lesson)


CHOOSE: Final = Flow("choose", menu, take, in_groups=True)
