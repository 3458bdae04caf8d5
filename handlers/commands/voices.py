"""Room: handlers. /ghiam reads a lesson aloud, nghegiong listens as the second speaker, chontieng picks a language."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from bot.model.voice import VoicesWithdrawn
from handlers.commands.command import Command
from handlers.flows import recording, second_ear, tongue
from handlers.turn import Turn


def handle_record(turn: Turn, argument: str) -> Outcome:
    """Which language, which lesson? A child's voice is not put before everybody, whoever said yes to learning."""
    if turn.contact.minor:
        return reply(turn.session, Message(turn.say("voice.minor")))
    return recording.open_recording(turn)


def handle_listen(turn: Turn, argument: str) -> Outcome:
    """What waits for a second speaker."""
    return second_ear.open_listening(turn)


def handle_withdraw(turn: Turn, argument: str) -> Outcome:
    """Nobody hears them any more, whatever role they still hold."""
    return reply(None, Message(turn.say("voice.withdrawn")), events=(VoicesWithdrawn(),))


def handle_choose(turn: Turn, argument: str) -> Outcome:
    """The language to listen to."""
    return tongue.open_tongue(turn)


RECORD: Final = Command("ghiam", handle_record, ("ghi âm", "thu giọng đọc"), role=Role.VOLUNTEER)
LISTEN: Final = Command(
    "nghegiong", handle_listen, ("nghe giọng đọc", "duyệt giọng"), role=Role.VOLUNTEER, needs=second_ear.NEEDS
)
WITHDRAW: Final = Command("rutgiong", handle_withdraw, ("rút giọng đọc", "rút giọng"))
CHOOSE: Final = Command("chontieng", handle_choose, ("chọn tiếng", "tiếng dân tộc", "đổi tiếng"))
