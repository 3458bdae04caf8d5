"""Room: handlers. /duyet: an organizer reads a broadcast as people would get it, and lets it go out or not."""

from typing import Final

from bot.model.broadcast import Audience, BroadcastApproved, BroadcastRefused
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.report import Row
from bot.model.role import Role
from bot.model.session import Session
from handlers import spreading
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = (spreading.WAITING, spreading.TODAY)


def open_approving(turn: Turn) -> Outcome:
    """The one that waits, or the list of them."""
    rows = turn.reports.get(spreading.WAITING, ())
    if not rows:
        return reply(turn.session, Message(turn.say("broadcast.none_waits")))
    if len(rows) == 1:
        return open_one(turn, rows[0])
    session = begin(turn, "approving", "list")
    return ask(turn, session, _list(turn))


def open_one(turn: Turn, row: Row) -> Outcome:
    """As it will look, for whom, and the question."""
    session = begin(turn, "approving", "one", str(row["id"]))
    return ask(turn, session, _one(turn, row), _message(turn, row))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The list, or the question about one; None once it no longer waits."""
    if session.step == "list":
        return _list(turn)
    row = _row(turn, session.about)
    return _one(turn, row) if row else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """One of the list; yes, no, or later."""
    row = _row(turn, session.about or pick)
    if row is None:
        return reply(None, Message(turn.say("broadcast.none_waits")))
    match session.step, pick:
        case "list", _:
            return open_one(turn, row)
        case _, "yes":
            approved = BroadcastApproved(row["id"], _message(turn, row))
            return reply(None, Message(turn.say("broadcast.goes")), events=(approved,))
        case _, "no":
            refused = BroadcastRefused(row["id"])
            return reply(None, Message(turn.say("broadcast.refused", number=row["id"])), events=(refused,))
        case _:
            return reply(None, Message(turn.say("broadcast.later")))


def _row(turn: Turn, number: str) -> Row | None:
    return next((row for row in turn.reports.get(spreading.WAITING, ()) if str(row["id"]) == number), None)


def _message(turn: Turn, row: Row) -> Message:
    return spreading.compose(turn, row["code"], row["lesson"], row["notice"])


def _list(turn: Turn) -> Menu:
    rows = turn.reports.get(spreading.WAITING, ())
    options = (
        Option(turn.say("broadcast.one", number=row["id"], title=spreading.title(turn, row)), str(row["id"]))
        for row in rows
    )
    return Menu(turn.say("broadcast.which"), tuple(options))


def _one(turn: Turn, row: Row) -> Menu:
    audience = Audience(tuple(row["villages"].split()), row["grp"], bool(row["undone"]))
    words = turn.say("broadcast.approve", number=row["id"], whom=spreading.whom(turn, audience), n=row["reached"])
    words += "\n" + turn.say("broadcast.groups", n=row["groups"]) if row["groups"] else ""
    return Menu(
        words,
        (
            Option(turn.say("broadcast.yes"), "yes", names=("đồng ý", "gửi")),
            Option(turn.say("broadcast.no"), "no", names=("không", "không duyệt")),
            Option(turn.say("broadcast.not_now"), "later", names=("để sau",)),
        ),
    )


APPROVING: Final = Flow("approving", menu, take, role=Role.ORGANIZER, needs=NEEDS)
