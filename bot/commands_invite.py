"""Room: command line. `hocvuso invite` and `hocvuso roles`: who may do what, from the server's own keyboard."""

import asyncio
import secrets
from datetime import timedelta
from typing import Annotated

import typer

from bot.model.code import INVITE, code_from, spaced
from bot.model.day import VIETNAM
from bot.model.invite import LASTS
from bot.model.links import Links
from bot.model.role import Role
from bot.shell import Given, fail, read_book, say, told
from content.campaign import Campaign
from storage import Store

roles_app = typer.Typer(help="Who holds a role, and what was done with it.", no_args_is_help=True)


def invite(
    role: Annotated[Role, typer.Option(help="What they are asked to be.")],
    unit: Annotated[list[str] | None, typer.Option(help="A village of a volunteer; may be said again.")] = None,
    days: Annotated[int, typer.Option(min=1, max=30, help="How long the code is good.")] = LASTS.days,
) -> None:
    """Print a one-time code, its link and its QR code; whoever uses it first holds the role."""
    from bot.app import clock, secret_of
    from bot.exports.qr import qr_blocks

    with told():
        villages = _villages(read_book().campaign, role, unit or [])
        code, now = code_from(secrets.token_hex(), INVITE), clock()
        until = now + timedelta(days=days)
        store = Store(Given.settings.db, key=secret_of(Given.settings))
        asyncio.run(store.add_invite(code, role, villages, until, now))
        store.close()
    link = Links(Given.settings.web_address).opening(code)
    typer.echo(qr_blocks(link))
    typer.echo(say("invite", code=spaced(code), link=link, until=f"{until.astimezone(VIETNAM):%H:%M %d/%m/%Y}"))


@roles_app.command("list")
def list_roles() -> None:
    """Who holds a role: their number in the audit, villages, since when. No names, no addresses."""
    from bot.app import clock

    with told():
        store = Store(Given.settings.db)
        rows = store.report("helpers", None, clock())
        store.close()
    for row in rows:
        typer.echo("\t".join(str(row[name] or "-") for name in ("actor", "role", "villages", "since")))


@roles_app.command("remove")
def remove_roles(number: Annotated[int, typer.Argument(metavar="NUMBER", help="From `hocvuso roles list`.")]) -> None:
    """Take every role away from somebody; it works at once, also in what they are in the middle of."""
    from bot.app import clock

    with told():
        store = Store(Given.settings.db)
        removed = asyncio.run(store.remove_roles(number, clock()))
        store.close()
    if not removed:
        fail("no_such_actor", number=number)
    typer.echo(say("roles_removed", number=number))


@roles_app.command("audit")
def show_audit(last: Annotated[int, typer.Option(min=1, help="How many lines.")] = 50) -> None:
    """What was done with a role, oldest line first: when, by which number (0 is this keyboard), what."""
    from bot.app import clock

    with told():
        store = Store(Given.settings.db)
        rows = store.report("audit", None, clock(), {"last": str(last)})
        store.close()
    for row in reversed(rows):
        typer.echo("\t".join(str(row[name]) for name in ("at", "actor", "role", "name", "deed")).rstrip())


def _villages(campaign: Campaign, role: Role, units: list[str]) -> tuple[str, ...]:
    """A volunteer helps in named villages; an organizer everywhere."""
    known = [place.id for place in campaign.villages()]
    wrong = [unit for unit in units if unit not in known]
    if wrong:
        fail("no_unit", id=wrong[0], known=", ".join(known))
    if role is Role.VOLUNTEER and not units:
        fail("invite_needs_unit", known=", ".join(known))
    return tuple(dict.fromkeys(units)) if role is Role.VOLUNTEER else ()
