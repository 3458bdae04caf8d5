"""Room: handlers. /cauhoi: what people asked and nobody answered, which steps look different, and what waits."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from content.gaps import FLAGGED, QUESTIONS, FlaggedStep, Gap, flagged_steps, gaps
from handlers import digest
from handlers.commands.command import Command
from handlers.turn import Turn

SHOWN: Final = 10


def handle(turn: Turn, argument: str) -> Outcome:
    """Counts first, because they hold everybody's questions; then the words of who agreed."""
    asked = turn.reports[digest.REPORT][0]["asked"]
    count, waiting = turn.say("questions.count", count=asked), "\n".join(digest.waiting(turn))
    parts = (count, _questions(turn, asked), _steps(turn), waiting)
    return reply(turn.session, Message("\n\n".join(part for part in parts if part)))


def _questions(turn: Turn, asked: int) -> str:
    found = gaps(turn.reports[QUESTIONS])[:SHOWN]
    if not found:
        return turn.say("questions.no_words") if asked else ""
    return "\n".join([turn.say("questions.head"), *(_line(turn, gap) for gap in found)])


def _line(turn: Turn, gap: Gap) -> str:
    lesson = turn.book.lesson(gap.nearest)
    if lesson is None:
        return turn.say("questions.line", count=gap.n, words=gap.words)
    return turn.say("questions.line_near", count=gap.n, words=gap.words, lesson=lesson.title)


def _steps(turn: Turn) -> str:
    found = flagged_steps(turn.reports[FLAGGED])[:SHOWN]
    return "\n".join([turn.say("questions.steps"), *(_step(turn, one) for one in found)]) if found else ""


def _step(turn: Turn, one: FlaggedStep) -> str:
    lesson = turn.book.library.lesson(one.lesson)
    title = lesson.title if lesson else one.lesson
    return turn.say("questions.step", count=one.n, step=one.step, lesson=title)


UNANSWERED: Final = Command(
    "cauhoi",
    handle,
    ("câu hỏi chưa trả lời", "câu hỏi chưa trả lời được", "câu chưa trả lời"),
    role=Role.ORGANIZER,
    needs=(QUESTIONS, FLAGGED, digest.REPORT),
)
