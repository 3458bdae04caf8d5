"""Room: handlers. /ghiam: somebody reads a lesson aloud in their language, a step a message."""

from typing import Final

from bot.model.event import Event
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from bot.model.session import Session
from bot.model.update import Media, MediaKind
from bot.model.voice import VoiceRecorded, VoicesWithdrawn, print_of
from handlers import lesson_choice, listening
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn


def open_recording(turn: Turn) -> Outcome:
    """Which language?"""
    session = begin(turn, "recording", "language")
    return ask(turn, session, menu(turn, session) or Menu(""))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The waiting question, or the step to read."""
    match session.step:
        case "language":
            return _languages(turn)
        case "topic":
            return lesson_choice.topics(turn, "voice.ask_lesson")
        case "lesson":
            return lesson_choice.lessons(turn, session.answer("topic") or "")
        case "agree":
            return _agree(turn)
        case _:
            return _step(turn, session)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Note the answer; only somebody who agrees that others hear them gets to the steps."""
    match session.step, pick:
        case "language", "withdraw":
            return reply(None, Message(turn.say("voice.withdrawn")), events=(VoicesWithdrawn(),))
        case "lesson", lesson_choice.BACK:
            return _go(turn, session.at("topic"))
        case "language" | "topic" | "lesson", _:
            return _go(turn, _noted(turn, session, pick))
        case ("agree", "yes") | (_, "skip"):
            return _onward(turn, session)
        case _:
            return reply(None, Message(turn.say("voice.done")))


def _noted(turn: Turn, session: Session, pick: str) -> Session:
    """The answer kept, and the question after it."""
    if session.step == "lesson":
        return begin(turn, "recording", "agree", pick, language=session.answer("language") or "")
    return session.with_answer(session.step, pick).at("topic" if session.step == "language" else "lesson")


def hear(turn: Turn, session: Session) -> Outcome | None:
    """A voice message is the step read aloud; a lesson may be named."""
    if session.step in {"topic", "lesson"}:
        found = lesson_choice.heard(turn)
        return take(turn, session.at("lesson"), found) if found else None
    what, lesson = turn.update.what, turn.book.lesson(session.about)
    if lesson is None or not session.step.isdecimal() or not isinstance(what, Media) or what.kind != MediaKind.VOICE:
        return None
    if not what.file:
        return reply(session, Message(turn.say("voice.not_here")))
    number = int(session.step)
    wording = print_of(lesson.steps[number - 1].text)
    recorded = VoiceRecorded(lesson.id, number, wording, session.answer("language") or "", what.file)
    return _onward(turn, session, recorded)


def _go(turn: Turn, session: Session) -> Outcome:
    return ask(turn, session, menu(turn, session) or Menu(""))


def _onward(turn: Turn, session: Session, *events: Event) -> Outcome:
    """The next step, or the end."""
    there = session.at(str(int(session.step) + 1 if session.step.isdecimal() else 1))
    shown = _step(turn, there)
    if shown is None:
        return reply(None, Message(turn.say("voice.done")), events=events)
    return ask(turn, there, shown, events=events)


def _languages(turn: Turn) -> Menu:
    withdraw = Option(turn.say("voice.withdraw"), "withdraw")
    return Menu(turn.say("voice.ask_language"), (*listening.languages(turn), withdraw))


def _agree(turn: Turn) -> Menu:
    return Menu(
        turn.say("voice.agree"),
        (
            Option(turn.say("voice.yes"), "yes", names=("có", "đồng ý", "ok", "vâng", "dạ")),
            Option(turn.say("voice.no"), "no", names=("không", "thôi")),
        ),
    )


def _step(turn: Turn, session: Session) -> Menu | None:
    lesson = turn.book.lesson(session.about)
    if lesson is None or not session.step.isdecimal() or not 1 <= int(session.step) <= len(lesson.steps):
        return None
    number, language = int(session.step), listening.named(turn, session.answer("language") or "")
    text = lesson.steps[number - 1].text
    words = turn.say("voice.read", number=number, count=len(lesson.steps), text=text, language=language)
    return Menu(
        words,
        (
            Option(turn.say("voice.skip"), "skip", names=("bỏ qua",)),
            Option(turn.say("voice.stop"), "stop", names=("nghỉ",)),
        ),
        records=True,
    )


RECORDING: Final = Flow("recording", menu, take, hear, role=Role.VOLUNTEER)
"""Languages in content/copy/voices.toml, one line each."""
