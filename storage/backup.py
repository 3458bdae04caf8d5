"""Room: storage. Backup: a copy of the file while the program runs, proved before it gets its name. Never overwrites.

The copy is made beside its place under a hidden name and takes the name in one step, so a killed backup leaves no half
file that looks like a whole one. It holds no provider's token, and no page of what was deleted.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from storage import reconcile, watch
from storage.database import connect, connect_reader, prepare
from storage.errors import NotWritable, classified
from storage.migrations import migrations


class NotWhole(Exception):
    """A copy that must not be trusted; the words say why."""


def backup(source: Path, target: Path) -> reconcile.Proof:
    """Copy `source` to `target`, which only its owner may read. Returns the proof made on the copy.

    Raises:
        FileExistsError: there is a file of this name.
        NotWhole: the copy is damaged, because the source is.
        StorageError: the disk refused.
    """
    if target.exists():
        raise FileExistsError(target)
    with _hidden(target) as part:
        try:
            _copy(source, part)
            _strip(part)
            proof = prove(part)
        except sqlite3.Error as error:
            raise classified(error) from error
        _name(part, target)
    return proof


def prove(path: Path) -> reconcile.Proof:
    """The ledger of a file nobody works on; of an older program's file, on a copy brought up to date.

    Raises:
        NotWhole: the file is no database of ours, is damaged, or is of a newer program.
    """
    if must_be_whole(path):
        return _proof(path)
    with _hidden(path) as newer:
        _copy(path, newer)
        prepare(newer)
        return _proof(newer)


def must_be_whole(path: Path) -> bool:
    """Whether a file that can be trusted already has this program's schema; an older one has to be brought forward.

    Raises:
        NotWhole: as above.
    """
    known = {migration.name for migration in migrations._migrations}  # noqa: SLF001 - it offers no list of names
    with _looked_at(path) as db:
        done = {name for (name,) in db.execute("SELECT name FROM _sqlite_migrations").fetchall()}
        if newer := sorted(done - known):
            raise NotWhole(f"made by a newer program ({newer[0]})")
        if damage := reconcile.damage(db):
            raise NotWhole("; ".join(damage[:3]))
    return done == known


def _proof(path: Path) -> reconcile.Proof:
    with _looked_at(path) as db:
        return reconcile.prove(db)


@contextmanager
def _looked_at(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None)) as db:
            yield db
    except sqlite3.DatabaseError as error:
        raise NotWhole(str(error)) from error


@contextmanager
def _hidden(target: Path) -> Iterator[Path]:
    """A file of our own beside the target, gone afterwards whatever happens (but for a kill)."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise NotWritable(f"{target.parent}: {error.strerror}") from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for left in (name, f"{name}-journal", f"{name}-wal", f"{name}-shm"):
            Path(left).unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> None:
    """All pages in one read transaction: the running program goes on writing and is not in the picture."""
    with closing(connect_reader(source)) as live, closing(sqlite3.connect(part)) as copy:
        live.backup(copy, pages=-1)


def _strip(part: Path) -> None:
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("DELETE FROM tokens")
        copy.execute("VACUUM")


def _name(part: Path, target: Path) -> None:
    """To the disk, then the name: `link` refuses where `rename` would overwrite."""
    flush(part)
    os.link(part, target)
    flush(target.parent)


def remember(source: Path, size: int, now: datetime) -> None:
    """Note in the file itself that it has a backup. The schema stays as it is: an older program may be at work on it.

    Raises:
        StorageError: the disk refused.
    """
    try:
        with closing(connect(source)) as db:
            watch.note(db, "backup", size, now)
    except sqlite3.Error as error:
        raise classified(error) from error


def flush(path: Path) -> None:
    """Force a file, or a folder's list of names, onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
