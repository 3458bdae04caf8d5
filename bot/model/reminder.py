"""Room: model. Reminder: what people may ask to be told by themselves, how often at most, and the quiet hours."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from bot.model.day import VIETNAM


class Kind(StrEnum):
    """What a person may ask to be reminded of, each by itself."""

    COUNTDOWN = "dem-nguoc"
    DEADLINE = "han"
    UNFINISHED = "do-dang"
    REVIEW = "on-tap"
    DAILY = "bai-hoc"
    NEWS = "tin-xa"
    """Not an occasion of its own: whoever wants it may be told what the commune sends (broadcasts)."""


TIMER: Final = "reminder"
"""The name of our timers; their key is that of the occasion, `kind/key`."""

CAP: Final = 2
"""Messages nobody asked for at that moment, to one person, in any WEEK; reminders and broadcasts together."""
WEEK: Final = timedelta(days=7)
PATIENCE: Final = 3
"""Reminders without a word in return; then we are silent until the person writes again."""
TICK: Final = timedelta(minutes=5)
"""How often the job looks; moments of a plan lie on ticks, so that seconds of sending never add up."""

QUIET_FROM: Final = time(21, 0)
QUIET_TILL: Final = time(6, 30)


def quiet(moment: datetime) -> bool:
    """Whether Viet Nam sleeps: from 21:00 on, until 06:30."""
    hour = moment.astimezone(VIETNAM).time()
    return hour >= QUIET_FROM or hour < QUIET_TILL


def morning(moment: datetime) -> datetime:
    """The end of the quiet hours that `moment` lies in; any other moment as it is."""
    if not quiet(moment):
        return moment
    local = moment.astimezone(VIETNAM)
    day = local.date() + timedelta(days=1) if local.time() >= QUIET_FROM else local.date()
    return datetime.combine(day, QUIET_TILL, VIETNAM).astimezone(moment.tzinfo)


def evening(moment: datetime) -> datetime:
    """The last tick before the quiet hours that `moment` lies in; any other moment as it is."""
    if not quiet(moment):
        return moment
    local = moment.astimezone(VIETNAM)
    day = local.date() if local.time() >= QUIET_FROM else local.date() - timedelta(days=1)
    return datetime.combine(day, QUIET_FROM, VIETNAM).astimezone(moment.tzinfo) - TICK


def next_tick(moment: datetime) -> datetime:
    """The tick that is not before `moment`."""
    return tick(moment + TICK - timedelta(microseconds=1))


def tick(moment: datetime) -> datetime:
    """The tick that `moment` belongs to."""
    return moment.replace(microsecond=0) - timedelta(seconds=int(moment.timestamp()) % TICK.seconds)
