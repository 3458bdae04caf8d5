"""Room: handlers. /noikenh gives a one-time code; "NOI 7K3M-9QRT" joins a channel by it; /tachkenh takes one apart."""

from dataclasses import replace
from typing import Final

from bot.model.code import INVITE, code_from, spaced
from bot.model.contact import Consent
from bot.model.deed import WrongCode
from bot.model.event import Replied
from bot.model.linking import LASTS, SHAPE, LinkCodeMade
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from handlers.commands.command import Command
from handlers.flows import consent, linking
from handlers.turn import Turn


def handle_link(turn: Turn, argument: str) -> Outcome:
    """A code for the other channel; that two channels are one person is itself something that is kept."""
    if turn.contact.consent is not Consent.GIVEN:
        asked = consent.open_consent(turn)
        return replace(asked, events=(Replied(Message(turn.say("channels.consent_first"))), *asked.events))
    code = code_from(turn.chance, INVITE)
    words = turn.say("channels.code", code=spaced(code), minutes=LASTS.seconds // 60)
    return reply(turn.session, Message(words), events=(LinkCodeMade(code, turn.now + LASTS),))


def handle_code(turn: Turn, argument: str) -> Outcome:
    """The talk behind a code; one that opens nothing gets the same sentence whatever is wrong with it."""
    if turn.linking is None:
        return reply(turn.session, Message(turn.say("channels.no_such")), events=(WrongCode(),))
    if turn.linking.own:
        return reply(turn.session, Message(turn.say("channels.own")))
    return linking.open_linking(turn, turn.linking)


def handle_part(turn: Turn, argument: str) -> Outcome:
    """Asked once more, where there is something to take apart."""
    if len(turn.reports["own_channels"]) < 2:
        return reply(turn.session, Message(turn.say("channels.single")))
    return linking.open_parting(turn)


LINK: Final = Command("noikenh", handle_link, ("nối kênh", "ghép kênh"))
TYPE_CODE: Final = Command("noi", handle_code, shape=SHAPE)
PART: Final = Command("tachkenh", handle_part, ("tách kênh", "thôi nối kênh"), needs=("own_channels",))
