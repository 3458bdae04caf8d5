"""Room: jobs. What runs by the clock. A job only asks the store to keep house, or enqueues updates and messages."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.model.channel import Intake
from bot.model.day import VIETNAM, local_day
from bot.model.reminder import TICK, TIMER, quiet, tick
from bot.model.report import Report
from bot.model.update import Timer, Update
from bot.model.urn import channel_of
from content.agenda import coming
from content.book import Book
from handlers import agenda, wellbeing
from handlers.reminders.facts import REPORT, Facts, facts_of
from handlers.reminders.plan import due
from storage import Store

log = structlog.get_logger("jobs")

_WHOLE: Final = datetime(2026, 1, 1, tzinfo=VIETNAM)
MEGABYTE: Final = 2**20
_BATCH: Final = 100
"""People looked at before others get a turn."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a job may use."""

    store: Store
    book: Callable[[], Book]
    intake: Intake
    windows: Mapping[str, timedelta | None]
    """The channels that are on, and how long after a person wrote each carries a message to them for free."""
    look: Callable[[], None] = lambda: None
    """There may be something passed on to people, or something to send."""
    health: Callable[[], Mapping[str, object]] = dict
    """What /healthz would say: disk and channels only the running program can look at."""


Job = Callable[[Desk, datetime], Awaitable[None]]


async def forget(desk: Desk, now: datetime) -> None:
    """Apply the retention rules."""
    gone = await desk.store.forget(now)
    log.info("forgot", updates=gone.updates, messages=gone.messages, sessions=gone.sessions, contacts=gone.contacts)


async def reconcile(desk: Desk, now: datetime) -> None:
    """Recompute the counters from the facts and shout on any difference."""
    proof = desk.store.prove()
    await desk.store.note_sign("reconcile", len(proof.findings), now)
    for finding in proof.findings:
        log.error("ledger_broken", promise=finding.promise, ids=finding.ids[:20])


async def remind(desk: Desk, now: datetime) -> None:
    """Say of whom something is due; whether they are told is decided when their turn comes."""
    if quiet(now):
        return
    await desk.store.drop_stale(now)
    book, after = desk.book(), 0
    rows: Report = ()
    while not after or len(rows) == _BATCH:
        rows = desk.store.report(REPORT, None, now, {"after": str(after), "count": str(_BATCH)})
        timers = (_timer(desk, book, facts_of(row), now) for row in rows)
        await asyncio.gather(*(desk.intake(timer) for timer in timers if timer is not None))
        after = rows[-1]["contact"] if rows else -1
        await asyncio.sleep(0)


def _timer(desk: Desk, book: Book, facts: Facts, now: datetime) -> Update | None:
    channel = channel_of(facts.urn)
    occasion = due(facts, book, now, desk.windows[channel]) if channel in desk.windows else None
    if occasion is None:
        return None
    return Update(facts.urn, f"{TIMER}/{occasion.id}/{tick(now):%Y%m%dT%H%M}", now, Timer(TIMER, occasion.id))


async def call_helpers(desk: Desk, now: datetime) -> None:
    """Requests for help that nobody has answered go one step on, so that nobody is left waiting."""
    if await desk.store.advance_helps(now):
        desk.look()


async def tell_organizers(desk: Desk, now: datetime) -> None:
    """Each morning a word about how the program is doing, decided like any other when their turn comes."""
    await _note_health(desk, now)
    for row in desk.store.report("organizers", None, now):
        if channel_of(row["urn"]) in desk.windows:
            key = f"{local_day(now):%Y-%m-%d}"
            await desk.intake(Update(row["urn"], f"{wellbeing.TIMER}/{key}", now, Timer(wellbeing.TIMER, key)))


async def _note_health(desk: Desk, now: datetime) -> None:
    """Disk and troubles go where the decision can read them: it looks at nothing but the file."""
    look = desk.health()
    free, troubles = look.get("disk_free_bytes"), look.get("trouble")
    if isinstance(free, int):
        await desk.store.note_sign("disk", free // MEGABYTE, now)
    for trouble in troubles if isinstance(troubles, list) else ():
        await desk.store.note_sign(f"trouble.{trouble}", 1, now)


async def spread(desk: Desk, now: datetime) -> None:
    """Broadcasts go on where they were, and are closed once everybody's delivery has ended."""
    for number in desk.store.spreading():
        while await desk.store.spread(number, now):
            desk.look()
            await asyncio.sleep(0)
        await desk.store.finish_broadcast(number, now)
        desk.look()


Timed = tuple[str, CronTrigger | IntervalTrigger, Job]


async def announce(desk: Desk, now: datetime) -> None:
    """Organizers hear of what is due in ten and in three days; what exactly is said is decided in their turn."""
    key = local_day(now).isoformat()
    if coming(desk.book().campaign, local_day(now)):
        for row in desk.store.report("organizers", None, now):
            if channel_of(row["urn"]) in desk.windows:
                await desk.intake(Update(row["urn"], f"{agenda.TIMER}/{key}", now, Timer(agenda.TIMER, key)))


JOBS: Final[tuple[Timed, ...]] = (
    ("spread", IntervalTrigger(seconds=TICK.seconds, start_date=_WHOLE, timezone=VIETNAM), spread),
    ("call_helpers", CronTrigger(hour="6-20", minute="*/10", timezone=VIETNAM), call_helpers),
    ("forget", CronTrigger(hour=3, minute=10, timezone=VIETNAM), forget),
    ("reconcile", CronTrigger(hour=3, minute=30, timezone=VIETNAM), reconcile),
    ("announce", CronTrigger(hour=7, minute=5, timezone=VIETNAM), announce),
    ("tell_organizers", CronTrigger(hour=7, timezone=VIETNAM), tell_organizers),
    ("remind", IntervalTrigger(seconds=TICK.seconds, start_date=_WHOLE, timezone=VIETNAM), remind),
)


def start_jobs(desk: Desk, clock: Callable[[], datetime]) -> AsyncIOScheduler:
    """A running scheduler. A run that comes late (busy machine, clock jump) still runs, once."""
    scheduler = AsyncIOScheduler(timezone=VIETNAM)
    for name, trigger, job in JOBS:
        scheduler.add_job(
            _run(job, desk, clock), trigger, id=name, misfire_grace_time=None, coalesce=True, max_instances=1
        )
    scheduler.start()
    return scheduler


def _run(job: Job, desk: Desk, clock: Callable[[], datetime]) -> Callable[[], Awaitable[None]]:
    async def once() -> None:
        await job(desk, clock())

    return once
