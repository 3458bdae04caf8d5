"""Room: storage. Writer: the one thread that writes, and group commit.

Whatever is waiting when the thread is free goes into one transaction and shares one fsync, so a
promise to a person ("saved") costs a fraction of a disk flush when many write at once. Each job runs
in its own savepoint: one that fails takes nothing with it and spoils nobody else's.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from storage.errors import classified

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

Flush = Callable[[Callable[[], object]], None]
"""Is handed the COMMIT and must call it. Benchmarks put a slow disk around it, the chaos test a kill."""

GROUP: Final = 512
"""Jobs in one transaction at the most, so that the first of a flood does not wait for the last."""


def at_once(commit: Callable[[], object]) -> None:
    """What the program does: commit, and wait for the disk."""
    commit()


@dataclass(slots=True)
class _Waiting:
    """A job, and how to tell whoever waits for it."""

    job: Job[Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.future.done():  # Whoever asked was cancelled meanwhile; the write stands all the same.
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Writer:
    """Runs write jobs on its own connection and thread, several to a transaction."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], *, group: int = GROUP, flush: Flush = at_once
    ) -> None:
        self._connect = connect
        self._group = group
        self._flush = flush
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="hocvuso-writer", daemon=True)
        self._thread.start()

    async def do(self, job: Job[T]) -> T:
        """Run `job` in a transaction; return once it is on disk.

        Raises:
            StorageError: the disk or the file refused; nothing of this job was kept.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(job, loop, loop.create_future())
        self._queue.put(waiting)
        result: T = await waiting.future
        return result

    def close(self) -> None:
        """Finish what is queued, then end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        connection = self._connect()
        while (first := self._queue.get()) is not None:
            batch, ended = self._gather(first)
            _commit(connection, batch, self._flush)
            _tell(batch)
            if ended:
                break
        connection.close()

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """`first` and everything else that waits already; True when the end was asked for."""
        batch = [first]
        while len(batch) < self._group:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return batch, True
            batch.append(following)
        return batch, False


def _commit(connection: sqlite3.Connection, batch: list[_Waiting], flush: Flush) -> None:
    try:
        connection.execute("BEGIN IMMEDIATE")
        for waiting in batch:
            _run(connection, waiting)
        flush(partial(connection.execute, "COMMIT"))
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        for waiting in batch:
            waiting.error = waiting.error or classified(error)


def _run(connection: sqlite3.Connection, waiting: _Waiting) -> None:
    """One job in its savepoint. A failure of the transaction itself is raised, one of the job is kept."""
    connection.execute("SAVEPOINT job")
    try:
        waiting.result = waiting.job(connection)
    except Exception as error:
        if not connection.in_transaction:  # SQLite gave the whole transaction up (disk full, I/O error).
            raise
        connection.execute("ROLLBACK TO job")
        waiting.error = classified(error) if isinstance(error, sqlite3.Error) else error
    connection.execute("RELEASE job")


def _tell(batch: list[_Waiting]) -> None:
    """One wake-up a loop, however many wait in it."""
    for loop in {waiting.loop for waiting in batch}:
        with suppress(RuntimeError):  # The loop has ended; nobody is left to tell.
            loop.call_soon_threadsafe(_tell_all, [waiting for waiting in batch if waiting.loop is loop])


def _tell_all(batch: list[_Waiting]) -> None:
    for waiting in batch:
        waiting.tell()
