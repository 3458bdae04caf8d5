"""Room: storage. Restoring: a backup takes the place of the database, which is kept aside. Nobody may be working on it.

What was wished and ruled after the backup was made still holds (wishes.py), if the file that goes aside can be read.
"""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from storage import wishes
from storage.backup import NotWhole, flush, must_be_whole, prove
from storage.database import connect, prepare
from storage.errors import StorageError, classified
from storage.reconcile import Proof


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside` is where the former file lies; `wishes_kept` is False when it could not be read for them."""

    aside: Path | None
    wishes_kept: bool
    proof: Proof


def restore(source: Path, target: Path, now: datetime) -> Restored:
    """Look `source` over, bring it up to date, prove it, and put it in the place of `target`.

    Raises:
        NotWhole: the backup cannot be trusted; nothing was changed.
        StorageError: the disk refused; nothing was changed.
    """
    must_be_whole(source)
    fresh = Path(f"{target}.restoring")
    try:
        _take_in(source, fresh)
        kept = _carry_over(fresh, target, now)
        proof = prove(fresh)
        flush(fresh)
        aside = _set_aside(target, now)
        os.replace(fresh, target)  # noqa: PTH105 - says that it replaces
        flush(target.parent)
    except OSError as error:
        raise StorageError(f"{error.strerror}") from error
    finally:
        _sweep(fresh)
    return Restored(aside, kept, proof)


def _take_in(source: Path, fresh: Path) -> None:
    """A copy only we may read, brought to this program's schema, in one file."""
    _sweep(fresh)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    fresh.touch(mode=0o600)
    shutil.copyfile(source, fresh)
    prepare(fresh)


def _sweep(fresh: Path) -> None:
    for left in (fresh, Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
        left.unlink(missing_ok=True)


def _carry_over(fresh: Path, old: Path, now: datetime) -> bool:
    """True unless there is a former file that cannot be read."""
    with closing(connect(fresh)) as db:
        kept = True
        if old.exists():
            try:
                kept = _with_old(db, old, now)
            except (sqlite3.Error, StorageError):
                kept = False
        try:
            db.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            raise classified(error) from error
    return kept


def _with_old(db: Connection, old: Path, now: datetime) -> bool:
    prepare(old)
    db.execute("ATTACH ? AS old", (str(old),))
    db.execute("BEGIN IMMEDIATE")
    try:
        wishes.carry(db, now)
        db.execute("COMMIT")
    except sqlite3.Error:
        db.execute("ROLLBACK")
        raise
    finally:
        db.execute("DETACH old")
    return True


def _set_aside(target: Path, now: datetime) -> Path | None:
    """A second name for the former file, so that the first one is never missing, not even in a power cut."""
    if not target.exists():
        return None
    aside = Path(f"{target}.before-{now:%Y%m%dT%H%M%S}")
    _fold_in_log(target)
    os.link(target, aside)
    for end in ("-wal", "-shm"):  # Of a file too damaged to fold its log in; it must not be played into the new one.
        with suppress(FileNotFoundError):
            Path(f"{target}{end}").rename(f"{aside}{end}")
    return aside


def _fold_in_log(target: Path) -> None:
    with suppress(sqlite3.Error, StorageError), closing(connect(target)) as db:
        db.execute("PRAGMA journal_mode=DELETE")


__all__ = ["NotWhole", "Restored", "restore"]
