"""Room: command line. Parses, calls, prints, exits. Nothing else imports it."""

import asyncio
import contextlib
import errno
import json
import os
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot import ledger_view
from bot.bookshelf import Bookshelf
from bot.commands_contest import contest_app
from bot.commands_counts import counts
from bot.commands_gaps import gaps
from bot.commands_invite import invite, roles_app
from bot.commands_league import show_league
from bot.commands_operator import backup, doctor, requests_app, restore
from bot.commands_reminders import reminders_app
from bot.commands_report import report
from bot.commands_targets import targets
from bot.commands_units import units_app
from bot.commands_word import word
from bot.config import Settings
from bot.model.day import local_day
from bot.readiness import tell_ready
from bot.shell import Given as _Given
from bot.shell import fail as _fail
from bot.shell import say as _say
from bot.shell import told as _told
from content.check import run_check
from content.listing import listing
from content.problem import Severity
from content.skeleton import skeleton
from storage import Store
from storage.lock import alone_with

app = typer.Typer(
    help="Học Vụ Số: a chat assistant for the digital literacy movement of a Vietnamese commune.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
content_app = typer.Typer(help="Lessons, plans and sentences: check, list, show, new.", no_args_is_help=True)
app.add_typer(content_app, name="content")
content_app.command()(gaps)
app.add_typer(requests_app, name="requests")
app.add_typer(reminders_app, name="reminders")
app.add_typer(contest_app, name="contest")
app.command()(targets)
app.command()(word)
app.command()(backup)
app.command()(restore)
app.command()(doctor)
app.command()(counts)
app.command()(report)
app.command("league")(show_league)
app.command()(invite)
app.add_typer(roles_app, name="roles")
app.add_typer(units_app, name="units")


@app.callback()
def main_options(
    campaign: Annotated[str | None, typer.Option(help="The active plan, e.g. ea-trang-2026.")] = None,
    db: Annotated[Path | None, typer.Option(help="The SQLite file.")] = None,
) -> None:
    """Options that go before any command."""
    try:
        settings = Settings()
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        _fail("settings_wrong", why=_short(error))
    named = {"campaign": campaign, "db": db}
    given = {name: value for name, value in named.items() if value is not None}
    _Given.settings = settings.model_copy(update=given)


def _short(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"HOCVUSO_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
    return f"hocvuso.toml: {error}"


@app.command()
def chat(
    terminal: Annotated[bool, typer.Option("--terminal", help="Talk here instead of in a browser.")] = False,
    script: Annotated[Path | None, typer.Option(help="Play these lines and print the conversation.")] = None,
) -> None:
    """Open the web chat with no account and no token; or talk in the terminal."""
    with _told(), alone_with(_Given.settings.db):
        if terminal or script:
            raise typer.Exit(_talk(script))
        _serve(watch=True, connected=False)


@app.command()
def run() -> None:
    """Start every configured channel in one process."""
    with _told(), alone_with(_Given.settings.db):
        _serve(watch=False, connected=True)


def _serve(*, watch: bool, connected: bool) -> None:
    from bot.app import App, clock, listen, quiet_logs, secret_of
    from bot.connections import connections

    quiet_logs()
    settings = _Given.settings
    shelf = Bookshelf(settings.content, settings.campaign)
    store = Store(settings.db, key=secret_of(settings))
    try:
        address = listen(settings)
    except OSError as error:
        store.close()
        if error.errno == errno.EADDRINUSE:
            _fail("port_taken", port=settings.port)
        _fail("address_wrong", host=settings.host, port=settings.port, why=error.strerror)

    async def serve() -> None:
        channels = connections(settings, store, shelf.current(), clock) if connected else []
        app = App(settings, store, shelf, channels)
        await app.serve(address, _opened, watch=watch)

    asyncio.run(serve())
    store.close()
    typer.echo(_say("stopped"))


def _opened(url: str) -> None:
    """To whoever started it: a person reads the line, systemd listens at the socket it named."""
    typer.echo(_say("ready", url=url))
    tell_ready(os.environ.get("NOTIFY_SOCKET", ""))


def _talk(script: Path | None) -> int:
    """Talk in the terminal, or play a script; 1 when a turn failed or nothing was answered."""
    from bot.app import talk

    try:
        source = script.open(encoding="utf-8") if script else contextlib.nullcontext(sys.stdin)
    except OSError as error:
        _fail("no_script", path=script, why=error.strerror)
    echo = script is not None or not sys.stdin.isatty()
    with source as lines:
        return 0 if asyncio.run(talk(_Given.settings, lines.readline, typer.echo, echo=echo)) else 1


@app.command()
def reconcile() -> None:
    """Prove the ledger: every update and message in one state, counters equal to the facts."""
    with _told():
        _must_exist()
        store = Store(_Given.settings.db)
        proof = store.prove()
        store.close()
    for line in ledger_view.lines(proof):
        typer.echo(line)
    if proof.findings:
        _fail("reconcile_broken")
    typer.echo(_say("reconcile_fine"))


@app.command()
def share(
    lesson: Annotated[str, typer.Option(help="The lesson the link opens.")],
    unit: Annotated[str | None, typer.Option(help="The village it is spread in.")] = None,
    volunteer: Annotated[str | None, typer.Option(help="Who spreads it: a pseudonym or a name they chose.")] = None,
) -> None:
    """Make a share link: opens of it and what is learned through it count for village and volunteer."""
    from bot.sharing import make_link

    with _told():
        book = Bookshelf(_Given.settings.content, _Given.settings.campaign).current()
        if book.lesson(lesson) is None:
            _fail("no_lesson", id=lesson)
        if unit is not None and book.campaign.unit(unit) is None:
            _fail("no_unit", id=unit, known=", ".join(place.id for place in book.campaign.villages()))
        store = Store(_Given.settings.db)
        link = asyncio.run(make_link(store, lesson, unit, volunteer))
        store.close()
    typer.echo(f"{_Given.settings.web_address}/c/{link.code}")


def _must_exist() -> None:
    if not _Given.settings.db.exists():
        _fail("no_database", path=_Given.settings.db)


@app.command()
def ask(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print JSON lines.")] = False,
) -> None:
    """Questions on stdin, one a line (plain, or {"q","prev"}), to ranked lessons."""
    from content.understanding import ask_line

    with _told():
        book = Bookshelf(_Given.settings.content, _Given.settings.campaign).current()
        for line in sys.stdin:
            if not line.strip():
                continue
            answer = ask_line(book, _question(line))
            typer.echo(json.dumps(answer, ensure_ascii=False) if jsonl else _plain(answer))


def _question(line: str) -> dict[str, str] | str:
    if line.lstrip().startswith("{"):
        with contextlib.suppress(json.JSONDecodeError):
            fields = json.loads(line)
            if isinstance(fields, dict) and isinstance(fields.get("q"), str):
                return fields
    return line.rstrip("\n")


def _plain(answer: dict[str, object]) -> str:
    ranked = answer.get("ranked")
    names = " ".join(str(name) for name in ranked) if isinstance(ranked, Sequence) else ""
    return f"{answer.get('kind')}\t{names}\t{answer.get('q')}"


@content_app.command()
def check() -> None:
    """Check every lesson, plan and sentence; all problems at once, with file, line and remedy."""
    root = _Given.settings.content.parent
    problems = run_check(root)
    for problem in problems:
        typer.echo(str(problem))
    if any(problem.severity is not Severity.WARNING for problem in problems):
        _fail("content_problems", count=len(problems))
    lessons = len(list((_Given.settings.content / "lessons").glob("*.md")))
    plans = len(list((_Given.settings.content / "campaigns").glob("*.toml")))
    typer.echo(_say("content_fine", lessons=lessons, plans=plans))


@content_app.command("list")
def list_lessons() -> None:
    """A row a lesson: confidence, age in days, length."""
    from bot.tables import show_table

    with _told():
        book = Bookshelf(_Given.settings.content, _Given.settings.campaign).current()
    show_table(listing(book.library, _today()))


@content_app.command()
def show(lesson_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Preview a lesson as each channel would show it."""
    from bot.preview import preview

    with _told():
        book = Bookshelf(_Given.settings.content, _Given.settings.campaign).current()
    lesson = book.library.lesson(lesson_id)
    if lesson is None:
        _fail("no_lesson", id=lesson_id)
    for line in preview(book, lesson, _now()):
        typer.echo(line)


@content_app.command()
def new(lesson_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Write the skeleton of a lesson."""
    path = _Given.settings.content / "lessons" / f"{lesson_id}.md"
    if path.exists():
        _fail("lesson_exists", path=path)
    try:
        path.write_text(skeleton(lesson_id), encoding="utf-8")
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(_say("lesson_made", path=path))


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return local_day(_now())


def main() -> None:
    """The console script."""
    app()


if __name__ == "__main__":
    main()
