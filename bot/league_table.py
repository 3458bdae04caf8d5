"""Room: app. League table: the villages by the share of adults they have surely reached, for shell, desk and report."""

from dataclasses import replace

from bot.exports.figures import Column, CountTable
from bot.exports.suppress import THRESHOLD
from content.book import Book
from content.facts import Facts
from content.folding import fold
from content.league import Place, league


def league_table(places: tuple[Place, ...], book: Book) -> CountTable:
    """With every figure that the rank follows from."""
    say = book.copy.say
    persons, adults = say("league.persons"), say("table.counts.adults")
    columns = (
        Column(say("columns.unit")),
        Column(say("league.rank"), "integer"),
        Column(persons, "integer", persons=True),
        Column(adults, "integer"),
        Column(say("columns.percent"), "percent", part=persons, whole=adults),
        Column(say("league.sure"), "percent"),
    )
    rows = [(one.unit.name, one.rank or "", one.persons, one.adults, one.percent, one.sure) for one in places]
    return CountTable(say("league.title"), columns, rows, notes=(say("league.rule"),))


def ranks_only(book: Book, facts: Facts) -> CountTable:
    """To be published beside other tables: ranks alone, and none for so few people that it would tell how many.

    Villages of one rank stand by name, since their order would say who is a little ahead.
    """
    table = league_table(league(book.campaign, facts, fewest=THRESHOLD), book)
    rows = sorted((row[:2] for row in table.rows), key=lambda row: (row[1] == "", row[1], fold(str(row[0]))))
    notes = (*table.notes, book.copy.say("league.few"))
    return replace(table, columns=table.columns[:2], rows=tuple(rows), notes=notes)
