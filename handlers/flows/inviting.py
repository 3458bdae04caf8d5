"""Room: handlers. /moi: an organizer invites a volunteer of named villages, or takes an unused invite back."""

from datetime import datetime
from typing import Final

from bot.model.code import INVITE, code_from, spaced
from bot.model.day import VIETNAM
from bot.model.deed import InviteMade, InviteRevoked
from bot.model.invite import LASTS
from bot.model.message import Message, attachment
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from bot.model.session import Session
from handlers import places
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = ("open_invites",)


def open_inviting(turn: Turn) -> Outcome:
    """Ask for the village; first what to do, when unused invites lie about."""
    step = "start" if turn.reports["open_invites"] else "village"
    return _go(turn, begin(turn, "inviting", step))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The waiting question."""
    match session.step:
        case "start":
            return _start(turn)
        case "village":
            return _villages(turn, session)
        case "more":
            return _more(turn, session)
        case "revoke":
            return _open_ones(turn)
        case _:
            return None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """A village more, the code, or an invite taken back."""
    match session.step, pick:
        case "revoke", number if number.isdecimal():
            return reply(None, Message(turn.say("invite.revoked", number=number)), events=(InviteRevoked(int(number)),))
        case "village", unit if turn.book.campaign.unit(unit):
            chosen = f"{session.answer('villages') or ''} {unit}".strip()
            return _go(turn, session.with_answer("villages", chosen).at("more"))
        case "more", "make":
            return _make(turn, session)
        case _, "village" | "revoke":
            return _go(turn, session.at(pick))
        case _:
            return reply(None, Message(turn.say("invite.none_made")))


def _go(turn: Turn, session: Session) -> Outcome:
    return ask(turn, session, menu(turn, session) or Menu(""))


def _make(turn: Turn, session: Session) -> Outcome:
    """The code once, to be passed on; afterwards nobody can look it up."""
    code, until = code_from(turn.chance, INVITE), turn.now + LASTS
    villages = tuple((session.answer("villages") or "").split())
    link = turn.links.opening(code)
    words = turn.say(
        "invite.to_pass_on", places=places.named(turn, villages), code=spaced(code), link=link, until=_day(until)
    )
    made = InviteMade(code, Role.VOLUNTEER, villages, until)
    to_forward = Message(words, attachment=attachment("qr", link=link))
    return reply(None, to_forward, Message(turn.say("invite.made")), events=(made,))


def _start(turn: Turn) -> Menu:
    count = len(turn.reports["open_invites"])
    return Menu(
        turn.say("invite.start"),
        (
            Option(turn.say("invite.new"), "village", names=("mời", "mời mới")),
            Option(turn.say("invite.unused", count=count), "revoke", names=("hủy mã", "xem mã")),
        ),
    )


def _villages(turn: Turn, session: Session) -> Menu:
    chosen = (session.answer("villages") or "").split()
    units = tuple(unit for unit in turn.book.campaign.villages() if unit.id not in chosen)
    cancel = Option(turn.say("invite.cancel"), "cancel", names=("thôi", "không"))
    return Menu(turn.say("invite.ask_village"), (*places.options(units), cancel))


def _more(turn: Turn, session: Session) -> Menu:
    chosen = tuple((session.answer("villages") or "").split())
    return Menu(
        turn.say("invite.chosen", places=places.named(turn, chosen)),
        (
            Option(turn.say("invite.make"), "make", names=("tạo mã", "xong", "ok")),
            Option(turn.say("invite.another"), "village", names=("thêm",)),
            Option(turn.say("invite.cancel"), "cancel", names=("thôi", "không")),
        ),
    )


def _open_ones(turn: Turn) -> Menu:
    rows = turn.reports["open_invites"]
    options = [
        Option(
            turn.say(
                f"invite.revoke_{row['role']}",
                number=row["id"],
                places=places.named(turn, tuple(row["villages"].split())),
                until=_day(datetime.fromisoformat(row["expires_at"])),
            ),
            str(row["id"]),
        )
        for row in rows
    ]
    keep = Option(turn.say("invite.keep"), "keep", names=("thôi", "không"))
    return Menu(turn.say("invite.ask_revoke"), (*options, keep))


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


INVITING: Final = Flow("inviting", menu, take, role=Role.ORGANIZER, needs=NEEDS)
