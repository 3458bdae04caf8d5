"""Room: storage. Backup: a copy of the file while the program runs, proved before it gets its name. Never overwrites.

The copy is made beside its place under a hidden name and takes the name in one step, so a killed backup leaves no half
file that looks like a whole one. It holds no provider's token, and no page of what was deleted.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from storage import reconcile
from storage.database import connect_reader
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
    """The ledger of a file nobody works on.

    Raises:
        NotWhole: the file is no database of ours, is damaged, or is of a newer program.
    """
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None)) as db:
            _refuse_newer(db)
            proof = reconcile.prove(db)
    except sqlite3.DatabaseError as error:
        raise NotWhole(str(error)) from error
    for finding in proof.findings:
        if finding.promise == reconcile.WHOLE:
            raise NotWhole("; ".join(finding.ids[:3]))
    return proof


def _refuse_newer(db: sqlite3.Connection) -> None:
    known = {migration.name for migration in migrations._migrations}  # noqa: SLF001 - it offers no list of names
    done = {name for (name,) in db.execute("SELECT name FROM _sqlite_migrations").fetchall()}
    if newer := sorted(done - known):
        raise NotWhole(f"made by a newer program ({newer[0]})")


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


def flush(path: Path) -> None:
    """Force a file, or a folder's list of names, onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
