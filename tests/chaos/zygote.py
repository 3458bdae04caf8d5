"""Chaos: the zygote. Imports everything once, then forks a bot for each life, so that a hundred kills are cheap.

One JSON line in (`Order`) for each life; one line out with its process id, another with how it ended.
A dead child stays a zombie until the next order, so nobody can kill a stranger who got its number.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog

from bot.app import App, listen, secret_of
from bot.bookshelf import Bookshelf
from bot.channels.telegram_line import Line
from bot.config import HOME, Settings
from bot.connections import connections
from bot.engine import Engine
from storage import Store
from tests.chaos import herald
from tests.chaos.broken import PROGRAMS, Program
from tests.chaos.fuse import Fuse
from tests.chaos.walks import CAMPAIGN, clock


@dataclass(frozen=True, slots=True)
class Order:
    """One life: where, of which program, with what settings (none: the storm's own channel), ended how."""

    folder: str
    program: str = ""
    settings: Mapping[str, Any] | None = None
    station: str = ""
    count: int = 0

    def __str__(self) -> str:
        return json.dumps(asdict(self))


async def _live(order: Order, shelf: Bookshelf) -> None:
    fuse, program = Fuse(order.station, order.count), PROGRAMS[order.program]
    path = Path(order.folder) / "chaos.db"
    if order.program == herald.PROGRAM:
        await herald.live(path.parent, shelf.current, fuse)
    elif order.settings is None:
        await _live_on_a_socket(program, path, shelf, fuse)
    else:
        await _live_on_wires(program, Settings(db=path, secret="chaos", **order.settings), shelf, fuse)


async def _live_on_a_socket(program: Program, path: Path, shelf: Bookshelf, fuse: Fuse) -> None:
    """The real engine on the real store, until the provider says "end" or something kills us."""
    store = program.store(path, flush=fuse.flush)
    channel = program.channel(path.parent / "socket", fuse)
    engine = Engine(store, shelf.current, [channel], clock)
    engine.inbox.decision = fuse.decide
    async with engine.running():
        await channel.run(engine.inbox.receive)
    store.close()


async def _live_on_wires(program: Program, settings: Settings, shelf: Bookshelf, fuse: Fuse) -> None:
    """What `hocvuso run` runs, until SIGTERM or something worse."""
    store: Store = program.store(settings.db, flush=fuse.flush, key=secret_of(settings))
    channels = [program.tap(channel, fuse) for channel in connections(settings, store, shelf.current(), clock)]
    app = App(settings, store, shelf, channels)
    app.engine.inbox.decision = fuse.decide
    await app.serve(listen(settings), lambda url: None, watch=False)
    store.close()


def _give_birth(order: Order, shelf: Bookshelf) -> int:
    """A child's process id. The child never returns."""
    child = os.fork()
    if child:
        return child
    try:
        asyncio.run(_live(order, shelf))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _tell(what: int) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve orders until the input ends."""
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=sys.stderr))
    shelf = Bookshelf(HOME / "content", CAMPAIGN)
    Line("1:warm")  # Certificates and the transport's own imports, once for all lives.
    for order in sys.stdin:
        child = _give_birth(Order(**json.loads(order)), shelf)
        _tell(child)
        ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        _tell(ended.si_status)
        sys.stdin.readline()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
