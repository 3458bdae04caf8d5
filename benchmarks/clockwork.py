"""Benchmarks: an event loop whose clock jumps: nobody waits for a sleep, so an hour of a provider takes seconds.

The disk costs no simulated time: while somebody waits for it the clock stands still.
"""

import asyncio
import contextlib
import selectors
from collections.abc import Coroutine, Iterator
from typing import Any, Final, TypeVar

from storage import Store

T = TypeVar("T")

TICK: Final = 1e-6
"""Seconds a round of the loop takes. With none, a timer short of its moment by a rounding would ring for ever."""


class Clockwork(asyncio.SelectorEventLoop):
    """Every timer of asyncio, and of whatever is built on it, runs in simulated seconds."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Simulated seconds since the start."""
        return self._jumping.now

    @contextlib.contextmanager
    def standing(self) -> Iterator[None]:
        """The clock stands while a real thread is at work for us."""
        self._jumping.awaited += 1
        try:
            yield
        finally:
            self._jumping.awaited -= 1

    def stand_for(self, store: Store) -> None:
        """The clock stands for every write of this store."""
        do = store._writer.do  # noqa: SLF001 - the one door every write passes

        async def standing(job: Any) -> Any:
            with self.standing():
                return await do(job)

        store._writer.do = standing  # type: ignore[method-assign]  # noqa: SLF001


class _Jumping(selectors.DefaultSelector):  # type: ignore[misc, valid-type, unused-ignore]
    """Instead of waiting until a timer is due, makes it due."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.awaited = 0.0, 0

    def select(self, timeout: float | None = None) -> Any:
        if self.awaited or timeout is None:
            return super().select(timeout if timeout == 0 else None)
        self.now += max(timeout, 0.0) + TICK
        return super().select(0)


def simulate(loop: Clockwork, work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, as fast as the processor can."""
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(work)
