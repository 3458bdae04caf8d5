"""Room: handlers. "ảnh thẻ học": the progress card as a picture to show around."""

from typing import Final

from bot.model.message import Message, attachment
from bot.model.outcome import Outcome, reply
from handlers import progress
from handlers.commands.command import Command
from handlers.flows import card
from handlers.turn import Turn


def handle(turn: Turn, argument: str) -> Outcome:
    """Drawn when it is sent; it says nothing about who it is."""
    contact = turn.contact
    if not contact.learned:
        return card.open_card(turn)
    walked = progress.walked(turn, contact)
    picture = attachment(
        "progress_card", done=str(walked.done), count=str(walked.count), lessons=" ".join(contact.learned)
    )
    words = turn.say("progress.picture", done=walked.done, count=walked.count)
    return reply(turn.session, Message(words, attachment=picture))


PICTURE: Final = Command("anhthe", handle, ("ảnh thẻ", "ảnh thẻ học", "khoe thẻ học", "gửi ảnh thẻ"))
