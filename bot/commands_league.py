"""Room: command line. `hocvuso league`: the villages by the share of adults they have surely reached."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.exports.figures import Column, CountTable
from bot.feeds import feeds_of
from bot.places import with_places
from bot.shell import fail, opened, read_book, told
from bot.table_output import Format, write
from content.book import Book
from content.facts import NEEDS, facts_of
from content.league import Place, league


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
        reports = {name: store.report(name, None, now) for name in NEEDS}
        places = league(book.campaign, facts_of(book.campaign, reports))
    try:
        write(_table(places, book), form, out, book.copy)
    except OSError as error:
        fail("not_written", path=out, why=error.strerror)


def _table(places: tuple[Place, ...], book: Book) -> CountTable:
    say = book.copy.say
    persons, adults = say("league.persons"), say("table.counts.adults")
    columns = (
        Column(say("league.rank"), "integer"),
        Column(say("columns.unit")),
        Column(persons, "integer", persons=True),
        Column(adults, "integer"),
        Column(say("columns.percent"), "percent", part=persons, whole=adults),
        Column(say("league.sure"), "percent"),
    )
    rows = [(one.rank or "", one.unit.name, one.persons, one.adults, one.percent, one.sure) for one in places]
    return CountTable(say("league.title"), columns, rows, notes=(say("league.rule"),))
