"""Room: handlers. Lesson choice: picking a lesson as an answer, by topic or by its name, without opening it."""

from typing import Final

from content.schema import TOPICS
from content.search import Verdict
from handlers.menu import Menu, Option
from handlers.turn import Turn

BACK: Final = "<"
OTHER: Final = "-"

__all__ = ["BACK", "OTHER", "TOPICS", "heard", "lessons", "topics"]


def topics(turn: Turn, key: str, *more: Option) -> Menu:
    """The topics that have lessons, under a sentence of the asker."""
    taught = {lesson.topic for lesson in turn.book.offered()}
    options = (Option(turn.say(f"library.topic_{topic}"), topic) for topic in TOPICS if topic in taught)
    return Menu(turn.say(key), (*options, *more))


def lessons(turn: Turn, topic: str) -> Menu:
    """The lessons of a topic."""
    found = [lesson for lesson in turn.book.offered() if lesson.topic == topic]
    options = [Option(lesson.title, lesson.id, names=(lesson.ask,)) for lesson in found]
    back = Option(turn.say("library.back"), BACK, names=("quay lại", "lùi lại"))
    return Menu(turn.say("library.lessons", topic=turn.say(f"library.topic_{topic}")), (*options, back))


def heard(turn: Turn) -> str | None:
    """The lesson that typed words mean; None when they mean none or several."""
    finding = turn.book.finder.find(turn.text) if turn.text else None
    best = finding.ranked[0].lesson if finding and finding.verdict is Verdict.ANSWER and finding.ranked else ""
    return best if turn.book.lesson(best) else None
