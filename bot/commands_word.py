"""Room: command line. `hocvuso word`: the word of the day, for whoever is asked about a message in the office."""

from datetime import date, datetime
from typing import Annotated

import typer

from bot.model.day import local_day
from bot.shell import Given, say, told
from content.daily import Daily


def word(
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Another day than today.")] = None,
) -> None:
    """Print the word that stands in today's broadcasts."""
    from bot.app import clock, secret_of

    with told():
        on: date = day.date() if day else local_day(clock())
        typer.echo(say("word", word=Daily(secret_of(Given.settings)).word(on), day=f"{on:%d/%m/%Y}"))
