"""Room: app. Reporting: reads what a report needs at one moment, freezes it, and tells what changed since.

What goes outside hides counts of few persons, also those that the reports people have already would give away.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.counting import count_table
from bot.exports.figures import Change, CountTable, ReportDraft
from bot.known import Source, facts_until
from bot.model.count import By, Count, Question
from bot.model.day import local_day
from bot.model.evidence import Evidence
from bot.report_counts import Counts, gathered, masked, shut
from bot.report_draft import Findings, draft_report
from bot.report_figures import Ledger, Period
from bot.report_readings import Readings, reading, unpacked
from content.book import Book
from content.calendar import quarter_period
from content.numerals import day
from storage import Store
from storage.snapshots import Snapshot

_LOGGED = ("guidance_sessions", "classes", "publicity", "posts", "radio")


def period_of(book: Book, quarter: str) -> Period:
    """The days of a quarter, or of a year, by the plan's own rule.

    Raises:
        ValueError: it is neither.
    """
    key = quarter.upper().replace("-", "")
    return Period(key, *quarter_period(key, book.campaign.report.cutoff_rule))


async def make_report(
    store: Store, book: Book, period: Period, now: datetime, *, made: str = "", internal: bool = False
) -> ReportDraft:
    """The draft of a period, its figures frozen; made once more, it says what has changed.

    Whoever draws under a name (`made`) that was drawn already gets the same figures again, so files agree.
    """
    drawn = store.figures.drawn(book.campaign.id, period.key, made)
    if drawn is not None:
        try:
            return _written(store, book, period, unpacked(drawn.readings), now, drawn.id).draft(internal=internal)
        except KeyError:
            pass  # Frozen by an older version, which asked less: it is read anew.
    with reading(store) as said:
        written = _written(store, book, period, said, now, None)
    await store.figures.keep_snapshot(book.campaign.id, period.key, made, written.frozen(), said.packed(), now)
    return written.draft(internal=internal)


@dataclass(frozen=True, slots=True)
class _Written:
    """One report, whole, with what of it stays shut outside and what the last one of its period said."""

    ledger: Ledger
    found: Findings
    whole: ReportDraft
    counts: Counts
    hidden: frozenset[str]
    last: Snapshot | None

    def draft(self, *, internal: bool) -> ReportDraft:
        """The paper for the office (`internal`), or for everybody."""
        if internal:
            return replace(self.whole, changed=_changes(self.whole, self.last, None))
        shown = replace(self.found, villages=masked(self.found.villages, self.hidden))
        changed = _changes(self.whole, self.last, self.hidden)
        return draft_report(replace(self.ledger, hidden=self.hidden), shown, changed)

    def frozen(self) -> str:
        """What the report says, as text that is the same for the same figures."""
        figures = {one.id: [one.label, one.unit, one.value] for one in self.whole.annex}
        said = {"figures": figures, **self.counts.frozen(self.hidden)}
        return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _written(store: Store, book: Book, period: Period, said: Readings, now: datetime, before: int | None) -> _Written:
    """Out of its readings; `before` is its own snapshot, when it was drawn already."""
    plan, copy = book.campaign, book.copy
    at_end, at_start = (facts_until(said, plan, until, now) for until in (period.until, period.before))
    ledger = Ledger(book, period, at_end, at_start, today=local_day(now))
    found = _findings(said, ledger, now)
    whole = draft_report(ledger, found, internal=True)
    passed = copy.say("columns.persons", rung=copy.say(f"rung.{Evidence.QUIZ_PASSED}"))
    counts = gathered(whole, found.villages, plan, passed)
    public = [json.loads(one.figures) for one in store.figures.published(plan.id, period.key, before)]
    hidden = shut(counts, [one for one in public if "counts" in one])
    return _Written(ledger, found, whole, counts, hidden, store.figures.snapshot(plan.id, period.key, before))


def _findings(said: Source, ledger: Ledger, now: datetime) -> Findings:
    period, book = ledger.period, ledger.book
    whole = Question((By.UNIT,), None, period.until)
    title = book.copy.say("office.by_village", until=book.copy.say("office.until", until=day(period.until)))
    villages = _narrow(replace(count_table(said, book, whole, now, ids=False), title=title, notes=()))
    return Findings(
        groups=_groups(said, period),
        opened=_opened(said, period),
        logged={series: _logged(ledger, series) for series in _LOGGED},
        villages=villages,
        running=local_day(now) <= period.until,
    )


def _narrow(table: CountTable) -> CountTable:
    """Names and persons only: a page is narrower than a screen."""
    kept = [at for at, column in enumerate(table.columns) if column.persons or column.kind == "text"]
    rows = [tuple(row[at] for at in kept) for row in table.rows]
    totals = tuple(table.totals[at] for at in kept) if table.totals else None
    return replace(table, columns=tuple(table.columns[at] for at in kept), rows=rows, totals=totals)


def _counted(said: Source, series: str, since: date | None, until: date, by: tuple[By, ...] = ()) -> tuple[Count, ...]:
    return tuple(one for one in said.figures.count(Question(by, since, until)) if one.series == series)


def _opened(said: Source, period: Period) -> int | None:
    """Openings of lessons in the period; None while there never was one."""
    series = "happenings.opened"
    if not _counted(said, series, None, period.until):
        return None
    return sum(one.n for one in _counted(said, series, period.since, period.until))


def _groups(said: Source, period: Period) -> dict[str, tuple[int, int]] | None:
    """Persons who passed a quiz, by group: new in the period, and all by its end; None while nobody has."""
    learners, by = f"learners.{Evidence.QUIZ_PASSED}", (By.GROUP,)
    new = {one.at[By.GROUP]: one.n for one in _counted(said, learners, period.since, period.until, by)}
    whole = {one.at[By.GROUP]: one.n for one in _counted(said, learners, None, period.until, by)}
    return {group: (new.get(group, 0), n) for group, n in whole.items()} or None


def _logged(ledger: Ledger, series: str) -> tuple[int | None, int | None]:
    days = [(one.day, one.n) for one in ledger.now.logged if one.series == series and one.day <= ledger.period.until]
    if not days:
        return None, None
    return sum(n for at, n in days if at >= ledger.period.since), sum(n for _, n in days)


def _changes(whole: ReportDraft, last: Snapshot | None, hidden: frozenset[str] | None) -> tuple[Change, ...]:
    """Figures of the same period that an earlier run said differently; outside (`hidden`) both have to be open."""
    if last is None:
        return ()
    said: Mapping[str, Any] = json.loads(last.figures)
    old = said["figures"]
    closed = set() if hidden is None else hidden | (said["counts"].keys() - set(said["shown"]))
    return tuple(
        Change(one.label, one.unit, old[one.id][2], value)
        for one in whole.annex
        if one.id in old and old[one.id][2] != (value := one.value) and _count_of(one.id) not in closed
    )


def _count_of(name: str) -> str:
    """A share gives its count away, so it goes with it."""
    return f"{name.removesuffix('.percent')}.cumulative" if name.endswith(".percent") else name
