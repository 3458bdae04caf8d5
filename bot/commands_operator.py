"""Room: command line. What keeps an installation going: `hocvuso backup`, `restore`, `doctor`, `requests`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import ledger_view
from bot.model.request import RequestKind
from bot.model.symptom import Grade
from bot.shell import Given, fail, opened, say, told
from storage.backup import NotWhole, remember
from storage.backup import backup as make_backup
from storage.lock import alone_with
from storage.restoring import restore as bring_back

requests_app = typer.Typer(help="Requests of people about their data, with the law's days.", no_args_is_help=True)


def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; never overwritten.")]) -> None:
    """Copy the database while the program runs, prove the copy, keep it for its owner only."""
    from bot.app import clock

    with told():
        _must_exist()
        try:
            proof = make_backup(Given.settings.db, file)
        except FileExistsError:
            fail("backup_exists", path=file)
        except NotWhole as error:
            fail("backup_damaged", why=error)
        size = file.stat().st_size
        remember(Given.settings.db, size, clock())
    for line in ledger_view.lines(proof):
        typer.echo(line)
    if proof.findings:
        fail("backup_of_broken_ledger", path=file)
    typer.echo(say("backup_made", path=file, size=round(size / 1024 / 1024, 1)))


def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="What `hocvuso backup` made.")]) -> None:
    """Prove a backup and put it in the place of the database, which is kept aside. The program must be stopped."""
    from bot.app import clock

    with told(), alone_with(Given.settings.db):
        try:
            restored = bring_back(file, Given.settings.db, clock())
        except NotWhole as error:
            fail("restore_refused", path=file, why=error)
    for line in ledger_view.lines(restored.proof):
        typer.echo(line)
    if restored.aside:
        typer.echo(say("restore_aside", path=restored.aside))
    if not restored.wishes_kept:
        typer.echo(say("restore_wishes_lost"), err=True)
    typer.echo(say("restore_done"))


def doctor() -> None:
    """Look at everything an installation needs; say what to do in two languages. Fails if anything is bad."""
    from bot.app import clock, quiet_logs
    from bot.doctor import examine
    from bot.doctor import told as lines_of

    quiet_logs()
    symptoms = asyncio.run(examine(Given.settings, clock()))
    for line in lines_of(symptoms):
        typer.echo(line)
    if any(symptom.grade is Grade.BAD for symptom in symptoms):
        fail("doctor_bad")
    typer.echo(say("doctor_fine"))


@requests_app.command("list")
def list_requests(
    every: Annotated[bool, typer.Option("--all", help="The settled ones too.")] = False,
) -> None:
    """Open requests, most urgent first: number, what, where from, to be acknowledged and settled by."""
    from bot.tables import show_table

    with told():
        _must_exist()
        with opened() as store:
            show_table(store.requests(closed=every))


@requests_app.command("add")
def add_request(
    kind: Annotated[RequestKind, typer.Argument(help="What they ask.")],
    channel: Annotated[str, typer.Option("--from", help="Where it came in.")] = "paper",
) -> None:
    """Write down a request that came by letter, telephone or visit. Never type who asked: only the number is kept."""
    from bot.app import clock

    with told(), opened() as store:
        number = asyncio.run(store.add_request(kind, channel, clock()))
        request = next(one for one in store.requests() if one.id == number)
    typer.echo(say("request_added", number=number, acknowledge=request.acknowledge_by, due=request.due))


@requests_app.command("acknowledge")
def acknowledge_request(number: Annotated[int, typer.Argument(help="Its number.")]) -> None:
    """The person has been told that the request arrived."""
    from bot.app import clock

    with told(), opened() as store:
        known = asyncio.run(store.acknowledge_request(number, clock()))
    if not known:
        fail("no_request", number=number)


@requests_app.command("close")
def close_request(
    number: Annotated[int, typer.Argument(help="Its number.")],
    refused: Annotated[bool, typer.Option("--refused", help="The law allows it and the person knows why.")] = False,
) -> None:
    """The request is settled."""
    from bot.app import clock

    with told(), opened() as store:
        known = asyncio.run(store.close_request(number, "refused" if refused else "done", clock()))
    if not known:
        fail("no_request", number=number)


def _must_exist() -> None:
    if not Given.settings.db.exists():
        fail("no_database", path=Given.settings.db)
