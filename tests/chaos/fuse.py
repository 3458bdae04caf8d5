"""Chaos: the fuse. Kills its own process, or the one it is laid to, the n-th time a chosen station is passed."""

import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass

from bot.model.outcome import Outcome
from handlers import Turn, decide

STATIONS = (
    "received",
    "saved",
    "acknowledged",
    "deciding",
    "decided",
    "before the flush",
    "after the flush",
    "sending",
    "sent",
    "landed",
)
"""Where a kill can be put, in the order a message passes them; anywhere else is for the kills from outside."""


@dataclass(slots=True)
class Fuse:
    """Burns down at `station`; an empty station never burns. `process` 0 is the own one."""

    station: str = ""
    count: int = 0
    process: int = 0

    def pass_by(self, station: str) -> None:
        """The program is here."""
        if station != self.station:
            return
        self.count -= 1
        if self.count <= 0:
            self.station = ""
            os.kill(self.process or os.getpid(), signal.SIGKILL)

    def flush(self, commit: Callable[[], object]) -> None:
        """A commit with a station on either side, in the thread that writes."""
        self.pass_by("before the flush")
        commit()
        self.pass_by("after the flush")

    def decide(self, turn: Turn) -> Outcome:
        """The real decision with a station on either side."""
        self.pass_by("deciding")
        outcome = decide(turn)
        self.pass_by("decided")
        return outcome


@dataclass(frozen=True, slots=True)
class Kill:
    """How one life ends: at the n-th pass of a station, or from outside after `seconds`, whichever is first."""

    station: str
    count: int
    seconds: float


def draw(chance: random.Random, *stations: str, slower: int = 1) -> Kill:
    """Half of the kills at a station, half at any moment. Short lives too: a start must survive a kill as well.

    A program that is so much `slower` passes fewer stations and gets more time for them.
    """
    if chance.random() < 0.5 or stations:
        return Kill(chance.choice(stations or STATIONS), chance.randint(1, 60 // slower), 0.4 * slower)
    return Kill("", 0, chance.uniform(0.0, 0.15 * slower))
