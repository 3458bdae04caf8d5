"""Room: handlers. Linking a village's group: which village, then a one-time code to send there; and ending a link."""

from datetime import date
from typing import Final

from bot.model.code import INVITE, code_from, spaced
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.report import Row
from bot.model.role import Role
from bot.model.session import Session
from bot.model.village_group import LASTS, GroupCodeMade, GroupParted
from handlers import places
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

REPORT: Final = "village_groups"
NEEDS: Final = (REPORT,)


def open_linking(turn: Turn) -> Outcome:
    """Which village? Whoever works in one that has no group yet is not asked."""
    worked = places.worked(turn)
    if not worked:
        return reply(turn.session, Message(turn.say("role.no_villages")))
    if len(worked) == 1 and not turn.reports[REPORT]:
        return _code(turn, worked[0].id)
    return ask(turn, begin(turn, "village_groups", "which"), _which(turn))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The question."""
    return _which(turn)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """A village gets a code; a link ends; or nothing happens."""
    row = next((row for row in turn.reports[REPORT] if pick == _number(row)), None)
    if row is not None:
        words = Message(turn.say("in_group.released", where=places.named(turn, (row["village"],))))
        return reply(None, words, events=(GroupParted(row["id"]),))
    if any(unit.id == pick for unit in places.worked(turn)):
        return _code(turn, pick)
    return reply(None, Message(turn.say("in_group.left_alone")))


def _which(turn: Turn) -> Menu:
    linked = (
        Option(turn.say("in_group.release", where=places.named(turn, (row["village"],)), day=_day(row)), _number(row))
        for row in turn.reports[REPORT]
    )
    leave = Option(turn.say("in_group.leave_alone"), "leave", names=("thôi", "không"))
    return Menu(turn.say("in_group.which"), (*places.options(places.worked(turn)), *linked, leave))


def _code(turn: Turn, unit: str) -> Outcome:
    """The link takes the bot into the group and brings the code along; the line is for a group it is in already."""
    code = code_from(turn.chance, INVITE)
    link = turn.links.into_group(code)
    if not link:
        return reply(None, Message(turn.say("in_group.nowhere")))
    line = f"/nhom{turn.links.called} {spaced(code)}"
    where = places.named(turn, (unit,))
    words = turn.say("in_group.code", where=where, link=link, line=line, minutes=LASTS.seconds // 60)
    return reply(None, Message(words), events=(GroupCodeMade(code, unit, turn.now + LASTS),))


def _number(row: Row) -> str:
    return f"-{row['id']}"


def _day(row: Row) -> str:
    return f"{date.fromisoformat(row['day']):%d/%m/%Y}"


VILLAGE_GROUPS: Final = Flow("village_groups", menu, take, role=Role.VOLUNTEER, needs=NEEDS)
