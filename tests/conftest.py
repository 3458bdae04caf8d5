"""Tests: what every test may ask for: the real book, an empty database, a stage; and `--update`."""

import gc
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from content.book import Book
from storage import Store
from tests.playing.stage import Stage, book_of

# The same examples on every machine, and no failure because a machine is slow.
settings.register_profile("house", derandomize=True, deadline=None, max_examples=100, database=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes golden chats anew; read the diff afterwards."""
    parser.addoption("--update", action="store_true", help="write golden chats as they really go")


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """A program that a test starts sets the log up; the next test has nothing of it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def book() -> Book:
    """The real content under the first plan."""
    return book_of()


@pytest.fixture(scope="session")
def empty_database() -> Iterator[Path]:
    """A migrated file without rows, to be copied: migrations have their own test."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        path = Path(folder) / "empty.db"
        Store(path).close()
        yield path


@pytest.fixture
def database(empty_database: Path) -> Iterator[Path]:
    """A fresh copy of it, in memory where the machine offers that: these tests are about words, not disks."""
    with tempfile.TemporaryDirectory(dir=empty_database.parent) as folder:
        path = Path(folder) / "chat.db"
        shutil.copyfile(empty_database, path)
        yield path


@pytest.fixture
def stage(database: Path) -> Stage:
    """The engine on a fresh file, not yet open."""
    return Stage(database)


@pytest.fixture
def new_stage(empty_database: Path) -> Iterator[Callable[[], Stage]]:
    """As many stages as a test needs, each on its own file."""
    with tempfile.TemporaryDirectory(dir=empty_database.parent) as folder:
        made: list[Path] = []

        def make() -> Stage:
            made.append(Path(folder) / f"{len(made)}.db")
            shutil.copyfile(empty_database, made[-1])
            return Stage(made[-1])

        yield make


def pytest_collection_finish(session: pytest.Session) -> None:
    """Thousands of collected tests stay to the end; the collector need not walk through them again and again."""
    gc.freeze()
