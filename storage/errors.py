"""Room: storage. What can go wrong with the file, in words an operator can act on.

StorageError
├── DiskFull       make room, nothing is lost: providers keep what we did not acknowledge
├── NotWritable    the file or its folder is read-only
├── Busy           another program holds the file
└── Corrupt        restore a backup
"""

import sqlite3


class StorageError(Exception):
    """The database refused. Nothing of the job was kept."""


class Outdated(Exception):
    """A decision rests on something that somebody else has changed meanwhile (an invite was used, a call for help
    was taken). Nothing of it was kept; the inbox decides once more.
    """


class DiskFull(StorageError):
    """No room left on the disk."""


class NotWritable(StorageError):
    """The database file or its folder cannot be written."""


class Busy(StorageError):
    """Another program holds the database."""


class Corrupt(StorageError):
    """The file is damaged."""


_CLASSES: dict[int, type[StorageError]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_READONLY: NotWritable,
    sqlite3.SQLITE_CANTOPEN: NotWritable,
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_LOCKED: Busy,
    sqlite3.SQLITE_CORRUPT: Corrupt,
    sqlite3.SQLITE_NOTADB: Corrupt,
}


def classified(error: sqlite3.Error) -> StorageError:
    """The same failure as one of our classes; its words come from SQLite and hold no person's text."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return _CLASSES.get(code, StorageError)(str(error))
