"""Room: command line. `hocvuso targets`: every target of the plan, with what it stands on."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.feeds import feeds_of
from bot.known import read_facts
from bot.model.day import local_day
from bot.places import with_places
from bot.shell import fail, opened, read_book, told
from bot.table_output import Format, write
from bot.targets_table import targets_table
from content.book import Book
from content.numerals import day
from content.standing import Standing, standings
from handlers.standing_text import detail
from storage import Store


def targets(
    form: Annotated[Format, typer.Option("--format", help="How to print them.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead.")] = None,
) -> None:
    """Every target of the active plan: value so far, denominator, days left, pace, villages that lag."""
    from bot.app import clock

    with told():
        book, now = read_book(), clock()
        with opened() as store:
            asyncio.run(store.figures.follow(book.campaign.id, feeds_of(book.campaign)))
            book = with_places(book, store)
            found = read_standings(store, book, now)
    title = book.copy.say("targets.title", plan=book.campaign.name, day=day(local_day(now)))
    try:
        if form is Format.TABLE and out is None:
            typer.echo(title)
            for number, standing in enumerate(found, 1):
                typer.echo(f"\n{detail(standing, number, book.copy)}")
        else:
            write(targets_table(title, found, book.copy), form, out, book.copy)
    except OSError as error:
        fail("not_written", path=out, why=error.strerror)


def read_standings(store: Store, book: Book, now: datetime) -> tuple[Standing, ...]:
    """Where the targets stand by what the store knows."""
    return standings(book.campaign, read_facts(store, book.campaign, now), local_day(now))
