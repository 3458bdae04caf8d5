"""Room: handlers. /thi: take part; /bangthi: how it went; /mothi: an organizer sets one up."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from content.contest_results import contest_of
from handlers import contest_text
from handlers.commands.command import Command
from handlers.flows import contest, contest_setup
from handlers.turn import Turn


def handle_take_part(turn: Turn, argument: str) -> Outcome:
    """Begin, go on, or hear how it stands."""
    return contest.open_contest(turn)


def handle_board(turn: Turn, argument: str) -> Outcome:
    """Only when it is over: before that, a board would tell who to copy from. An organizer sees it at any time."""
    if not turn.reports["contest"]:
        return reply(turn.session, Message(turn.say("contest.none")))
    found = contest_of(turn.reports["contest"][0])
    if found.ends > turn.now and not turn.contact.may(Role.ORGANIZER):
        return reply(turn.session, Message(turn.say("contest.not_over")))
    words = contest_text.board(turn, found, contest_text.results_at_hand(turn, found))
    return reply(turn.session, Message(words))


def handle_set_up(turn: Turn, argument: str) -> Outcome:
    """What is it about?"""
    return contest_setup.open_setup(turn)


TAKE_PART: Final = Command(
    "thi",
    handle_take_part,
    ("thi", "dự thi", "tham gia thi", "thi tìm hiểu", "cuộc thi", "thi tiếp"),
    "commands.thi",
    needs=contest.NEEDS,
)
BOARD: Final = Command(
    "bangthi",
    handle_board,
    ("kết quả thi", "bảng thi", "xem kết quả thi", "bảng xếp hạng"),
    needs=contest_text.NEEDS,
)
SET_UP: Final = Command(
    "mothi", handle_set_up, ("mở cuộc thi", "tạo cuộc thi", "mở thi"), role=Role.ORGANIZER, needs=contest_setup.NEEDS
)
