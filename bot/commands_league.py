"""Room: command line. `hocvuso league`: the villages by the share of adults they have surely reached."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.feeds import feeds_of
from bot.known import read_facts
from bot.league_table import league_table
from bot.places import with_places
from bot.shell import fail, opened, read_book, told
from bot.table_output import Format, write
from content.league import league


def show_league(
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead.")] = None,
) -> None:
    """Villages by the share of adults who passed a quiz, with a margin that is fair to small ones."""
    from bot.app import clock

    now = clock()
    with told(), opened() as store:
        book = with_places(read_book(), store)
        asyncio.run(store.figures.follow(book.campaign.id, feeds_of(book.campaign)))
        places = league(book.campaign, read_facts(store, book.campaign, now))
    try:
        write(league_table(places, book), form, out, book.copy)
    except OSError as error:
        fail("not_written", path=out, why=error.strerror)
