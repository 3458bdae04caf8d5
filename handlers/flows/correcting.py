"""Room: handlers. Correcting a logged session within its week: its numbers, day, kind, or all of it; a trail stays."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from bot.model.day import local_day
from bot.model.deed import SessionCorrected
from bot.model.guidance import COUNTS, SessionKind
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from bot.model.session import Session
from content.folding import fold
from handlers import places
from handlers.flows import guidance
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.numbers import count_said, counts_said, day_said
from handlers.turn import Turn

NEEDS: Final = ("own_sessions",)


def open_sessions(turn: Turn) -> Outcome:
    """A new one at once; first which, when there are some that can still be corrected."""
    if not turn.reports["own_sessions"]:
        return guidance.open_log(turn)
    session = begin(turn, "correcting", "start")
    return ask(turn, session, _start(turn))


def menu(turn: Turn, session: Session) -> Menu | None:
    """New or old, which one, what of it."""
    if session.step in _LISTS:
        return _LISTS[session.step](turn)
    row = _row(turn, session)
    shown = _ABOUT_ONE.get(session.step)
    return shown(turn, row) if shown and row is not None else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """On to the next question, or the correction itself."""
    match session.step, pick:
        case "start", "new":
            return guidance.open_log(turn)
        case "start", "old":
            return _go(turn, session.at("which"))
        case "which", number if number.isdecimal():
            return _go(turn, begin(turn, "correcting", "what", number))
        case "what", "heads" | "counts" | "day":
            return _go(turn, session.at(pick))
        case "what", "kind" | "withdrawn":
            value = _other_kind(turn, session) if pick == "kind" else "yes"
            return _corrected(turn, session, **{pick: value})
        case _:
            return reply(None, Message(turn.say("guidance.unchanged")))


def hear(turn: Turn, session: Session) -> Outcome | None:
    """The right numbers or the right day."""
    today = local_day(turn.now)
    if fold(turn.text) in {"quay lai", "thoi"} and session.step in _ABOUT_ONE:
        return _go(turn, session.at("what"))
    if session.step == "heads":
        return _take_heads(turn, session)
    if session.step == "counts":
        return _take_counts(turn, session)
    if session.step == "day":
        day = day_said(turn.text, today)
        if day is None or not today - guidance.OLDEST <= day <= today:
            return _go(turn, session, Message(turn.say("guidance.no_day")))
        return _corrected(turn, session, day=day.isoformat())
    return None


def _take_heads(turn: Turn, session: Session) -> Outcome:
    """As many as came, and no fewer than those who were counted among them."""
    heads, row = count_said(turn.text), _row(turn, session)
    if heads is None:
        return _go(turn, session, Message(turn.say("guidance.no_number")))
    if row and heads < max(row[name] or 0 for name in COUNTS):
        counts = guidance.counted(turn, row)
        return _go(turn, session.at("what"), Message(turn.say("guidance.too_few", heads=heads, counts=counts)))
    return _corrected(turn, session, heads=str(heads))


def _take_counts(turn: Turn, session: Session) -> Outcome:
    """Only those that are said anew; each leaves its own line in the trail."""
    counts, row = counts_said(turn.text, guidance.WORDS), _row(turn, session)
    if row and (not counts or max(counts.values()) > row["heads"]):
        return _go(turn, session, Message(turn.say("guidance.no_counts", heads=row["heads"])))
    return _corrected(turn, session, **{name: str(number) for name, number in counts.items()})


def _go(turn: Turn, session: Session, *before: Message) -> Outcome:
    return ask(turn, session, menu(turn, session) or Menu(""), *before)


def _corrected(turn: Turn, session: Session, **right: str) -> Outcome:
    row = _row(turn, session)
    if row is None:
        return reply(None, Message(turn.say("guidance.too_late")))
    key = "guidance.withdrawn" if "withdrawn" in right else "guidance.corrected"
    events = tuple(SessionCorrected(row["id"], field, value) for field, value in right.items())
    return reply(None, Message(turn.say(key)), events=events)


def _row(turn: Turn, session: Session) -> Mapping[str, Any] | None:
    return next((row for row in turn.reports["own_sessions"] if str(row["id"]) == session.about), None)


def _other_kind(turn: Turn, session: Session) -> str:
    row = _row(turn, session)
    return SessionKind.SESSION if row and row["kind"] == SessionKind.CLASS else SessionKind.CLASS


def _start(turn: Turn) -> Menu:
    count = len(turn.reports["own_sessions"])
    today = next((row for row in turn.reports["own_sessions"] if row["day"] == local_day(turn.now).isoformat()), None)
    code = turn.say("guidance.code_again", code=today["code"], came=today["came"]) if today else ""
    return Menu(
        f"{turn.say('guidance.start')}\n{code}".strip(),
        (
            Option(turn.say("guidance.new"), "new", names=("ghi buổi mới", "mới", "ghi")),
            Option(turn.say("guidance.old", count=count), "old", names=("sửa", "sửa buổi")),
        ),
    )


def _which(turn: Turn) -> Menu:
    options = [Option(_line(turn, row), str(row["id"])) for row in turn.reports["own_sessions"]]
    none = Option(turn.say("guidance.none_wrong"), "none", names=("thôi", "không"))
    return Menu(turn.say("guidance.ask_which"), (*options, none))


def _what(turn: Turn, row: Mapping[str, Any]) -> Menu:
    return Menu(
        turn.say("guidance.ask_what", line=_line(turn, row), counts=guidance.counted(turn, row)),
        (
            Option(turn.say("guidance.wrong_heads"), "heads", names=("số người",)),
            Option(turn.say("guidance.wrong_counts"), "counts", names=("số già", "số nữ", "số người già")),
            Option(turn.say("guidance.wrong_day"), "day", names=("ngày",)),
            Option(turn.say(f"guidance.is_not_{row['kind']}"), "kind"),
            Option(turn.say("guidance.withdraw"), "withdrawn", names=("bỏ buổi", "bỏ")),
            Option(turn.say("guidance.none_wrong"), "none", names=("thôi", "không")),
        ),
    )


def _line(turn: Turn, row: Mapping[str, Any]) -> str:
    return turn.say(
        "guidance.line",
        kind=turn.say(f"guidance.{row['kind']}"),
        day=f"{date.fromisoformat(row['day']):%d/%m}",
        unit=places.named(turn, (row["unit"],)),
        heads=row["heads"],
    )


def _heads(turn: Turn, row: Mapping[str, Any]) -> Menu:
    return Menu(turn.say("guidance.ask_heads"))


def _counts(turn: Turn, row: Mapping[str, Any]) -> Menu:
    return Menu(turn.say("guidance.ask_right_counts"))


def _day(turn: Turn, row: Mapping[str, Any]) -> Menu:
    return Menu(turn.say("guidance.ask_right_day"))


_LISTS: Final[Mapping[str, Callable[[Turn], Menu]]] = {"start": _start, "which": _which}
_ABOUT_ONE: Final[Mapping[str, Callable[[Turn, Mapping[str, Any]], Menu]]] = {
    "what": _what,
    "heads": _heads,
    "counts": _counts,
    "day": _day,
}

CORRECTING: Final = Flow("correcting", menu, take, hear, role=Role.VOLUNTEER, needs=NEEDS)
