"""Room: command line. `hocvuso contest results`: persons, villages, and where many began at once."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.contest_tables import Part, table_of
from bot.model.contest import Contest
from bot.places import PlacedBook
from bot.shell import fail, opened, read_book, told
from bot.table_output import Format, json_bytes, show, write
from content.book import Book
from content.contest_results import Results, adults_of, contest_of, entries_of
from content.contest_results import results as ranked
from content.facts import merges
from storage import Store

contest_app = typer.Typer(help="Contests: results.", no_args_is_help=True)


@contest_app.callback()
def contests() -> None:
    """Contests (thi tìm hiểu)."""


@contest_app.command()
def results(
    contest: Annotated[int | None, typer.Option(help="Its number; the open or latest one when none is given.")] = None,
    part: Annotated[Part | None, typer.Option("--of", help="Only this part; CSV and XLSX give persons else.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print them.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead.")] = None,
) -> None:
    """Results of a contest: persons by score then time, villages by share of adults, crowds for the eye."""
    with told():
        with opened() as store:
            book = PlacedBook(store)(read_book())
            read = _read(store, book, contest)
        if read is None:
            fail("no_contest")
        found, standing = read
        try:
            _print(found, standing, book, (part, form, out))
        except OSError as error:
            fail("not_written", path=out, why=error.strerror)


def _read(store: Store, book: Book, number: int | None) -> tuple[Contest, Results] | None:
    from bot.app import clock

    given = {"contest": str(number) if number is not None else ""}
    rows = {
        name: store.report(name, None, clock(), given)
        for name in ("contest", "contest_entries", "numbers", "unit_changes")
    }
    if not rows["contest"]:
        return None
    found = contest_of(rows["contest"][0])
    merged = merges(book.campaign, rows["unit_changes"])
    return found, ranked(found, entries_of(rows["contest_entries"]), adults_of(rows["numbers"]), merged)


def _print(contest: Contest, standing: Results, book: Book, how: tuple[Part | None, Format, Path | None]) -> None:
    """One part, or all of them where the form has room for several tables."""
    part, form, out = how
    if part is None and form is Format.JSON:
        data = {one.value: json.loads(json_bytes(table_of(one, contest, standing, book))) for one in Part}
        _json(data, out)
    elif part is None and form is Format.TABLE and out is None:
        for one in Part:
            show(table_of(one, contest, standing, book), book.copy)
    else:
        write(table_of(part or Part.PERSONS, contest, standing, book), form, out, book.copy)


def _json(data: dict[str, Any], out: Path | None) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(f"{text}\n", encoding="utf-8")
