"""Room: web. Flood: how fast one contact, address or socket may talk. Bounded memory; it reads no clock."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from bot.model.urn import Urn

KEYS_KEPT: Final = 20_000


class Verdict(IntEnum):
    """What to do with one more frame; a larger number is stricter."""

    GO = 0
    STILL_SLOW = 1
    """Refused; they were told in this burst already."""
    SLOW_DOWN = 2
    """Refused, and nobody has told them yet."""


@dataclass(slots=True)
class Bucket:
    """What is left for one key, and whether they were told that it ran out."""

    tokens: float
    at: float
    told: bool = False


class Flood:
    """Token buckets: `burst` at once, then `per_second`. Whoever was silent longest is forgotten first."""

    def __init__(self, burst: float, per_second: float, monotonic: Callable[[], float], keep: int = KEYS_KEPT) -> None:
        self._burst = burst
        self._per_second = per_second
        self._monotonic = monotonic
        self._keep = keep
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, key: str) -> Verdict:
        """Spend one token of this key, if there is one."""
        bucket = self._refilled(key)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return Verdict.GO
        if bucket.told:
            return Verdict.STILL_SLOW
        bucket.told = True
        return Verdict.SLOW_DOWN

    def __len__(self) -> int:
        return len(self._buckets)

    def _refilled(self, key: str) -> Bucket:
        now = self._monotonic()
        bucket = self._buckets.setdefault(key, Bucket(self._burst, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._keep:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + max(0.0, now - bucket.at) * self._per_second)
        bucket.at = now
        # A full bucket means the burst is over, so the next one may be told about again.
        if bucket.tokens >= self._burst:
            bucket.told = False
        return bucket


class Gate:
    """The three floods of the chat."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._contacts = Flood(12, 1, monotonic)
        self._addresses = Flood(60, 10, monotonic)
        self._monotonic = monotonic

    def may_speak(self, urn: Urn, address: str) -> Verdict:
        """One more thing said by this person from this address."""
        from_address = self._addresses.take(address)
        return self._contacts.take(urn) if from_address is Verdict.GO else from_address

    def may_enter(self, address: str) -> bool:
        """One more socket from this address, which a whole school may share."""
        return self._addresses.take(address) is Verdict.GO

    def for_socket(self) -> Flood:
        """Every frame of one socket, of any kind. No page of ours comes near it."""
        return Flood(120, 20, self._monotonic, keep=1)
