"""Room: outbox. Pace: when the next message of a channel may leave, evenly spaced and never above its limits.

Even spacing keeps any second of time within the provider's count (a bucket would allow twice as many in
the second after a pause) and lets a reply slip in between two messages of a broadcast.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from bot.model.channel import Limits
from bot.model.urn import Urn

SHARE: Final = 0.985
"""Of the permitted rate; the rest is for the network's jitter."""

AHEAD: Final = 0.1
"""Seconds of slots taken at once. A reply waits at most this long behind a broadcast."""

UNPACED: Final = 64
"""Messages at once on a channel that names no rate."""


@dataclass(slots=True)
class Pace:
    """The slots of one channel. Times are seconds of a monotonic clock."""

    limits: Limits
    _next: float = 0.0
    _held_until: float = 0.0
    _resting: OrderedDict[Urn, float] = field(default_factory=OrderedDict)

    @property
    def spacing(self) -> float:
        """Seconds between two messages of the channel; 0 when it names no rate."""
        rate = self.limits.per_second
        return 1 / (rate * SHARE) if rate else 0.0

    def room(self, now: float) -> int:
        """How many slots begin soon."""
        if now < self._held_until:
            return 0
        if not self.spacing:
            return UNPACED
        return max(0, int((now + AHEAD - max(self._next, now)) / self.spacing) + 1)

    def slot(self, now: float) -> float:
        """Take the next slot; the seconds until it begins."""
        begins = max(self._next, now)
        self._next = begins + self.spacing
        return begins - now

    def sent(self, urn: Urn, now: float) -> None:
        """One contact has just got a message, so the next one to them has to wait a little."""
        rate = self.limits.per_contact_second
        if rate:
            self._resting[urn] = now + 1 / rate
            self._resting.move_to_end(urn)

    def resting(self, now: float) -> tuple[Urn, ...]:
        """Who may not get another message yet."""
        while self._resting and next(iter(self._resting.values())) <= now:
            self._resting.popitem(last=False)
        return tuple(self._resting)

    def hold(self, seconds: float, now: float) -> None:
        """The provider asks the whole channel to wait."""
        self._held_until = max(self._held_until, now + seconds)

    def wait(self, now: float) -> float | None:
        """Seconds until something changes by itself; None when only new work can change anything."""
        times = [self._held_until, *([next(iter(self._resting.values()))] if self._resting else [])]
        if self.spacing and self._next > now + AHEAD:
            times.append(self._next - AHEAD)
        ahead = [moment - now for moment in times if moment > now]
        return min(ahead) if ahead else None
