"""Room: handlers. /chiase: a lesson to pass on, with its link for every channel, a picture and a poster."""

from typing import Final

from bot.model.code import SHARE, code_from
from bot.model.deed import ShareMade
from bot.model.event import Event
from bot.model.message import Attachment, Message, attachment
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from bot.model.session import Session
from handlers import forwarding, lesson_choice, places
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = ("my_shares",)
WHOLE: Final = "*"
"""The whole commune: no village is told."""
SHOWN: Final = 10


def open_sharing(turn: Turn, argument: str) -> Outcome:
    """Which lesson? The open one, or the one that was named, needs no question."""
    about = argument or (turn.session.about if turn.session else "")
    lesson = turn.book.lesson(about)
    if lesson is None:
        return _go(turn, begin(turn, "sharing", "topic"))
    return _where(turn, begin(turn, "sharing", "village", lesson.id))


def open_results(turn: Turn) -> Outcome:
    """How far each share has come."""
    rows = turn.reports["my_shares"]
    if not rows:
        return reply(turn.session, Message(turn.say("share.none_yet")))
    lines = [
        turn.say(
            "share.line",
            title=lesson.title,
            place=places.named(turn, (row["unit"],) if row["unit"] else ()),
            opened=row["opened"],
            learned=row["learned"],
            villages=row["villages"],
        )
        for row in rows[:SHOWN]
        if (lesson := turn.book.library.lesson(row["lesson"])) is not None
    ]
    return reply(turn.session, Message(turn.say("share.results", lines="\n".join(lines))))


def menu(turn: Turn, session: Session) -> Menu | None:
    """Topic, lesson, village; then what else there is to pass on."""
    match session.step:
        case "topic":
            return lesson_choice.topics(turn, "share.ask_lesson")
        case "lesson":
            return lesson_choice.lessons(turn, session.answer("topic") or "")
        case "village":
            return _villages(turn)
        case "made":
            return _more(turn)
        case _:
            return None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """On to the next question, or one of the things to pass on."""
    match session.step, pick:
        case "topic", _:
            return _go(turn, session.with_answer("topic", pick).at("lesson"))
        case "lesson", lesson_choice.BACK:
            return _go(turn, session.at("topic"))
        case "lesson", _:
            return _where(turn, begin(turn, "sharing", "village", pick))
        case "village", _:
            return _make(turn, session, None if pick == WHOLE else pick)
        case _:
            return open_results(turn) if pick == "results" else _send(turn, session, pick)


def hear(turn: Turn, session: Session) -> Outcome | None:
    """A lesson by its name."""
    found = lesson_choice.heard(turn) if session.step in {"topic", "lesson"} else None
    return _where(turn, begin(turn, "sharing", "village", found)) if found else None


def _go(turn: Turn, session: Session, *before: Message, events: tuple[Event, ...] = ()) -> Outcome:
    return ask(turn, session, menu(turn, session) or Menu(""), *before, events=events)


def _where(turn: Turn, session: Session) -> Outcome:
    """Whoever works in one village shares there."""
    units = places.worked(turn)
    return _make(turn, session, units[0].id) if len(units) == 1 else _go(turn, session)


def _make(turn: Turn, session: Session, unit: str | None) -> Outcome:
    """The message to pass on; the same lesson in the same village keeps the code it has."""
    lesson = turn.book.lesson(session.about)
    if lesson is None:
        return reply(None, Message(turn.say("lesson.gone")))
    known = next((r for r in turn.reports["my_shares"] if (r["lesson"], r["unit"]) == (lesson.id, unit)), None)
    code = known["code"] if known else code_from(turn.chance, SHARE)
    events = () if known else (ShareMade(code, lesson.id, unit),)
    qr = attachment("qr", link=turn.links.opening(code))
    made = session.with_answer("code", code).at("made")
    return _go(turn, made, Message(forwarding.to_forward(turn, lesson, code), attachment=qr), events=events)


def _send(turn: Turn, session: Session, pick: str) -> Outcome:
    key = "share.card_sent" if pick == "lesson_card" else "share.poster_sent"
    return _go(turn, session, Message(turn.say(key), attachment=_drawn(turn, session, pick)))


def _drawn(turn: Turn, session: Session, kind: str) -> Attachment:
    return attachment(kind, lesson=session.about, link=turn.links.opening(session.answer("code") or ""))


def _villages(turn: Turn) -> Menu:
    whole = Option(turn.say("share.whole"), WHOLE, names=("cả xã", "tất cả"))
    more = (whole,) if Role.ORGANIZER in turn.contact.roles or not turn.contact.villages else ()
    return Menu(turn.say("share.ask_village"), (*places.options(places.worked(turn)), *more))


def _more(turn: Turn) -> Menu:
    return Menu(
        turn.say("share.made"),
        (
            Option(turn.say("share.card"), "lesson_card", names=("thẻ", "ảnh", "hình")),
            Option(turn.say("share.poster"), "poster", names=("áp phích", "tờ dán", "in")),
            Option(turn.say("share.see_results"), "results", names=("kết quả",)),
        ),
    )


SHARING: Final = Flow("sharing", menu, take, hear, role=Role.VOLUNTEER, needs=NEEDS)
