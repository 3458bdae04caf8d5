"""Room: app. Known: what a store, or a frozen reading of one, knows about the plan's targets at a moment."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from bot.model.contact import Contact
from bot.model.count import Count, Question
from bot.model.day import local_day
from bot.model.report import Report
from content.campaign import Campaign
from content.facts import NEEDS, Facts, facts_of, given


class Counted(Protocol):
    """Where counts are asked."""

    def count(self, question: Question) -> tuple[Count, ...]:
        """The cells that answer a question."""


class Source(Protocol):
    """Where figures come from: the Store, or what it once said (bot.report_readings)."""

    @property
    def figures(self) -> Counted:
        """Where counts are asked."""

    def report(
        self, name: str, contact: Contact | None, now: datetime, given: Mapping[str, str] | None = None
    ) -> Report:
        """The rows of a named query."""


def read_facts(source: Source, plan: Campaign, now: datetime) -> Facts:
    """As of this moment."""
    asked = given(plan, local_day(now))
    return facts_of(plan, {name: source.report(name, None, now, asked) for name in NEEDS})


def facts_until(source: Source, plan: Campaign, until: date, now: datetime) -> Facts:
    """As they stood at the end of a day."""
    asked = {**given(plan, min(until, local_day(now))), "until": until.isoformat()}
    reports = {name: source.report(name, None, now, asked) for name in NEEDS if name != "attained"}
    return facts_of(plan, {**reports, "attained": source.report("attained_until", None, now, asked)})
