"""Room: outbox. Pace: when the next message of a channel may leave, evenly spaced and never above its limits.

Even spacing keeps any second of time within the provider's count (a bucket would allow twice as many in
the second after a pause) and lets a reply slip in between two messages of a broadcast.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Final

from bot.model.channel import Limits
from bot.model.urn import Urn

SHARE: Final = 0.985
"""Of the permitted rate; the rest is for the network's jitter."""

AHEAD: Final = 0.1
"""Seconds of slots taken at once. A reply waits at most this long behind a broadcast."""

MINUTE: Final = 60.0
"""Seconds in which a group gets no more than its share."""

UNPACED: Final = 64
"""Messages at once on a channel that names no rate."""


@dataclass(slots=True)
class Pace:
    """The slots of one channel. Times are seconds of a monotonic clock."""

    limits: Limits
    _next: float = 0.0
    _held_until: float = 0.0
    _latest: OrderedDict[Urn, deque[float]] = field(default_factory=OrderedDict)
    """When each contact got its latest messages, as many as may go at once."""
    _groups: OrderedDict[Urn, deque[float]] = field(default_factory=OrderedDict)
    """When each group got its latest messages, as many as a minute allows."""

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
        """One contact has just got a message; after a few at once the next one to them has to wait a little."""
        if self.limits.per_contact_second:
            self._latest.setdefault(urn, deque(maxlen=self.limits.contact_burst)).append(now)
            self._latest.move_to_end(urn)

    def sent_to_group(self, urn: Urn, now: float, pieces: int) -> None:
        """A group has just got so many messages of its minute."""
        most = self.limits.per_group_minute
        if most:
            self._groups.setdefault(urn, deque(maxlen=most)).extend([now] * pieces)
            self._groups.move_to_end(urn)
            while next(iter(self._groups.values()))[-1] <= now - MINUTE:
                self._groups.popitem(last=False)

    def group_wait(self, urn: Urn, now: float, pieces: int) -> float:
        """Seconds until so many more messages may go to a group; nobody else waits for it.

        What is longer than a whole minute's share goes when nothing of the last minute is in its way.
        """
        most = self.limits.per_group_minute or pieces
        sent = [at for at in self._groups.get(urn, ()) if at > now - MINUTE]
        excess = len(sent) + min(pieces, most) - most
        return sent[excess - 1] + MINUTE - now if excess > 0 else 0.0

    def resting(self, now: float) -> tuple[Urn, ...]:
        """Who may not get another message yet."""
        while self._latest and next(iter(self._latest.values()))[-1] + self._burst_seconds <= now:
            self._latest.popitem(last=False)
        return tuple(urn for urn, sent in self._latest.items() if self._rested_at(sent) > now)

    @property
    def _burst_seconds(self) -> float:
        """In any so many seconds one contact gets no more than may go at once: then the rate is kept as well."""
        return self.limits.contact_burst / (self.limits.per_contact_second or 1)

    def _rested_at(self, sent: deque[float]) -> float:
        return sent[0] + self._burst_seconds if len(sent) == self.limits.contact_burst else 0.0

    def hold(self, seconds: float, now: float) -> None:
        """The provider asks the whole channel to wait."""
        self._held_until = max(self._held_until, now + seconds)

    def wait(self, now: float) -> float | None:
        """Seconds until something changes by itself; None when only new work can change anything."""
        times = [self._held_until, *map(self._rested_at, self._latest.values())]
        if self.spacing and self._next > now + AHEAD:
            times.append(self._next - AHEAD)
        ahead = [moment - now for moment in times if moment > now]
        return min(ahead) if ahead else None
