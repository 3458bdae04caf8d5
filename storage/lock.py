"""Room: storage. One program at a time works on a database file; a second one is told so."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import Busy, NotWritable


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Hold the database for this process. The lock dies with the process, also after kill -9.

    Raises:
        Busy: another program runs on this file.
        NotWritable: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise NotWritable(f"{path.parent}: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Busy(str(path)) from error
    finally:
        os.close(handle)
