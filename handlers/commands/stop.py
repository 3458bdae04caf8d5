"""Room: handlers. /ngung and its words: one step, every channel, also for what is already queued."""

from typing import Final

from bot.model.event import OptedOut, Replied
from bot.model.message import Message
from bot.model.outcome import Outcome
from handlers.commands.command import Command
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """Stop, and say so once."""
    goodbye = turn.say("in_group.goodbye") if turn.contact.is_group else turn.say("stop.goodbye")
    return Outcome(None, (OptedOut(), Replied(Message(goodbye))))


STOP: Final = Command(
    "ngung",
    handle,
    (
        "dừng",
        "dừng lại",
        "dừng đi",
        "dừng nhé",
        "ngừng",
        "ngưng",
        "ngừng lại",
        "stop",
        "hủy",
        "huỷ",
        "hủy nhận tin",
        "hủy đăng ký",
        "đừng nhắn nữa",
        "đừng gửi nữa",
        "đừng gửi tin nữa",
        "đừng nhắn tin nữa",
        "thôi đừng nhắn nữa",
        "không nhận tin nữa",
        "ngừng nhắn tin",
        "dừng nhắn tin",
    ),
    "commands.ngung",
    in_groups=True,
)
