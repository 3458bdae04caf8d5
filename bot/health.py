"""Room: app. Health: whether everything that must happen does happen, in numbers anybody may see. Nobody is in them.

A trouble makes /healthz answer 503; a warning wants a look within days. docs/operate.md explains each name.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from bot.config import Settings
from storage import StorageError, Store, Vitals

SILENT: Final = timedelta(minutes=3)
"""A provider is asked every half minute; after this long without a good answer nobody hears what people write."""
UNANSWERED: Final = timedelta(minutes=2)
UNSENT: Final = timedelta(minutes=10)
DISK_FREE: Final = 200 * 1024 * 1024
NIGHTLY: Final = timedelta(hours=36)
"""A nightly thing that is older has missed a night."""
BACKUP: Final = timedelta(days=3)
CLOCK: Final = timedelta(minutes=5)
"""How far rows may lie in the future before it is the clock that is wrong."""


@runtime_checkable
class Polled(Protocol):
    """A channel that notes when its provider last gave a good answer."""

    @property
    def last_poll_at(self) -> datetime | None:
        """None before the first."""
        ...


@dataclass(frozen=True, slots=True)
class Health:
    """What is looked at. `ears` are the channels that must hear from their provider all the time."""

    store: Store
    channels: Mapping[str, object]
    ears: frozenset[str]
    folder: Path
    clock: Callable[[], datetime]
    started: datetime
    least_free: int = DISK_FREE
    """Bytes below which the disk is trouble."""

    def look(self) -> dict[str, object]:
        """Everything at this moment, as /healthz shows it."""
        now = self.clock()
        free = shutil.disk_usage(self.folder).free
        try:
            vitals = self.store.vitals(now)
        except StorageError as error:
            return {"ok": False, "trouble": ["database"], "error": type(error).__name__, "disk_free_bytes": free}
        trouble = [*self._silent(now), *_stuck(vitals, now), *(["disk_low"] if free < self.least_free else [])]
        trouble += list(self._nights(vitals, now))
        return {
            "ok": not trouble,
            "trouble": trouble,
            "warnings": list(self._warnings(vitals, now)),
            "uptime_seconds": _age(self.started, now),
            "last_poll_seconds": {name: _age(at, now) for name, at in self._polls().items()},
            "inbox_pending": vitals.pending,
            "inbox_oldest_seconds": _age(vitals.oldest_pending, now),
            "outbox_open": vitals.queued,
            "outbox_oldest_due_seconds": _age(vitals.oldest_due, now),
            "set_aside": vitals.set_aside,
            "failed_in_a_day": vitals.failed_today,
            "received_total": vitals.received,
            "messages_total": vitals.messages,
            "repeated_total": vitals.repeated,
            "requests_overdue": vitals.overdue_requests,
            "quota_spent": {channel: spent.n for channel, spent in vitals.quotas.items()},
            "disk_free_bytes": free,
            "reconcile_findings": sign.n if (sign := vitals.signs.get("reconcile")) else None,
            "reconcile_seconds": _age(sign.at, now) if sign else None,
            "backup_seconds": _age(sign.at, now) if (sign := vitals.signs.get("backup")) else None,
        }

    def _polls(self) -> dict[str, datetime | None]:
        ears = ((name, self.channels[name]) for name in sorted(self.ears) if name in self.channels)
        return {name: channel.last_poll_at for name, channel in ears if isinstance(channel, Polled)}

    def _silent(self, now: datetime) -> Iterator[str]:
        for name, at in self._polls().items():
            if now - max(at or self.started, self.started) > SILENT:
                yield f"silent_{name}"

    def _nights(self, vitals: Vitals, now: datetime) -> Iterator[str]:
        proof = vitals.signs.get("reconcile")
        if proof is not None and proof.n:
            yield "ledger_broken"
        if now - max(proof.at if proof else self.started, self.started) > NIGHTLY:
            yield "ledger_unproved"

    def _warnings(self, vitals: Vitals, now: datetime) -> Iterator[str]:
        backup = vitals.signs.get("backup")
        if backup is None or now - backup.at > BACKUP:
            yield "backup_old"
        if vitals.set_aside:
            yield "set_aside"
        if vitals.overdue_requests:
            yield "requests_overdue"
        elif vitals.due_requests:
            yield "requests_due"
        if any(spent.is_full for spent in vitals.quotas.values()):
            yield "quota_low"


def _stuck(vitals: Vitals, now: datetime) -> Iterator[str]:
    if vitals.oldest_pending and now - vitals.oldest_pending > UNANSWERED:
        yield "inbox_stuck"
    if vitals.oldest_due and now - vitals.oldest_due > UNSENT:
        yield "outbox_stuck"
    if vitals.newest and vitals.newest - now > CLOCK:
        yield "clock_back"


def _age(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else round(max(0.0, (now - at).total_seconds()), 1)


def ears_of(settings: Settings) -> frozenset[str]:
    """Who must be heard from: Telegram always (with a webhook it is asked how that is doing), a Zalo Bot that polls."""
    polls = {"zalo_bot"} if not settings.zalo_bot_webhook_secret.get_secret_value() else set()
    return frozenset({"telegram", *polls})
