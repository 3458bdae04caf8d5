"""Room: jobs. What runs by the clock. A job only asks the store to keep house, or enqueues updates and messages."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.model.day import VIETNAM
from storage import Store

log = structlog.get_logger("jobs")

Job = Callable[[Store, datetime], Awaitable[None]]


async def forget(store: Store, now: datetime) -> None:
    """Apply the retention rules."""
    gone = await store.forget(now)
    log.info("forgot", updates=gone.updates, messages=gone.messages, sessions=gone.sessions, contacts=gone.contacts)


async def reconcile(store: Store, now: datetime) -> None:
    """Recompute the counters from the facts and shout on any difference."""
    proof = store.prove()
    for finding in proof.findings:
        log.error("ledger_broken", promise=finding.promise, ids=finding.ids[:20])


JOBS: Final[tuple[tuple[str, CronTrigger, Job], ...]] = (
    ("forget", CronTrigger(hour=3, minute=10, timezone=VIETNAM), forget),
    ("reconcile", CronTrigger(hour=3, minute=30, timezone=VIETNAM), reconcile),
)


def start_jobs(store: Store, clock: Callable[[], datetime]) -> AsyncIOScheduler:
    """A running scheduler. A run that comes late (busy machine, clock jump) still runs, once."""
    scheduler = AsyncIOScheduler(timezone=VIETNAM)
    for name, trigger, job in JOBS:
        scheduler.add_job(
            _run(job, store, clock), trigger, id=name, misfire_grace_time=None, coalesce=True, max_instances=1
        )
    scheduler.start()
    return scheduler


def _run(job: Job, store: Store, clock: Callable[[], datetime]) -> Callable[[], Awaitable[None]]:
    async def once() -> None:
        await job(store, clock())

    return once
