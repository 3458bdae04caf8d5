"""Room: handlers. Taking an invite: what the role is, a yes, and consent first where it is still missing."""

from dataclasses import replace
from typing import Final

from bot.model.contact import Consent
from bot.model.deed import InviteAccepted, RoleUsed, WrongCode
from bot.model.event import ConsentGiven, ConsentRefused, Event
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.report import Row
from bot.model.role import Role
from bot.model.session import Session
from handlers import places
from handlers.flows import consent
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = ("invite",)


def open_invite(turn: Turn) -> Outcome:
    """Say what they are asked to do; a code that opens nothing gets the same sentence whatever is wrong with it."""
    if turn.invite is None:
        return reply(turn.session, Message(turn.say("invite.no_such")), events=(WrongCode(),))
    invite = turn.invite
    session = begin(turn, "invited", "ask", str(invite.id))
    return ask(turn, session, _offer(turn, invite.role, invite.villages))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The offer, or the notice about what is kept; None once the invite is gone."""
    row = _row(turn)
    if row is None:
        return None
    if session.step == "consent":
        return _notice(turn, session)
    return _offer(turn, Role(row["role"]), tuple(row["villages"].split()))


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Yes or no, to the role and to being remembered."""
    version = turn.say("consent.version")
    match session.step, pick:
        case "ask", "yes" if turn.contact.consent is Consent.GIVEN:
            return _accept(turn, turn.session)
        case "ask", "yes":
            there = session.at("consent")
            return ask(turn, there, _notice(turn, there) or Menu(""), Message(turn.say("invite.consent_first")))
        case "consent", "yes":
            given = replace(turn, contact=replace(turn.contact, consent=Consent.GIVEN))
            return _accept(given, None, ConsentGiven(version))
        case "consent", _:
            return reply(None, Message(turn.say("invite.no_consent")), events=(ConsentRefused(version),))
        case _:
            return reply(None, Message(turn.say("invite.declined")))


def _accept(turn: Turn, session: Session | None, *before: Event) -> Outcome:
    row = _row(turn)
    if row is None:
        return reply(None, Message(turn.say("invite.no_such")))
    role, villages = Role(row["role"]), tuple(row["villages"].split())
    events = (
        *before,
        InviteAccepted(row["id"], role, villages),
        RoleUsed(role, "nhanmoi", f"InviteAccepted {row['id']}"),
    )
    return reply(None, Message(turn.say(f"invite.welcome_{role}", places=places.named(turn, villages))), events=events)


def _row(turn: Turn) -> Row | None:
    rows = turn.reports["invite"]
    return rows[0] if rows else None


def _offer(turn: Turn, role: Role, villages: tuple[str, ...]) -> Menu:
    return Menu(
        turn.say(f"invite.offer_{role}", places=places.named(turn, villages)),
        (
            Option(turn.say("invite.yes"), "yes", names=("có", "đồng ý", "ok", "vâng", "dạ", "nhận")),
            Option(turn.say("invite.no"), "no", names=("không", "không nhận", "thôi")),
        ),
    )


def _notice(turn: Turn, session: Session) -> Menu | None:
    """What is kept of whoever agrees; it opens as for somebody who has nothing to be recorded yet."""
    return consent.menu(turn, replace(session, about=""))


INVITED: Final = Flow("invited", menu, take, needs=NEEDS)
