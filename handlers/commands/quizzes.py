"""Room: handlers. /kiemtra: the questions of the open lesson, or of one to choose."""

from typing import Final

from bot.model.outcome import Outcome
from handlers.commands.command import Command
from handlers.flows import library, quiz
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """Start, or ask whose questions."""
    about = argument or (turn.session.about if turn.session else "")
    lesson = turn.book.lesson(about)
    return quiz.open_quiz(turn, lesson) if lesson else library.open_quizzes(turn)


QUIZZES: Final = Command(
    "kiemtra",
    handle,
    ("kiểm tra", "làm bài kiểm tra", "câu hỏi", "trắc nghiệm", "làm câu hỏi"),
    "commands.kiemtra",
)
