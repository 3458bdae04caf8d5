"""Room: command line. `hocvuso units`: a workbook to fill in, taking it over, and one village joining another."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.known import read_facts
from bot.model.day import local_day
from bot.model.number import NumberKind
from bot.model.place import Changed, PlaceChange
from bot.places import with_places
from bot.shell import fail, opened, read_book, told
from content.book import Book
from content.campaign import Denominator
from content.facts import Facts
from content.number_said import COUNTED
from storage import Store

units_app = typer.Typer(help="Places and the numbers of people in them: template, import, merge.", no_args_is_help=True)


@units_app.command()
def template(out: Annotated[Path, typer.Option("--out", help="The XLSX to write.")]) -> None:
    """Write a workbook with the places and numbers known so far, to be filled in."""
    from bot.app import clock
    from bot.exports.units_template import UnitNumber, units_template_xlsx

    with told():
        with opened() as store:
            book, facts = _known(store, clock())
        plan = book.campaign
        known = [
            UnitNumber(one.unit, what, one.value, one.source, one.as_of)
            for unit in plan.units
            for what in _asked(book)
            if (one := facts.number(NumberKind.DENOMINATOR, what, unit.id))
        ]
        data = units_template_xlsx(plan.units, _asked(book), book.copy, known)
    try:
        out.write_bytes(data)
    except OSError as error:
        fail("not_written", path=out, why=error.strerror)
    typer.echo(book.copy.say("units.template_written", path=out))


@units_app.command("import")
def take_over(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The filled-in workbook.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
) -> None:
    """Take a filled-in workbook over: all of it, or, with any cell wrong, nothing."""
    from bot.app import clock
    from bot.units_file import FileRefused, read_units_file
    from bot.units_import import plan_import

    now = clock()
    with told(), opened() as store:
        book, facts = _known(store, now)
        try:
            given = read_units_file(path, book.copy)
        except FileRefused as refused:
            _refuse(book, refused.key)
        except OSError as error:
            fail("not_read", path=path, why=error.strerror)
        found = plan_import(given, book.campaign, facts, book.copy, local_day(now))
        if found.wrong:
            _refuse(book, "units.nothing_taken", *found.wrong)
        _tell(book, found.changes, len(found.numbers), dry_run=dry_run)
        if not dry_run:
            asyncio.run(store.figures.change_places(book.campaign.id, found.changes, found.numbers, now))


@units_app.command()
def merge(
    old: Annotated[str, typer.Argument(help="The place that goes, by its id.")],
    into: Annotated[str, typer.Argument(help="The place it becomes part of.")],
) -> None:
    """Make a village part of another: its people and figures count there, its name still leads there."""
    from bot.app import clock

    now = clock()
    with told(), opened() as store:
        book, _ = _known(store, now)
        villages = [unit.id for unit in book.campaign.villages()]
        for name in (old, into):
            if name not in villages:
                fail("no_unit", id=name, known=", ".join(villages))
        if old == into:
            fail("merge_same", id=old)
        change = PlaceChange(old, Changed.MERGED, into)
        asyncio.run(store.figures.change_places(book.campaign.id, (change,), (), now))
        _tell(book, (change,), 0, dry_run=False)


def _known(store: Store, now: datetime) -> tuple[Book, Facts]:
    book = with_places(read_book(), store)
    return book, read_facts(store, book.campaign, now)


def _asked(book: Book) -> tuple[Denominator, ...]:
    """The numbers this plan's targets are shares of, and the residents that counts are compared with."""
    wanted = {target.denominator for target in book.campaign.targets} | {"residents"}
    return tuple(what for what in COUNTED if what in wanted)


def _tell(book: Book, changes: tuple[PlaceChange, ...], numbers: int, *, dry_run: bool) -> None:
    for change in changes:
        typer.echo(book.copy.say(f"units.{change.change}", id=change.unit, value=change.value.rsplit("|", 1)[-1]))
    typer.echo(book.copy.say("units.would" if dry_run else "units.taken", changes=len(changes), numbers=numbers))


def _refuse(book: Book, key: str, *lines: str) -> NoReturn:
    typer.echo(book.copy.say(key), err=True)
    for line in lines:
        typer.echo(f"  {line}", err=True)
    raise typer.Exit(1)
