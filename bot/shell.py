"""Room: command line. Shell: what every command shares: the settings given before it, its sentences, its failures."""

import contextlib
from collections.abc import Iterator
from typing import NoReturn

import typer

from bot.bookshelf import Bookshelf, ContentBroken
from bot.config import Settings
from content.book import Book
from content.copybook import load_copy
from storage import Busy, Corrupt, DiskFull, NotWritable, StorageError, Store


class Given:
    """What was said before the command."""

    settings: Settings


def say(key: str, **values: object) -> str:
    """A sentence of content/copy/cli.toml."""
    return load_copy(Settings.model_fields["content"].default / "copy" / "cli.toml").say(f"cli.{key}", **values)


def fail(key: str, **values: object) -> NoReturn:
    """One clear sentence on stderr and a failing exit."""
    typer.echo(say(key, **values), err=True)
    raise typer.Exit(1)


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn what can go wrong into one clear sentence and a failing exit."""
    path = Given.settings.db
    try:
        yield
    except ContentBroken as broken:
        typer.echo(say("content_broken"), err=True)
        for problem in broken.problems:
            typer.echo(f"  {problem}", err=True)
        raise typer.Exit(1) from broken
    except Busy:
        fail("busy", path=path)
    except DiskFull:
        fail("disk_full")
    except NotWritable as error:
        fail("not_writable", path=path, why=error)
    except Corrupt:
        fail("corrupt", path=path)
    except StorageError as error:
        fail("storage", path=path, why=error)


def read_book() -> Book:
    """The content under the plan that was given."""
    return Bookshelf(Given.settings.content, Given.settings.campaign).current()


@contextlib.contextmanager
def opened() -> Iterator[Store]:
    """The store, open beside a program that may be running: SQLite lets readers and short writes by."""
    store = Store(Given.settings.db)
    try:
        yield store
    finally:
        store.close()
