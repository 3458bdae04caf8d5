"""Room: handlers. Placement: one question of each of the next lessons, to leave out what somebody knows already.

One right answer is not a passed quiz, so it gives no rung and counts nowhere: it only moves the path on. A lesson that
was left out comes back at the end of the path, and its whole quiz is offered at once.
"""

from typing import Final

from bot.model.contact import Consent
from bot.model.contest import mixed
from bot.model.event import Event, LessonsSkipped
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.press import Go
from bot.model.session import Session
from content.schema import Lesson, Question
from handlers import progress
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

AT_ONCE: Final = 5
RESULT: Final = "result"
UNSURE: Final = "-"


def open_placement(turn: Turn) -> Outcome:
    """The question of the first lesson that lies ahead."""
    ahead = progress.ahead(turn, turn.contact)[:AT_ONCE]
    if not ahead:
        return reply(turn.session, Message(turn.say("progress.full")))
    session = begin(turn, "placement", "1", lessons=" ".join(lesson.id for lesson in ahead))
    opening = Message(turn.say("placement.opening", count=len(ahead)))
    return ask(turn, session, _question(turn, session, 1), opening)


def menu(turn: Turn, session: Session) -> Menu | None:
    """The waiting question, or what came of them."""
    if session.step == RESULT:
        return _result(turn, session)
    number = int(session.step) if session.step.isdecimal() else 0
    return _question(turn, session, number) if 1 <= number <= len(_lessons(turn, session)) else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Take the answer without a judgement (a quiz explains, this only places), and go on."""
    lessons, number = _lessons(turn, session), int(session.step)
    lesson = lessons[number - 1]
    if pick == str(_asked(turn, lesson).right):
        session = session.with_answer("known", f"{session.answer('known') or ''} {lesson.id}".strip())
    if number < len(lessons):
        return ask(turn, session.at(str(number + 1)), _question(turn, session, number + 1))
    return _finish(turn, session.at(RESULT))


def _finish(turn: Turn, session: Session) -> Outcome:
    known = tuple((session.answer("known") or "").split())
    keeps = known and turn.contact.consent is Consent.GIVEN
    events: tuple[Event, ...] = (LessonsSkipped(known),) if keeps else ()
    return ask(turn, session, _result(turn, session), events=events)


def _question(turn: Turn, session: Session, number: int) -> Menu:
    lessons = _lessons(turn, session)
    question = _asked(turn, lessons[number - 1])
    text = turn.say("quiz.question", number=number, count=len(lessons), text=question.text)
    unsure = Option(turn.say("placement.unsure"), UNSURE, names=("chưa biết", "không biết", "bỏ qua"))
    return Menu(text, (*(Option(label, str(place)) for place, label in enumerate(question.options)), unsure))


def _asked(turn: Turn, lesson: Lesson) -> Question:
    """One of its questions, for the same person always the same."""
    return mixed(lesson.quiz, f"{turn.contact.id}/{lesson.id}")[0]


def _result(turn: Turn, session: Session) -> Menu:
    known = (session.answer("known") or "").split()
    left = [lesson for lesson in progress.ahead(turn, turn.contact) if lesson.id not in known]
    first = turn.book.lesson(known[0]) if known else None
    options = [Option(turn.say("progress.next"), go=Go("bai", left[0].id), names=("tiếp",))] if left else []
    if first is not None:
        whole = turn.say("placement.whole_quiz", title=first.title)
        options.append(Option(whole, go=Go("kiemtra", first.id), names=("làm đủ câu hỏi",)))
    options.append(Option(turn.say("hello.all_lessons"), go=Go("baihoc"), names=("bài khác", "tất cả bài")))
    return Menu(_words(turn, known), tuple(options))


def _words(turn: Turn, known: list[str]) -> str:
    if not known:
        return turn.say("placement.none")
    titles = "\n".join(f"• {lesson.title}" for name in known if (lesson := turn.book.lesson(name)))
    kept = turn.contact.consent is Consent.GIVEN
    return turn.say("placement.known" if kept else "placement.known_not_kept", titles=titles)


def _lessons(turn: Turn, session: Session) -> tuple[Lesson, ...]:
    names = (session.answer("lessons") or "").split()
    return tuple(lesson for name in names if (lesson := turn.book.lesson(name)) is not None)


PLACEMENT: Final = Flow("placement", menu, take)
