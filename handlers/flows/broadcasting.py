"""Room: handlers. /phat: a lesson or a short notice to many; seen as it will look and counted before it goes."""

from typing import Final

from bot.model.broadcast import CODE, NOTICE, BroadcastMade, BroadcastStopped
from bot.model.code import code_from
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from bot.model.session import Session
from bot.model.update import Text
from content.scams import OFFICIAL, shield
from handlers import lesson_choice, places, spreading
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = (spreading.MINE, spreading.REACH, spreading.GROUPS, spreading.TODAY)
ALL: Final = "*"
_NEXT: Final = {
    "topic": ("topic", "lesson"),
    "lesson": ("lesson", "village"),
    "village": ("villages", "group"),
    "group": ("grp", "undone"),
    "undone": ("undone", "confirm"),
}
"""What each answer is called, and the question after it."""
_UNDER_WAY: Final = ("waiting", "sending")


def open_broadcasting(turn: Turn) -> Outcome:
    """A lesson, a notice, or how the last ones went."""
    return _go(turn, begin(turn, "broadcasting", "what"))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The waiting question."""
    shown = _QUESTIONS.get(session.step)
    return shown(turn, session) if shown else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Note the answer and ask the next question; or the end of it: sent, stopped, or not after all."""
    match session.step, pick:
        case _, "cancel":
            return reply(None, Message(turn.say("broadcast.not_sent")))
        case "what", "results":
            return _results(turn)
        case "confirm", _:
            return _send(turn, session)
        case "stop", number:
            stopped = BroadcastStopped(int(number))
            return reply(None, Message(turn.say("broadcast.stopped", number=number)), events=(stopped,))
        case _:
            return _onward(turn, session, pick)


def _onward(turn: Turn, session: Session, pick: str) -> Outcome:
    """From one question to the next."""
    name, following = _NEXT.get(session.step, ("", pick))
    if pick == lesson_choice.BACK:
        return _go(turn, session.at("topic"))
    noted = session.with_answer(name, "" if pick == ALL else pick) if name else session
    if session.step == "undone" or (session.step == "group" and not session.answer("lesson")):
        return _preview(turn, noted)
    return _go(turn, noted.at(following))


def hear(turn: Turn, session: Session) -> Outcome | None:
    """The words of a notice, or a lesson by its name."""
    if session.step in {"topic", "lesson"}:
        found = lesson_choice.heard(turn)
        return _go(turn, session.with_answer("lesson", found).at("village")) if found else None
    what = turn.update.what
    if session.step != "notice" or not isinstance(what, Text) or not what.text.strip():
        return None
    if what.masked or len(what.text) > NOTICE or _leads_away(what.text):
        return _go(turn, session, Message(turn.say("broadcast.notice_wrong", most=NOTICE)))
    return _go(turn, session.with_answer("notice", what.text.strip()).at("village"))


def _leads_away(text: str) -> bool:
    """A link to anything but an address of the State."""
    verdict = shield(text)
    return verdict is not None and bool(verdict.address) and verdict.verdict != OFFICIAL


def _go(turn: Turn, session: Session, *before: Message) -> Outcome:
    return ask(turn, session, menu(turn, session) or Menu(""), *before)


def _preview(turn: Turn, session: Session) -> Outcome:
    """As it will look; only then the question whether to send it."""
    audience = spreading.audience_of(session)
    if spreading.taken_today(turn, audience.villages) and Role.ORGANIZER not in turn.contact.roles:
        return reply(None, Message(turn.say("broadcast.one_a_day")))
    there = session.with_answer("code", code_from(turn.chance, CODE)).at("confirm")
    return _go(turn, there, _message(turn, there))


def _send(turn: Turn, session: Session) -> Outcome:
    approved = Role.ORGANIZER in turn.contact.roles or not turn.book.campaign.broadcasts_need_approval
    made = BroadcastMade(
        session.answer("code") or "",
        session.answer("lesson") or "",
        session.answer("notice") or "",
        spreading.audience_of(session),
        _message(turn, session),
        approved,
    )
    return reply(None, Message(turn.say("broadcast.goes" if approved else "broadcast.to_approve")), events=(made,))


