"""Room: command line. `hocvuso reminders plan`: who will be reminded when, who cannot be, and why. Sends nothing."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.connections import reply_windows
from bot.model.day import local_day
from bot.reminders_table import forecast, reminders_table
from bot.shell import fail, opened, read_book, told
from bot.table_output import Format, write
from content.numerals import day
from handlers.reminders.facts import REPORT, facts_of

reminders_app = typer.Typer(help="Reminders: what is planned.", no_args_is_help=True)


@reminders_app.callback()
def reminders() -> None:
    """Reminders: what is planned."""


@reminders_app.command()
def plan(
    days: Annotated[int, typer.Option("--days", help="How far to look ahead.", min=1, max=366)] = 30,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead.")] = None,
) -> None:
    """Count by day and kind who would be reminded if nobody wrote meanwhile, and who cannot be, and why."""
    from bot.app import clock

    now = clock()
    until = now + timedelta(days=days)
    with told():
        book = read_book()
        with opened() as store:
            everybody = (facts_of(row) for row in store.report(REPORT, None, now))
            found = forecast(everybody, book, now, until, reply_windows())
    title = book.copy.say("forecast.title", first=day(local_day(now)), last=day(local_day(until)))
    try:
        write(reminders_table(found, title, book.copy), form, out, book.copy)
    except OSError as error:
        fail("not_written", path=out, why=error.strerror)
