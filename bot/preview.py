"""Room: command line. A lesson as a person would see it, with buttons and as a numbered list."""

from collections.abc import Iterator
from datetime import datetime

from bot.model.contact import Contact
from bot.model.message import Message
from bot.model.numbered import numbered
from bot.model.outcome import Outcome
from bot.model.press import Choice, unpack_press
from bot.model.update import Text, Update, What
from bot.model.urn import ContactId, make_urn
from content.book import Book
from content.schema import Lesson
from handlers import Turn
from handlers.flows import lesson as lesson_flow
from handlers.flows import quiz


def preview(book: Book, lesson: Lesson, now: datetime) -> Iterator[str]:
    """Every message of the lesson, then of its quiz, first with buttons, then numbered."""
    messages = list(walk(book, lesson, now))
    yield "── web, Telegram, Zalo OA ──"
    for message in messages:
        yield "\n".join([message.text, *(f"  [{button.label}]" for button in message.buttons), ""])
    yield "── Zalo Bot, terminal ──"
    for message in messages:
        yield f"{numbered(message)}\n"


def walk(book: Book, lesson: Lesson, now: datetime) -> Iterator[Message]:
    """Go through a lesson by its first choice, then through the quiz by the right answers."""
    turn = _turn(book, now, Text(""))
    outcome = lesson_flow.open_lesson(turn, lesson)
    yield from outcome.messages
    while outcome.session is not None and outcome.session.step != lesson_flow.END:
        outcome = lesson_flow.take(_at(turn, outcome), outcome.session, _first(outcome))
        yield from outcome.messages
    outcome = quiz.open_quiz(turn, lesson)
    yield from outcome.messages
    for question in lesson.quiz:
        if outcome.session is not None:
            outcome = quiz.take(_at(turn, outcome), outcome.session, str(question.right))
            yield from outcome.messages


def _turn(book: Book, now: datetime, what: What) -> Turn:
    return Turn(Update(make_urn("preview", "-"), "-", now, what), Contact(ContactId(0)), None, now, book)


def _at(turn: Turn, outcome: Outcome) -> Turn:
    return Turn(turn.update, turn.contact, outcome.session, turn.now, turn.book)


def _first(outcome: Outcome) -> str:
    press = unpack_press(outcome.messages[-1].buttons[0].payload)
    return press.pick if isinstance(press, Choice) else ""
