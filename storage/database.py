"""Room: storage. Opening the SQLite file: WAL, full flushes, foreign keys."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlite_utils

from storage.errors import NotWritable, classified
from storage.migrations import migrations


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode; transactions are begun on purpose.

    `synchronous=FULL` makes an acknowledged fact survive a power cut, not only a crash.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # What is erased is overwritten, wherever SQLite was built.
    connection.execute("PRAGMA temp_store=MEMORY")
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.execute("PRAGMA query_only=ON")
    return connection


@contextmanager
def one_look(reader: sqlite3.Connection) -> Iterator[None]:
    """Several reads of the same moment, for the price of one: what is written meanwhile is looked for only once."""
    reader.execute("BEGIN")
    try:
        yield
    finally:
        reader.execute("COMMIT")


def prepare(path: Path) -> None:
    """Create or migrate the file.

    Raises:
        StorageError: the folder or the file cannot be used; says which and what to do.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritable(f"cannot create the folder {path.parent}: {error.strerror}") from error
    with suppress(OSError):  # Refused here, SQLite says why in the next step.
        path.touch(mode=0o600)
    try:
        connection = connect(path)
        migrations.apply(sqlite_utils.Database(connection))
        connection.close()
    except sqlite3.Error as error:
        raise classified(error) from error
