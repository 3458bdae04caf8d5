"""Chaos: the zygote. Imports everything once, then forks a bot for each life, so that a hundred kills are cheap.

One line in ("station TAB count") for each life; one line out with its process id, another with how it ended.
A dead child stays a zombie until the next order, so nobody can kill a stranger who got its number.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import structlog

from bot.engine import Engine
from content.book import Book
from tests.chaos.broken import PROGRAMS, Program
from tests.chaos.fuse import Fuse
from tests.chaos.walks import clock, the_book


async def _live(program: Program, folder: Path, book: Callable[[], Book], fuse: Fuse) -> None:
    """The real engine on the real store, until the provider says "end" or something kills us."""
    store = program.store(folder / "chaos.db", flush=fuse.flush)
    channel = program.channel(folder / "socket", fuse)
    engine = Engine(store, book, [channel], clock)
    engine.inbox.decision = fuse.decide
    async with engine.running():
        await channel.run(engine.inbox.receive)
    store.close()


def _give_birth(program: Program, folder: Path, book: Callable[[], Book], fuse: Fuse) -> int:
    """A child's process id. The child never returns."""
    child = os.fork()
    if child:
        return child
    try:
        asyncio.run(_live(program, folder, book, fuse))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _tell(what: int) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(folder: Path, program: Program) -> None:
    """Serve orders until the input ends."""
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=sys.stderr))
    book = the_book()
    for order in sys.stdin:
        station, _, count = order.rstrip("\n").partition("\t")
        child = _give_birth(program, folder, lambda: book, Fuse(station, int(count)))
        _tell(child)
        ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        _tell(ended.si_status)
        sys.stdin.readline()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), PROGRAMS[sys.argv[2]])
