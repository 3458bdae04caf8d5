"""Room: handlers. The library: first what it is about, then which lesson. Two short lists instead of one of forty."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome
from bot.model.press import Go
from bot.model.session import Session
from content.schema import TOPICS
from handlers import progress
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

ALL: Final = ""
QUIZZES: Final = 8


def open_topics(turn: Turn, *before: Message) -> Outcome:
    """What is it about?"""
    return ask(turn, begin(turn, "library", "topics"), _topics(turn), *before)


def open_quizzes(turn: Turn) -> Outcome:
    """Whose questions?"""
    return ask(turn, begin(turn, "library", "quizzes"), _quizzes(turn))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The topics, the lessons of one, or the lessons to be quizzed on."""
    match session.step:
        case "lessons":
            return _lessons(turn, session.about)
        case "quizzes":
            return _quizzes(turn)
        case _:
            return _topics(turn)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """A topic leads to its lessons; its lessons are commands."""
    if pick not in TOPICS:
        return open_topics(turn)
    return ask(turn, begin(turn, "library", "lessons", pick), _lessons(turn, pick))


def _topics(turn: Turn) -> Menu:
    taught = {lesson.topic for lesson in turn.book.offered()}
    options = (Option(turn.say(f"library.topic_{topic}"), topic) for topic in TOPICS if topic in taught)
    return Menu(turn.say("library.topics"), tuple(options))


def _lessons(turn: Turn, topic: str) -> Menu:
    lessons = [lesson for lesson in turn.book.offered() if lesson.topic == topic]
    options = [Option(lesson.ask, go=Go("bai", lesson.id), names=(lesson.title,)) for lesson in lessons]
    back = Option(turn.say("library.back"), ALL, names=("quay lại", "lùi lại"))
    return Menu(turn.say("library.lessons", topic=turn.say(f"library.topic_{topic}")), (*options, back))


def _quizzes(turn: Turn) -> Menu:
    """What they have learned first, then the path they are on."""
    learned = (turn.book.lesson(name) for name in turn.contact.learned)
    lessons = dict.fromkeys((*(lesson for lesson in learned if lesson), *progress.path_of(turn, turn.contact)))
    options = [Option(lesson.ask, go=Go("kiemtra", lesson.id), names=(lesson.title,)) for lesson in lessons]
    return Menu(turn.say("quiz.pick"), tuple(options[:QUIZZES]))


LIBRARY: Final = Flow("library", menu, take, in_groups=True)
