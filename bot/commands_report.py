"""Room: command line. `hocvuso report`: the quarterly report as DOCX for a person to sign, its annex as XLSX."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.places import with_places
from bot.shell import fail, opened, read_book, told


def report(
    quarter: Annotated[str, typer.Option("--quarter", help="The quarter, e.g. 2026Q4.")],
    out: Annotated[Path, typer.Option("--out", help="The DOCX to write; the XLSX gets its name.")],
    internal: Annotated[bool, typer.Option("--internal", help="Hide nothing; not to leave the office.")] = False,
) -> None:
    """Draft the report of a quarter or a year (2026); every figure leads to the annex, a frozen copy is kept."""
    from bot.app import clock
    from bot.exports.annex import annex_xlsx
    from bot.exports.report import report_docx
    from bot.feeds import feeds_of
    from bot.reporting import make_report, period_of

    with told(), opened() as store:
        book = with_places(read_book(), store)
        try:
            period = period_of(book, quarter)
        except ValueError:
            fail("wrong_quarter", quarter=quarter)
        asyncio.run(store.figures.follow(book.campaign.id, feeds_of(book.campaign)))
        draft = asyncio.run(make_report(store, book, period, clock(), internal=internal))
    annex = out.with_suffix(".xlsx")
    try:
        out.write_bytes(report_docx(draft, book.copy))
        annex.write_bytes(annex_xlsx(draft, book.copy))
    except OSError as error:
        fail("not_written", path=out, why=error.strerror)
    typer.echo(book.copy.say("office.written", path=out, annex=annex))
    if draft.changed:
        typer.echo(book.copy.say("office.changed", count=len(draft.changed)))
