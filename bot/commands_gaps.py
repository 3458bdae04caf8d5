"""Room: command line. `hocvuso content gaps`: what people asked in vain, and where screens differ."""

from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.exports.figures import Column, CountTable, Row
from bot.model.report import Report
from bot.shell import fail, opened, read_book, told
from bot.table_output import Format, write
from content.copybook import Copy
from content.gaps import FLAGGED, QUESTIONS, FlaggedStep, Gap, flagged_steps
from content.gaps import gaps as grouped
from handlers.digest import REPORT

_EVERY: Final = "1000000"


def gaps(
    days: Annotated[int, typer.Option(min=1, max=90, help="How far to look back.")] = 30,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead.")] = None,
) -> None:
    """Questions that found no answer, with the nearest lesson; and steps that look different to three people."""
    from bot.app import clock

    now = clock()
    with told(), opened() as store:
        copy = read_book().copy
        found = grouped(store.report(QUESTIONS, None, now, {"gap_days": str(days), "gap_rows": _EVERY}))
        steps = flagged_steps(store.report(FLAGGED, None, now))
        counted = store.report(REPORT, None, now)
    try:
        write(_table(found, steps, counted, days, copy), form, out, copy)
    except OSError as error:
        fail("not_written", path=out, why=error.strerror)


def _table(
    found: tuple[Gap, ...], steps: tuple[FlaggedStep, ...], counted: Report, days: int, copy: Copy
) -> CountTable:
    """Flagged steps stand below the questions, in the same columns."""
    rows: list[Row] = [(gap.n, gap.words, gap.nearest, _day(gap.first), _day(gap.last)) for gap in found]
    rows += [
        (one.n, copy.say("gaps.step", step=one.step), one.lesson, _day(one.first), _day(one.last)) for one in steps
    ]
    columns = (
        Column(copy.say("gaps.n"), "integer"),
        Column(copy.say("gaps.words")),
        Column(copy.say("gaps.nearest")),
        Column(copy.say("gaps.first"), "date"),
        Column(copy.say("gaps.last"), "date"),
    )
    note = copy.say("gaps.note", count=counted[0]["asked"])
    return CountTable(copy.say("gaps.title", days=days), columns, rows, notes=(note,))


def _day(text: str) -> date:
    return date.fromisoformat(text)
