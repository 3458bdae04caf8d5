"""Room: channels. Halfway: long letters of which some pieces have arrived, so that a retry repeats none of them.

It lives in memory: after a crash the whole letter goes again, which the outbox counts as a repeat.
"""

from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import Final, Generic, TypeVar

from bot.model.urn import MessageId

KEPT: Final = 1000
"""Letters remembered. The oldest are forgotten: they were cancelled, or will be repeated from their start."""

Piece = TypeVar("Piece")


class Halfway(Generic[Piece]):
    """What is left of each letter that is on its way."""

    def __init__(self, keep: int = KEPT) -> None:
        self._left: OrderedDict[MessageId, deque[Piece]] = OrderedDict()
        self._keep = keep

    def left(self, letter: MessageId, pieces: Iterable[Piece]) -> deque[Piece]:
        """What still has to go: all the pieces at first. Whoever sends takes off the front what has arrived."""
        if letter not in self._left:
            self._left[letter] = deque(pieces)
            if len(self._left) > self._keep:
                self._left.popitem(last=False)
        return self._left[letter]

    def forget(self, letter: MessageId) -> None:
        """It has arrived, or never will."""
        self._left.pop(letter, None)

    def __len__(self) -> int:
        """How many letters are on their way."""
        return len(self._left)
