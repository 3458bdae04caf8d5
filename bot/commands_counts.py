"""Room: command line. `hocvuso counts`: completions, persons and openings, told apart by whatever is asked for."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.counting import count_table
from bot.exports.suppress import suppress
from bot.model.count import By, Question
from bot.places import with_places
from bot.shell import fail, opened, read_book, told
from bot.table_output import Format, write

DAY = "%Y-%m-%d"


def counts(
    by: Annotated[str, typer.Option("--by", help="unit, lesson, group, channel, rung, month, share: one or several.")],
    since: Annotated[datetime | None, typer.Option("--from", formats=[DAY], help="The first day.")] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=[DAY], help="The last day.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead.")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Hide counts of fewer than five persons.")] = False,
) -> None:
    """Counts by village, lesson and more: persons and events apart, rungs side by side, never added."""
    from bot.app import clock

    question = Question(_parts(by), _day(since), _day(until))
    with told():
        book = read_book()
        with opened() as store:
            book = with_places(book, store)
            table = count_table(store, book, question, clock(), ids=form is not Format.TABLE)
    internal = (*table.notes, book.copy.say("office.internal_note"))
    table = suppress(table) if publish else replace(table, notes=internal)
    try:
        write(table, form, out, book.copy)
    except OSError as error:
        if out is None:
            raise
        fail("not_written", path=out, why=error.strerror)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _parts(words: str) -> tuple[By, ...]:
    """The names between commas, each once."""
    names = [word.strip() for word in words.split(",") if word.strip()]
    wrong = [name for name in names if name not in set(By)]
    if wrong or not names:
        fail("count_by_wrong", names=", ".join(wrong) or words, known=", ".join(By))
    return tuple(dict.fromkeys(By(name) for name in names))
