"""Room: handlers. The lesson: what it gives, one step a message, and the way out when a step does not fit."""

from typing import Final

from bot.model.event import CompletionWithdrawn, LessonOpened, StepFlagged
from bot.model.evidence import Evidence
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.press import Go
from bot.model.session import Session
from content.folding import fold
from content.schema import Confidence, Lesson
from handlers import done, forwarding, listening
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

INTRO: Final = "intro"
END: Final = "end"
STUCK: Final = "stuck"
PASS_ON: Final = ("chia se", "chia se bai", "chia se bai nay", "chia se bai hoc", "gui bai", "gui bai nay")
"""Folded."""


def open_lesson(turn: Turn, lesson: Lesson, *before: Message, share: str | None = None) -> Outcome:
    """Give the lesson at once: what it is, what to prepare, who says so."""
    carried = {"share": share} if share else {}
    session = begin(turn, "lesson", INTRO, lesson.id, **carried)
    return ask(turn, session, _intro(turn, lesson), *before, events=(LessonOpened(lesson.id, share),))


def stuck(turn: Turn, lesson: Lesson) -> Outcome:
    """The way out; and a self-report made before is taken back, because now they say otherwise."""
    took_back = turn.contact.has(lesson.id, Evidence.SELF_REPORTED)
    events = (CompletionWithdrawn(lesson.id),) if took_back else ()
    before = [Message(turn.say("progress.taken_back", title=lesson.title))] if took_back else []
    return ask(turn, begin(turn, "lesson", STUCK, lesson.id), _stuck(turn, lesson), *before, events=events)


def menu(turn: Turn, session: Session) -> Menu | None:
    """The waiting step of a lesson."""
    lesson = turn.book.lesson(session.about)
    if lesson is None:
        return None
    if session.step == INTRO:
        return _intro(turn, lesson)
    if session.step == END:
        return _end(turn, lesson)
    if session.step == STUCK:
        return _stuck(turn, lesson)
    if not session.step.isdecimal():  # Of another version of the program: nothing waits.
        return None
    number = int(session.step)
    return _step(turn, lesson, number) if number <= len(lesson.steps) else _end(turn, lesson)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """What a choice inside a lesson leads to."""
    lesson = turn.book.lesson(session.about)
    if lesson is None:
        return reply(None, Message(turn.say("lesson.gone")))
    match pick:
        case "differs":
            return _differs(turn, session, lesson)
        case listening.PICK:
            return _listen(turn, session, lesson)
        case "did":
            return done.did(turn, session, lesson)
        case "not-yet":
            return stuck(turn, lesson)
        case _:
            return _go_to(turn, session, lesson, pick)


def hear(turn: Turn, session: Session) -> Outcome | None:
    """ "Chia sẻ": the lesson as words to pass on. Volunteers have a command of that name, which comes first."""
    lesson = turn.book.lesson(session.about)
    if lesson is None or fold(turn.text) not in PASS_ON:
        return None
    shown = menu(turn, session) or _end(turn, lesson)
    words = Message(turn.say("share.pass_on")), Message(forwarding.to_forward(turn, lesson))
    return ask(turn, session, shown, *words)


def _listen(turn: Turn, session: Session, lesson: Lesson) -> Outcome:
    """The step read aloud, and the step again below it."""
    spoken = listening.played(turn, lesson, int(session.step)) if session.step.isdecimal() else None
    return ask(turn, session, menu(turn, session) or _end(turn, lesson), *([spoken] if spoken else []))


def _go_to(turn: Turn, session: Session, lesson: Lesson, step: str) -> Outcome:
    there = session.at(step)
    shown = menu(turn, there)
    return ask(turn, there, shown or _end(turn, lesson))


def _intro(turn: Turn, lesson: Lesson) -> Menu:
    text = turn.say(
        "lesson.intro",
        title=lesson.title,
        summary=lesson.summary,
        prepare="; ".join(lesson.prepare),
        minutes=lesson.minutes,
        steps=len(lesson.steps),
    )
    start = Option(turn.say("lesson.start"), "1", names=("tiếp", "bắt đầu", "học", "có"))
    return Menu(f"{text}\n\n{_source(turn, lesson)}", (start, _help(turn, lesson)))


def _source(turn: Turn, lesson: Lesson) -> str:
    checked = f"{lesson.checked_on:%d/%m/%Y}"
    if lesson.confidence is Confidence.GENERAL:
        return turn.say("lesson.source_general", checked=checked)
    first = lesson.sources[0]
    said = f"{first.name} ({_dated(first.date)})"
    others = len(lesson.sources) - 1
    if others == 0:
        return turn.say("lesson.source", source=said, checked=checked)
    return turn.say("lesson.sources", source=said, others=others, checked=checked)


def _dated(date: str) -> str:
    """2025-08-28 as people write it: 28/8/2025."""
    return "/".join(str(int(part)) for part in reversed(date.split("-")))


def _step(turn: Turn, lesson: Lesson, number: int) -> Menu:
    step = lesson.steps[number - 1]
    text = turn.say("lesson.step", number=number, count=len(lesson.steps), text=step.text)
    if step.single:
        text = f"{text}\n{turn.say('lesson.may_differ')}"
    onward = "lesson.next" if number < len(lesson.steps) else "lesson.last"
    goal = str(number + 1) if number < len(lesson.steps) else END
    back = Option(turn.say("lesson.back"), str(number - 1) if number > 1 else INTRO, names=("trước", "quay lại"))
    return Menu(
        text,
        (
            Option(turn.say(onward), goal, names=("tiếp", "xong", "rồi", "tiếp theo", "tiếp tục", "next")),
            back,
            *listening.option(turn, lesson, number),
            Option(turn.say("lesson.differs"), "differs", names=("khác", "không giống")),
            _help(turn, lesson),
        ),
    )


def _end(turn: Turn, lesson: Lesson) -> Menu:
    quiz = Option(turn.say("lesson.quiz", count=len(lesson.quiz)), go=Go("kiemtra", lesson.id))
    return Menu(
        turn.say("lesson.end", safety=lesson.safety),
        (
            Option(turn.say("lesson.did"), "did", names=("rồi", "được rồi", "làm được", "xong", "có")),
            quiz,
            Option(turn.say("lesson.not_yet"), "not-yet", names=("chưa", "chưa được", "không", "không được")),
        ),
    )


def _stuck(turn: Turn, lesson: Lesson) -> Menu:
    lines = [turn.say("lesson.trouble", sign=t.sign, remedy=t.remedy) for t in lesson.troubles]
    return Menu(
        turn.say("lesson.stuck", troubles="\n".join(lines)),
        (
            Option(turn.say("lesson.again"), "1", names=("xem lại", "học lại")),
            _help(turn, lesson),
            Option(turn.say("lesson.did"), "did", names=("rồi", "được rồi", "làm được")),
        ),
    )


def _help(turn: Turn, lesson: Lesson) -> Option:
    return Option(turn.say("lesson.help"), go=Go("giupdo", lesson.id), names=("giúp", "giúp tôi", "cần người giúp"))


def _differs(turn: Turn, session: Session, lesson: Lesson) -> Outcome:
    shown = menu(turn, session) or _end(turn, lesson)
    answer = Message(turn.say("lesson.differs_answer"))
    flagged = (StepFlagged(lesson.id, int(session.step)),) if session.step.isdigit() else ()
    return ask(turn, session, shown, answer, events=flagged)


LESSON: Final = Flow("lesson", menu, take, hear, needs=(listening.REPORT,), in_groups=True)
