"""Room: command line. A contest's results as tables: persons, villages, and where many began at once."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from bot.exports.figures import Column, CountTable, Row
from bot.model.contest import PASS_PERCENT, Contest
from content.book import Book
from content.contest_results import Results


class Part(StrEnum):
    """What of the results."""

    PERSONS = "persons"
    VILLAGES = "villages"
    CROWDS = "crowds"


def table_of(part: Part, contest: Contest, found: Results, book: Book) -> CountTable:
    """One part as a table."""
    return _TABLES[part](contest, found, book)


def _persons(contest: Contest, found: Results, book: Book) -> CountTable:
    say = book.copy.say
    columns = (
        Column(say("contest.column_place"), "integer"),
        Column(say("contest.column_name")),
        Column(say("contest.column_unit")),
        Column(say("contest.column_right"), "integer"),
        Column(say("contest.column_questions"), "integer"),
        Column(say("contest.column_seconds"), "integer"),
        Column(say("contest.column_finished")),
    )
    rows: list[Row] = [
        (
            *(one.place, one.name, _unit(one.unit, book), one.right, len(contest.questions), one.seconds),
            say("contest.yes" if one.finished else "contest.no"),
        )
        for one in found.persons
    ]
    unnamed = found.entries - len(found.persons)
    notes = (say("contest.note_unnamed", count=unnamed, minors=found.minors),) if unnamed else ()
    return CountTable(f"{contest.title}: {say('contest.persons')}", columns, rows, notes=notes)


def _villages(contest: Contest, found: Results, book: Book) -> CountTable:
    say = book.copy.say
    columns = (
        Column(say("contest.column_place"), "integer"),
        Column(say("contest.column_unit")),
        Column(say("contest.column_entries"), "integer"),
        Column(say("contest.column_passed"), "integer"),
        Column(say("contest.column_minors"), "integer"),
        Column(say("contest.column_adults"), "integer"),
        Column(say("contest.column_percent"), "number"),
        Column(say("contest.column_bound"), "number"),
    )
    rows: list[Row] = [
        (
            *(one.place, _unit(one.unit, book), one.entries, one.passed, one.minors, one.adults),
            *(_rounded(one.percent), _rounded(one.bound)),
        )
        for one in found.villages
    ]
    note = say("contest.note_villages", percent=PASS_PERCENT, margin=contest.margin.value)
    return CountTable(f"{contest.title}: {say('contest.villages')}", columns, rows, notes=(note,))


def _crowds(contest: Contest, found: Results, book: Book) -> CountTable:
    say = book.copy.say
    columns = (
        Column(say("contest.column_hour")),
        Column(say("contest.column_unit")),
        Column(say("contest.column_share")),
        Column(say("contest.column_entries"), "integer"),
        Column(say("contest.column_passed"), "integer"),
        Column(say("contest.column_median"), "integer"),
    )
    rows: list[Row] = [
        (
            *(f"{one.hour:%H:00 %d/%m/%Y}", _unit(one.unit, book), one.share or say("contest.no_share")),
            *(one.entries, one.passed, one.seconds),
        )
        for one in found.crowds
    ]
    return CountTable(f"{contest.title}: {say('contest.crowds')}", columns, rows, notes=(say("contest.note_crowds"),))


def _unit(unit: str, book: Book) -> str:
    found = book.campaign.unit(unit)
    return found.name if found else book.copy.say("contest.elsewhere")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


_TABLES: Final[dict[Part, Callable[[Contest, Results, Book], CountTable]]] = {
    Part.PERSONS: _persons,
    Part.VILLAGES: _villages,
    Part.CROWDS: _crowds,
}
