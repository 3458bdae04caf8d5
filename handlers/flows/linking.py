"""Room: handlers. Linking: whose talk joins, a yes; and taking a channel apart. Nothing of the other side is shown."""

from typing import Final

from bot.model.linking import ChannelsLinked, ChannelUnlinked, LinkOffer
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = ("link_offer", "own_channels")


def open_linking(turn: Turn, offer: LinkOffer) -> Outcome:
    """Say on which channel the code was asked for, and ask once."""
    return ask(turn, begin(turn, "linking", "ask", str(offer.id)), _offer(turn, offer.channel))


def open_parting(turn: Turn) -> Outcome:
    """A slip would cost them what they learned here, so it is asked once more."""
    return ask(turn, begin(turn, "linking", "part"), _parting(turn))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The question; None once the code has run out or nothing is linked any more."""
    if session.step == "part":
        return _parting(turn) if len(turn.reports["own_channels"]) > 1 else None
    rows = turn.reports["link_offer"]
    return _offer(turn, rows[0]["channel"]) if rows else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Only a yes changes anything."""
    match session.step, pick:
        case "part", "yes":
            return reply(None, Message(turn.say("channels.parted")), events=(ChannelUnlinked(),))
        case "part", _:
            return reply(None, Message(turn.say("channels.kept")))
        case _, "yes":
            return _link(turn)
        case _:
            return reply(None, Message(turn.say("channels.declined")))


def _link(turn: Turn) -> Outcome:
    rows = turn.reports["link_offer"]
    if not rows:
        return reply(None, Message(turn.say("channels.no_such")))
    return reply(None, Message(turn.say("channels.linked")), events=(ChannelsLinked(rows[0]["id"]),))


def _offer(turn: Turn, channel: str) -> Menu:
    return Menu(
        turn.say("channels.ask", channel=turn.say(f"channels.name_{channel}")),
        (
            Option(turn.say("channels.yes"), "yes", names=("có", "đồng ý", "ok", "vâng", "dạ", "được")),
            Option(turn.say("channels.no"), "no", names=("không", "thôi")),
        ),
    )


def _parting(turn: Turn) -> Menu:
    return Menu(
        turn.say("channels.ask_part"),
        (
            Option(turn.say("channels.part_yes"), "yes", names=("có", "đồng ý", "tách", "vâng", "dạ")),
            Option(turn.say("channels.part_no"), "no", names=("không", "thôi", "giữ")),
        ),
    )


LINKING: Final = Flow("linking", menu, take, needs=NEEDS)
