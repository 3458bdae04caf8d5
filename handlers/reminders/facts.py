"""Room: handlers. Facts: what is known of somebody who asked to be reminded: one row of the report `reminding`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.model.reminder import Kind
from bot.model.report import Row
from bot.model.urn import Urn
from handlers.turn import Turn

REPORT: Final = "reminding"


@dataclass(frozen=True, slots=True)
class Facts:
    """One person. Moments are aware UTC."""

    contact: int
    urn: Urn
    since: Mapping[Kind, datetime]
    """What they asked for, and when they did."""
    stopped: bool = False
    group: str = ""
    heard_at: datetime | None = None
    """When they last wrote."""
    lesson: str = ""
    """The lesson they began last, kept only for who wants to be reminded of an unfinished one."""
    opened_at: datetime | None = None
    review_at: datetime | None = None
    """When their next question is due to be asked again."""
    learned: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    """What a placement quiz let them leave for later."""
    proactive: tuple[datetime, ...] = ()
    """When we spoke first in the last week, or are about to; broadcasts too."""
    told: frozenset[str] = frozenset()
    """The occasions they know of, as `kind/key`."""
    unanswered: int = 0
    """Reminders since they last wrote."""


def facts_of(row: Row) -> Facts:
    """The facts in a row of the report. Kinds of a newer program are none of ours."""
    pairs = (word.partition("=") for word in (row["kinds"] or "").split())
    return Facts(
        contact=row["contact"],
        urn=Urn(row["urn"]),
        since={Kind(kind): datetime.fromisoformat(at) for kind, _, at in pairs if kind in set(Kind)},
        stopped=bool(row["stopped"]),
        group=row["grp"],
        heard_at=_moment(row["heard_at"]),
        lesson=row["lesson"] or "",
        opened_at=_moment(row["opened_at"]),
        review_at=_moment(row["review_at"]),
        learned=frozenset((row["learned"] or "").split(",")),
        skipped=frozenset((row["skipped"] or "").split(",")),
        proactive=tuple(datetime.fromisoformat(at) for at in (row["proactive"] or "").split()),
        told=frozenset((row["told"] or "").split()),
        unanswered=row["unanswered"],
    )


def facts_at_hand(turn: Turn) -> Facts | None:
    """The facts about whoever this turn is with; None when they asked for nothing (or nothing was loaded)."""
    rows = turn.reports.get(REPORT, ())
    return facts_of(rows[0]) if rows else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
