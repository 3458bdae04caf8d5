"""Room: handlers. /hocvien: a mentor's people by their codes, how far each has come, who is stuck; nobody's name."""

from datetime import date
from typing import Final

from bot.model.code import number_from
from bot.model.day import local_day
from bot.model.event import Event
from bot.model.mentoring import CODE, LASTS, MOST, STUCK, MenteeDropped, MenteeInvited, MenteeTaken
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.report import Row
from bot.model.role import Role
from bot.model.session import Session
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = ("my_mentees", "orphans", "mentors", "households")


def open_mentees(turn: Turn) -> Outcome:
    """Who they are, and what a mentor can do."""
    session = begin(turn, "mentees", "list")
    return ask(turn, session, _list(turn))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The list, or which one to let go."""
    return _whom(turn) if session.step == "drop" else _list(turn)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """A code for one more, somebody taken on, somebody let go."""
    match session.step, pick:
        case "list", "invite":
            return _invite(turn)
        case "list", "drop":
            return ask(turn, session.at("drop"), _whom(turn))
        case "list", number if number.isdecimal():
            return _done("mentor.taken_on", MenteeTaken(int(number)), turn)
        case "drop", number if number.isdecimal():
            return _done("mentor.dropped", MenteeDropped(int(number)), turn)
        case _:
            return reply(None, Message(turn.say("mentor.as_it_is")))


def _done(key: str, event: Event, turn: Turn) -> Outcome:
    return reply(None, Message(turn.say(key)), events=(event,))


def _invite(turn: Turn) -> Outcome:
    """The code for exactly one person."""
    if len(turn.reports.get("my_mentees", ())) >= MOST:
        return reply(None, Message(turn.say("mentor.enough", most=MOST)))
    code, until = number_from(turn.chance, CODE), turn.now + LASTS
    to_pass_on = Message(turn.say("mentor.to_pass_on", code=code, until=f"{local_day(until):%d/%m}"))
    return reply(None, to_pass_on, Message(turn.say("mentor.made", code=code)), events=(MenteeInvited(code, until),))


def _list(turn: Turn) -> Menu:
    rows, orphans = turn.reports.get("my_mentees", ()), turn.reports.get("orphans", ())
    lines = [_line(turn, row) for row in rows] or [turn.say("mentor.nobody_yet")]
    if Role.ORGANIZER in turn.contact.roles:
        lines += _overview(turn, len(orphans))
    taking = (Option(turn.say("mentor.take", code=row["code"]), str(row["id"])) for row in orphans)
    dropping = (Option(turn.say("mentor.drop"), "drop", names=("bỏ bớt",)),) if rows else ()
    invite = Option(turn.say("mentor.invite"), "invite", names=("mời", "mời người học"))
    return Menu(turn.say("mentor.list", lines="\n".join(lines)), (invite, *taking, *dropping))


def _line(turn: Turn, row: Row) -> str:
    if not row["joined"]:
        return turn.say("mentor.line_open", code=row["code"])
    day = date.fromisoformat(row["last_day"])
    key = "mentor.line_stuck" if (local_day(turn.now) - day).days >= STUCK else "mentor.line"
    return turn.say(key, code=row["code"], lessons=row["lessons"], day=f"{day:%d/%m}")


def _overview(turn: Turn, orphans: int) -> list[str]:
    """For an organizer: how many mentors have as many as the plan asks, who is left alone, households."""
    counts = [row["mentees"] for row in turn.reports.get("mentors", ())]
    model = next((m for m in turn.book.campaign.models if m.measure == "mentees"), None)
    lines = [turn.say("mentor.mentors", n=len(counts))]
    if model is not None and model.minimum is not None:
        enough = sum(count >= model.minimum for count in counts)
        lines.append(turn.say("mentor.enough_mentees", n=enough, minimum=model.minimum))
    lines.append(turn.say("mentor.orphans", n=orphans, full=sum(count >= MOST for count in counts)))
    homes = next(iter(turn.reports.get("households", ())), None)
    if homes is not None:
        lines.append(turn.say("mentor.households", n=homes["households"], learning=homes["with_learner"]))
    return lines


def _whom(turn: Turn) -> Menu:
    rows = turn.reports.get("my_mentees", ())
    options = (Option(turn.say("mentor.one", code=row["code"]), str(row["id"]), names=(row["code"],)) for row in rows)
    return Menu(turn.say("mentor.ask_drop"), (*options, Option(turn.say("mentor.keep"), "keep", names=("thôi",))))


MENTEES: Final = Flow("mentees", menu, take, role=Role.VOLUNTEER, needs=NEEDS)
