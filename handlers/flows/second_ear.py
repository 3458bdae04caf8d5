"""Room: handlers. The second ear: another speaker listens to a recording before anybody else does."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.report import Row
from bot.model.role import Role
from bot.model.session import Session
from bot.model.voice import VoiceApproved, VoiceRefused
from handlers import listening
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = ("waiting_voices",)


def open_listening(turn: Turn) -> Outcome:
    """The first recording that waits and can be played here."""
    return _next(turn, 0)


def menu(turn: Turn, session: Session) -> Menu | None:
    """What the step says, and the question; None once it no longer waits."""
    row = next((row for row in _rows(turn) if str(row["id"]) == session.about), None)
    return _question(turn, row) if row else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Right, wrong, or not my language."""
    number = int(session.about)
    following = _next(turn, number)
    events = {"yes": (VoiceApproved(number),), "no": (VoiceRefused(number),)}.get(pick, ())
    return Outcome(following.session, (*events, *following.events))


def _next(turn: Turn, after: int) -> Outcome:
    row = next((row for row in _rows(turn) if row["id"] > after), None)
    if row is None:
        return reply(None, Message(turn.say("voice.none_waits")))
    session = begin(turn, "second_ear", "ask", str(row["id"]))
    return ask(turn, session, _question(turn, row) or Menu(""), listening.voice(turn, row))


def _rows(turn: Turn) -> tuple[Row, ...]:
    """Those of lessons that are still there, where they can be heard."""
    rows = turn.reports.get("waiting_voices", ()) if listening.playable(turn) else ()
    return tuple(row for row in rows if _text(turn, row))


def _text(turn: Turn, row: Row) -> str:
    lesson = turn.book.lesson(row["lesson"])
    return lesson.steps[row["step"] - 1].text if lesson and row["step"] <= len(lesson.steps) else ""


def _question(turn: Turn, row: Row) -> Menu | None:
    language = listening.named(turn, row["language"])
    return Menu(
        turn.say("voice.judge", language=language, text=_text(turn, row)),
        (
            Option(turn.say("voice.right"), "yes", names=("rõ", "rõ ý", "được")),
            Option(turn.say("voice.wrong"), "no", names=("sai", "sai ý", "chưa rõ")),
            Option(turn.say("voice.not_mine"), "skip", names=("bỏ qua",)),
        ),
    )


SECOND_EAR: Final = Flow("second_ear", menu, take, role=Role.VOLUNTEER, needs=NEEDS)
