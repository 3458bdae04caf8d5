"""Room: handlers. The quiz: a few questions of doing and judging, an explanation after each answer.

Passing means at most one wrong answer. It is our own check, never an official mark
(facts/legal_and_reports.md §4: the official pass mark is unknown).
"""

from typing import Final

from bot.model.contact import Consent
from bot.model.event import Event, LessonCompleted
from bot.model.evidence import Evidence
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.press import Go
from bot.model.session import Session
from content.schema import Lesson
from handlers import done
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

RESULT: Final = "result"
WRONG_ALLOWED: Final = 1
_LETTERS: Final = "abcd"


def open_quiz(turn: Turn, lesson: Lesson) -> Outcome:
    """The first question."""
    session = begin(turn, "quiz", "1", lesson.id)
    return ask(turn, session, _question(turn, lesson, 1))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The waiting question, or the result."""
    lesson = turn.book.lesson(session.about)
    if lesson is None:
        return None
    if session.step == RESULT:
        return _result(turn, session, lesson)
    if not session.step.isdecimal():  # Of another version of the program: nothing waits.
        return None
    if int(session.step) > len(lesson.quiz):
        return _result(turn, session, lesson)
    return _question(turn, lesson, int(session.step))


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Judge an answer, or go on from the result."""
    lesson = turn.book.lesson(session.about)
    if lesson is None:
        return reply(None, Message(turn.say("lesson.gone")))
    if pick == "did":
        return done.did(turn, session, lesson)
    if session.step == RESULT:
        return ask(turn, session, _result(turn, session, lesson))
    return _judge(turn, session, lesson, int(pick))


def _question(turn: Turn, lesson: Lesson, number: int) -> Menu:
    question = lesson.quiz[number - 1]
    text = turn.say("quiz.question", number=number, count=len(lesson.quiz), text=question.text)
    options = (Option(label, str(place), names=(_LETTERS[place],)) for place, label in enumerate(question.options))
    return Menu(text, tuple(options))


def _judge(turn: Turn, session: Session, lesson: Lesson, place: int) -> Outcome:
    number = int(session.step)
    question = lesson.quiz[number - 1]
    right = place == question.right
    answered = session.with_answer("right", str(_right(session) + right))
    answer = question.options[question.right]
    word = (
        turn.say("quiz.right", why=question.why) if right else turn.say("quiz.wrong", answer=answer, why=question.why)
    )
    if number < len(lesson.quiz):
        return ask(turn, answered.at(str(number + 1)), _question(turn, lesson, number + 1), Message(word))
    return _finish(turn, answered, lesson, Message(word))


def _finish(turn: Turn, session: Session, lesson: Lesson, word: Message) -> Outcome:
    passed = _passed(session, lesson)
    ended = session.at(RESULT)
    if passed:
        ended = ended.with_answer("passed", "yes")
    keeps = turn.contact.consent is Consent.GIVEN and passed
    events: tuple[Event, ...] = (LessonCompleted(lesson.id, Evidence.QUIZ_PASSED),) if keeps else ()
    return ask(turn, ended, _result(turn, ended, lesson), word, events=events)


def _result(turn: Turn, session: Session, lesson: Lesson) -> Menu:
    key = "quiz.passed" if _passed(session, lesson) else "quiz.failed"
    score = turn.say(key, right=_right(session), count=len(lesson.quiz))
    return Menu(
        f"{score}\n{turn.say('quiz.done')}",
        (
            Option(turn.say("lesson.did"), "did", names=("rồi", "được rồi", "làm được", "có")),
            Option(turn.say("lesson.not_yet"), go=Go("chua", lesson.id), names=("chưa", "chưa được", "không")),
            Option(turn.say("quiz.retry"), go=Go("kiemtra", lesson.id), names=("làm lại",)),
        ),
    )


def _right(session: Session) -> int:
    answered = session.answer("right") or ""
    return int(answered) if answered.isdecimal() else 0


def _passed(session: Session, lesson: Lesson) -> bool:
    return _right(session) >= len(lesson.quiz) - WRONG_ALLOWED


QUIZ: Final = Flow("quiz", menu, take)
