"""Room: handlers. /nhacnho: what to be reminded of; "dừng nhắc": of nothing any more."""

from typing import Final

from bot.model.event import ReminderDropped
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from handlers.commands.command import Command
from handlers.flows import remind
from handlers.reminders.facts import REPORT, facts_at_hand
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """Show what there is to choose."""
    return remind.open_remind(turn)


def handle_no_more(turn: Turn, argument: str) -> Outcome:
    """Stop all reminders at once, and nothing else."""
    key = "remind.none_left" if facts_at_hand(turn) else "remind.none_before"
    return reply(turn.session, Message(turn.say(key)), events=(ReminderDropped(),))


REMIND: Final = Command(
    "nhacnho",
    handle,
    ("nhắc nhở", "nhắc tôi", "nhắc học", "nhắc tôi học", "bật nhắc", "đổi nhắc", "nhắc bài"),
    "commands.nhacnho",
    needs=(REPORT,),
)
NO_MORE: Final = Command(
    "dungnhac",
    handle_no_more,
    (
        "dừng nhắc",
        "ngừng nhắc",
        "ngưng nhắc",
        "thôi nhắc",
        "thôi đừng nhắc",
        "tắt nhắc",
        "đừng nhắc",
        "đừng nhắc nữa",
        "không nhắc nữa",
        "dừng nhắc nhở",
        "tắt nhắc nhở",
        "hủy nhắc",
        "hủy nhắc nhở",
    ),
    needs=(REPORT,),
)
