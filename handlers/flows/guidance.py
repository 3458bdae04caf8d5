"""Room: handlers. /buoihoc: a guidance session or a class, logged in a minute, one short question after the other."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from bot.model.code import number_from
from bot.model.day import local_day
from bot.model.deed import SessionLogged
from bot.model.guidance import COUNTS, GuidanceSession, SessionKind
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from bot.model.session import Session
from bot.model.update import Media
from content.folding import fold
from handlers import lesson_choice, places
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.numbers import count_said, counts_said, day_said
from handlers.turn import Turn

NEEDS: Final = ("own_sessions",)
OLDEST: Final = timedelta(days=31)
CODE: Final = 4

_NOTED: Final = {"village": "unit", "kind": "kind"}
_AFTER: Final = {"village": "day", "kind": "topic"}
"""What a picked answer is called, and the question after it."""
_BEFORE: Final = {
    "day": "village",
    "kind": "day",
    "topic": "kind",
    "lesson": "topic",
    "heads": "topic",
    "counts": "heads",
    "check": "counts",
}
"""Where "quay lại" leads: one slip must not cost the whole minute."""

WORDS: Final = {
    "elders": ("nguoi cao tuoi", "cao tuoi", "nguoi gia", "gia"),
    "women": ("phu nu", "nu", "ba con nu"),
    "minorities": ("dan toc thieu so", "dan toc"),
    "disabled": ("nguoi khuyet tat", "khuyet tat"),
}


def open_log(turn: Turn) -> Outcome:
    """The first question that has to be asked: where, unless they work in one village only."""
    units = places.worked(turn)
    if not units:
        return reply(turn.session, Message(turn.say("role.no_villages")))
    session = begin(turn, "guidance", "village")
    if len(units) == 1:
        session = session.with_answer("unit", units[0].id).at("day")
    return _go(turn, session)


def menu(turn: Turn, session: Session) -> Menu | None:
    """The waiting question."""
    shown = _MENUS.get(session.step)
    return shown(turn, session) if shown else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Note the answer and ask the next question."""
    match session.step:
        case "village" | "kind" as step:
            return _next(turn, session, _NOTED[step], pick, _AFTER[step])
        case "day":
            return _take_day(turn, session, pick)
        case "topic" | "lesson":
            return _take_lesson(turn, session, pick)
        case "check" if pick == "yes":
            return _log(turn, session)
        case "check" if pick == "back":
            return _back(turn, session)
        case _:
            return reply(None, Message(turn.say("guidance.dropped")))


def hear(turn: Turn, session: Session) -> Outcome | None:
    """A day, a number, a lesson by its name; a photo is thanked for and not kept."""
    if isinstance(turn.update.what, Media):
        return ask(turn, session, menu(turn, session) or Menu(""), Message(turn.say("guidance.no_photo")))
    if fold(turn.text) == "quay lai":
        return _back(turn, session)
    heard = _HEARD.get(session.step)
    return heard(turn, session) if heard else None


def _hear_day(turn: Turn, session: Session) -> Outcome | None:
    return _take_day(turn, session, turn.text) if fold(turn.text) else None


def _hear_lesson(turn: Turn, session: Session) -> Outcome | None:
    found = lesson_choice.heard(turn)
    return _next(turn, session, "lesson", found, "heads") if found else None


def _back(turn: Turn, session: Session) -> Outcome:
    """The question before this one; at the first one, the first one again."""
    before = _BEFORE.get(session.step, session.step)
    if before == "village" and len(places.worked(turn)) == 1:
        before = "day"
    return _go(turn, session.at(before))


def _go(turn: Turn, session: Session, *before: Message) -> Outcome:
    return ask(turn, session, menu(turn, session) or Menu(""), *before)


def _next(turn: Turn, session: Session, name: str, value: str, step: str) -> Outcome:
    return _go(turn, session.with_answer(name, value).at(step))


def _take_day(turn: Turn, session: Session, said: str) -> Outcome:
    today = local_day(turn.now)
    day = {"today": today, "yesterday": today - timedelta(days=1)}.get(said) or day_said(said, today)
    if day is None or not today - OLDEST <= day <= today:
        return _go(turn, session, Message(turn.say("guidance.no_day")))
    return _next(turn, session, "day", day.isoformat(), "kind")


def _take_lesson(turn: Turn, session: Session, pick: str) -> Outcome:
    """A topic leads to its lessons, a lesson (or none of ours) to the number of people."""
    if pick == lesson_choice.BACK:
        return _go(turn, session.at("topic"))
    if session.step == "topic" and pick in lesson_choice.TOPICS:
        return _next(turn, session, "topic", pick, "lesson")
    return _next(turn, session, "lesson", "" if pick == lesson_choice.OTHER else pick, "heads")


