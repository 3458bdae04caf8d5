"""Room: handlers. /hocvien for mentors; "KEM 12345" takes a mentor's offer; "GD 12345" joins a household's learning."""

from typing import Final

from bot.model.code import number_from
from bot.model.contact import Consent
from bot.model.mentoring import HOUSE_CODE, HouseholdJoined, HouseholdLeft, HouseholdMade, MenteeLeft, MentorWanted
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from handlers.commands.command import Command
from handlers.flows import mentees, mentored
from handlers.turn import Turn


def handle_mentees(turn: Turn, argument: str) -> Outcome:
    """The mentor's list."""
    return mentees.open_mentees(turn)


def handle_join(turn: Turn, argument: str) -> Outcome:
    """The offer behind a code."""
    if turn.contact.consent is not Consent.GIVEN:
        return reply(turn.session, Message(turn.say("mentor.consent_first", code=f"KEM {argument}")))
    row = next(iter(turn.reports["mentee_code"]), None)
    if row is None:
        return reply(turn.session, Message(turn.say("mentor.no_such")))
    return mentored.open_offer(turn, row["id"])


def handle_leave(turn: Turn, argument: str) -> Outcome:
    """No mentor any more."""
    return reply(None, Message(turn.say("mentor.left")), events=(MenteeLeft(),))


def handle_find(turn: Turn, argument: str) -> Outcome:
    """Another mentor, after the first has left."""
    return reply(turn.session, Message(turn.say("mentor.looking")), events=(MentorWanted(),))


def handle_household(turn: Turn, argument: str) -> Outcome:
    """The household as it stands, or a new one."""
    if turn.contact.consent is not Consent.GIVEN:
        return reply(turn.session, Message(turn.say("mentor.consent_first", code=turn.say("household.words"))))
    row = next(iter(turn.reports["household"]), None)
    if row is None:
        code = number_from(turn.chance, HOUSE_CODE)
        return reply(None, Message(turn.say("household.made", code=code)), events=(HouseholdMade(code),))
    words = turn.say("household.card", code=row["code"], members=row["members"], learners=row["learners"])
    return reply(turn.session, Message(words))


def handle_move_in(turn: Turn, argument: str) -> Outcome:
    """Join the household of a code."""
    if turn.contact.consent is not Consent.GIVEN:
        return reply(turn.session, Message(turn.say("mentor.consent_first", code=f"GD {argument}")))
    row = next(iter(turn.reports["household_code"]), None)
    if row is None:
        return reply(turn.session, Message(turn.say("household.no_such")))
    return reply(None, Message(turn.say("household.joined", code=row["code"])), events=(HouseholdJoined(row["id"]),))


def handle_move_out(turn: Turn, argument: str) -> Outcome:
    """Leave it."""
    return reply(None, Message(turn.say("household.left")), events=(HouseholdLeft(),))


MENTEES: Final = Command(
    "hocvien",
    handle_mentees,
    ("học viên", "người tôi kèm", "đại sứ số"),
    role=Role.VOLUNTEER,
    needs=mentees.NEEDS,
)
JOIN: Final = Command("kem", handle_join, needs=("mentee_code",), shape=r"(?:ma )?kem (\d{5})")
LEAVE: Final = Command("thoikem", handle_leave, ("thôi kèm", "không cần kèm nữa"))
FIND: Final = Command("timkem", handle_find, ("tìm người kèm", "muốn người kèm"))
HOUSEHOLD: Final = Command("giadinh", handle_household, ("gia đình số", "lập gia đình số"), needs=("household",))
MOVE_IN: Final = Command("vaogiadinh", handle_move_in, needs=("household_code",), shape=r"(?:ma )?gd (\d{5})")
MOVE_OUT: Final = Command("roigiadinh", handle_move_out, ("rời gia đình số", "ra khỏi gia đình số"))
