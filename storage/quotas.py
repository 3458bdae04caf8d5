"""Room: storage. Quotas: what a channel's plan has carried this month, and whether what is left is kept for replies.

A month is Viet Nam's; when Zalo begins its own is written nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Final

from bot.model.day import local_day
from bot.model.quota import FULL
from storage.moments import written
from storage.writer import Writer

_DAYS: Final = 15
"""One person may use up in fifteen days what all have for a month, not in half an hour: of 3,000 that is 200 a day."""

_FEWEST: Final = 20
"""Messages a day that even a small plan leaves each person."""


@dataclass(frozen=True, slots=True)
class Spent:
    """`n` of the `most` messages that a month has."""

    n: int
    most: int

    @property
    def is_full(self) -> bool:
        """Whether only replies and help still go out."""
        return self.n >= self.most * FULL

    @property
    def share(self) -> int:
        """How many messages one person may have in a day before answers stop."""
        return max(_FEWEST, self.most // _DAYS)


def count(db: Connection, channel: str, now: datetime) -> None:
    """One more message was carried."""
    db.execute(
        "INSERT INTO quotas (channel, month, n) VALUES (?, ?, 1) ON CONFLICT (channel, month) DO UPDATE SET n = n + 1",
        (channel, month_of(now)),
    )


def spent(db: Connection, now: datetime) -> Mapping[str, Spent]:
    """The channels that have a quota, and how far it is spent."""
    rows = db.execute(
        "SELECT w.channel, coalesce(q.n, 0), w.monthly FROM channel_reaches w"
        " LEFT JOIN quotas q ON q.channel = w.channel AND q.month = ? WHERE w.monthly IS NOT NULL ORDER BY 1",
        (month_of(now),),
    )
    return {channel: Spent(n, most) for channel, n, most in rows.fetchall()}


def of_channel(db: Connection, channel: str, now: datetime) -> Spent | None:
    """How far this channel's quota is spent; None when it has none."""
    row = db.execute(
        "SELECT coalesce(q.n, 0), w.monthly FROM channel_reaches w LEFT JOIN quotas q ON q.channel = w.channel"
        " AND q.month = ? WHERE w.channel = ? AND w.monthly IS NOT NULL",
        (month_of(now), channel),
    ).fetchone()
    return Spent(*row) if row else None


def answered(db: Connection, contact_id: int | None, now: datetime) -> int:
    """How many messages a person has had within a day."""
    row = db.execute(
        "SELECT count(*) FROM outbox WHERE contact_id = ? AND state = 'sent' AND ended_at > ?",
        (contact_id, written(now - timedelta(days=1))),
    ).fetchone()
    return int(row[0])


def month_of(now: datetime) -> str:
    """2026-11."""
    return f"{local_day(now):%Y-%m}"


@dataclass(frozen=True, slots=True)
class Counter:
    """One channel's meter, as bot.model.quota.Meter asks."""

    writer: Writer
    channel: str
    monthly: int | None

    async def count(self, now: datetime) -> None:
        """One more message was carried."""
        await self.writer.do(lambda db: count(db, self.channel, now))