def _take_heads(turn: Turn, session: Session) -> Outcome:
    heads = count_said(turn.text)
    if heads is None:
        return _go(turn, session, Message(turn.say("guidance.no_number")))
    return _next(turn, session, "heads", str(heads), "counts")


def _take_counts(turn: Turn, session: Session) -> Outcome:
    """Those that were counted; none at all when they would rather not."""
    if fold(turn.text) in {"bo qua", "khong", "khong dem", "thoi", "0"}:
        return _go(turn, session.at("check"))
    counts = counts_said(turn.text, WORDS)
    if not counts or max(counts.values()) > int(session.answer("heads") or 0):
        return _go(turn, session, Message(turn.say("guidance.no_counts", heads=session.answer("heads"))))
    for name, number in counts.items():
        session = session.with_answer(name, str(number))
    return _go(turn, session.at("check"))


def _log(turn: Turn, session: Session) -> Outcome:
    logged = _logged(session, number_from(turn.chance, CODE))
    today = logged.day == local_day(turn.now)
    word = turn.say("guidance.logged", unit=places.named(turn, (logged.unit,)))
    words = [Message(word), *([Message(turn.say("guidance.code", code=logged.code))] if today else [])]
    return reply(None, *words, events=(SessionLogged(logged),))


def _logged(session: Session, code: str) -> GuidanceSession:
    counts = {name: int(said) for name in COUNTS if (said := session.answer(name)) is not None}
    return GuidanceSession(
        session.answer("unit") or "",
        date.fromisoformat(session.answer("day") or ""),
        SessionKind(session.answer("kind") or ""),
        session.answer("lesson") or "",
        int(session.answer("heads") or 0),
        code,
        **counts,
    )


def counted(turn: Turn, counts: Mapping[str, int | None]) -> str:
    """How many of each kind came, as far as somebody counted."""
    said = [turn.say(f"guidance.{name}", number=counts[name]) for name in COUNTS if counts[name] is not None]
    return ", ".join(said) or turn.say("guidance.not_counted")


def _villages(turn: Turn, session: Session) -> Menu:
    return Menu(turn.say("guidance.ask_village"), places.options(places.worked(turn)))


def _topics(turn: Turn, session: Session) -> Menu:
    other = Option(turn.say("guidance.other_lesson"), lesson_choice.OTHER, names=("việc khác", "khác"))
    return lesson_choice.topics(turn, "guidance.ask_lesson", other)


def _lessons(turn: Turn, session: Session) -> Menu:
    return lesson_choice.lessons(turn, session.answer("topic") or "")


def _typed(turn: Turn, session: Session) -> Menu:
    """A question that is answered with numbers has no choices: a "1" must mean one person."""
    return Menu(turn.say(f"guidance.ask_{session.step}"))


def _days(turn: Turn, session: Session) -> Menu:
    return Menu(
        turn.say("guidance.ask_day"),
        (
            Option(turn.say("guidance.today"), "today", names=("nay",)),
            Option(turn.say("guidance.yesterday"), "yesterday", names=("qua",)),
        ),
    )


def _kinds(turn: Turn, session: Session) -> Menu:
    return Menu(
        turn.say("guidance.ask_kind"),
        (
            Option(turn.say("guidance.session"), SessionKind.SESSION, names=("buổi",)),
            Option(turn.say("guidance.class"), SessionKind.CLASS, names=("lớp",)),
        ),
    )


def _check(turn: Turn, session: Session) -> Menu:
    logged = _logged(session, "")
    lesson = turn.book.library.lesson(logged.lesson)
    text = turn.say(
        "guidance.check",
        kind=turn.say(f"guidance.{logged.kind}"),
        unit=places.named(turn, (logged.unit,)),
        day=f"{logged.day:%d/%m/%Y}",
        lesson=lesson.title if lesson else turn.say("guidance.other_lesson"),
        heads=logged.heads,
        counts=counted(turn, {name: getattr(logged, name) for name in COUNTS}),
    )
    return Menu(
        text,
        (
            Option(turn.say("guidance.yes"), "yes", names=("ghi", "đúng", "có", "ok", "đồng ý")),
            Option(turn.say("guidance.no"), "no", names=("không", "thôi", "bỏ")),
            Option(turn.say("guidance.back"), "back", names=("quay lại", "sửa")),
        ),
    )


_MENUS: Final[Mapping[str, Callable[[Turn, Session], Menu]]] = {
    "village": _villages,
    "day": _days,
    "kind": _kinds,
    "topic": _topics,
    "lesson": _lessons,
    "heads": _typed,
    "counts": _typed,
    "check": _check,
}

_HEARD: Final[Mapping[str, Callable[[Turn, Session], Outcome | None]]] = {
    "day": _hear_day,
    "topic": _hear_lesson,
    "lesson": _hear_lesson,
    "heads": _take_heads,
    "counts": _take_counts,
}

GUIDANCE: Final = Flow("guidance", menu, take, hear, role=Role.VOLUNTEER)