def _message(turn: Turn, session: Session) -> Message:
    lesson, notice = session.answer("lesson") or "", session.answer("notice") or ""
    return spreading.compose(turn, session.answer("code") or "", lesson, notice)


def _results(turn: Turn) -> Outcome:
    rows = turn.reports.get(spreading.MINE, ())
    words = Message("\n\n".join(spreading.result(turn, row) for row in rows[:3]) or turn.say("broadcast.none_yet"))
    if not any(row["state"] in _UNDER_WAY for row in rows):
        return reply(None, words)
    return _go(turn, begin(turn, "broadcasting", "stop"), words)


def _ask_what(turn: Turn, session: Session) -> Menu:
    return Menu(
        turn.say("broadcast.what"),
        (
            Option(turn.say("broadcast.a_lesson"), "topic", names=("bài",)),
            Option(turn.say("broadcast.a_notice"), "notice", names=("tin", "tin ngắn")),
            Option(turn.say("broadcast.results"), "results", names=("kết quả", "xem tin")),
            _cancel(turn),
        ),
    )


def _ask_notice(turn: Turn, session: Session) -> Menu:
    return Menu(turn.say("broadcast.ask_notice", most=NOTICE), (_cancel(turn),))


def _ask_village(turn: Turn, session: Session) -> Menu:
    whole = Option(turn.say("broadcast.everywhere"), ALL, names=("cả xã", "tất cả"))
    more = (whole,) if Role.ORGANIZER in turn.contact.roles or not turn.contact.villages else ()
    units = places.options(places.worked(turn))
    return Menu(turn.say("broadcast.ask_village"), (*units, *more, _cancel(turn)))


def _ask_group(turn: Turn, session: Session) -> Menu:
    groups = tuple(Option(path.title, path.group) for path in turn.book.campaign.paths)
    everybody = Option(turn.say("broadcast.everybody"), ALL, names=("tất cả",))
    return Menu(turn.say("broadcast.ask_group"), (everybody, *groups))


def _ask_undone(turn: Turn, session: Session) -> Menu:
    return Menu(
        turn.say("broadcast.ask_undone"),
        (
            Option(turn.say("broadcast.only_undone"), "yes", names=("chưa học",)),
            Option(turn.say("broadcast.everybody"), "no", names=("tất cả",)),
        ),
    )


def _ask_confirm(turn: Turn, session: Session) -> Menu:
    audience = spreading.audience_of(session)
    words = turn.say("broadcast.confirm", whom=spreading.whom(turn, audience), reach=spreading.reach(turn, audience))
    if spreading.taken_today(turn, audience.villages):
        words = f"{words}\n{turn.say('broadcast.second_today')}"
    return Menu(words, (Option(turn.say("broadcast.send"), "send", names=("gửi", "gửi đi", "ok")), _cancel(turn)))


def _ask_stop(turn: Turn, session: Session) -> Menu:
    rows = [row for row in turn.reports.get(spreading.MINE, ()) if row["state"] in _UNDER_WAY]
    stops = (Option(turn.say("broadcast.stop", number=row["id"]), str(row["id"]), names=("ngừng gửi",)) for row in rows)
    let_be = Option(turn.say("broadcast.let_be"), "cancel", names=("thôi",))
    return Menu(turn.say("broadcast.ask_stop"), (*stops, let_be))


def _cancel(turn: Turn) -> Option:
    return Option(turn.say("broadcast.cancel"), "cancel", names=("thôi", "không"))


_QUESTIONS: Final = {
    "what": _ask_what,
    "topic": lambda turn, session: lesson_choice.topics(turn, "broadcast.ask_lesson"),
    "lesson": lambda turn, session: lesson_choice.lessons(turn, session.answer("topic") or ""),
    "notice": _ask_notice,
    "village": _ask_village,
    "group": _ask_group,
    "undone": _ask_undone,
    "confirm": _ask_confirm,
    "stop": _ask_stop,
}

BROADCASTING: Final = Flow("broadcasting", menu, take, hear, role=Role.VOLUNTEER, needs=NEEDS)
