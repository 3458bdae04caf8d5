"""Room: handlers. /thongke: the counts, by village unless another way is named; "thi đua" is the villages' league."""

from typing import Final

from bot.model.count import By
from bot.model.day import local_day
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from content.facts import facts_of
from content.folding import fold
from handlers.commands.command import Command
from handlers.flows import counting
from handlers.merit_text import league_words
from handlers.turn import Turn

LEAGUE: Final = "thi dua"
_WAYS: Final = {"bai": By.LESSON, "nhom": By.GROUP, "thang": By.MONTH, "kenh": By.CHANNEL}


def handle(turn: Turn, argument: str) -> Outcome:
    """One way of counting, the others one press away; or who is ahead."""
    said = fold(argument).removeprefix("theo ")
    if said == LEAGUE:
        facts = facts_of(turn.book.campaign, turn.reports)
        return reply(turn.session, Message(league_words(turn.book, facts, local_day(turn.now))))
    return counting.open_counting(turn, _WAYS.get(said, By.UNIT))


COUNTS: Final = Command(
    "thongke",
    handle,
    ("thống kê", "số liệu", "xem số liệu", "thong ke"),
    role=Role.ORGANIZER,
    needs=counting.NEEDS,
    shape=rf"(?:thong ke (?=theo|{LEAGUE})|(?={LEAGUE}$))(theo (?:{'|'.join(_WAYS)})|{LEAGUE})",
)
