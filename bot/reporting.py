"""Room: app. Reporting: reads what a report needs from the store, freezes what it says, and tells what changed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.counting import count_table
from bot.exports.figures import Change, CountTable, ReportDraft
from bot.exports.suppress import suppress
from bot.model.count import By, Count, Question
from bot.model.day import local_day
from bot.model.evidence import Evidence
from bot.model.report import Report
from bot.report_draft import Findings, draft_report
from bot.report_figures import Ledger, Period, reports_until
from content.book import Book
from content.calendar import quarter_period
from content.facts import Facts, facts_of
from content.numerals import day
from storage import Store

_LOGGED = ("guidance_sessions", "classes", "publicity", "posts")


def period_of(book: Book, quarter: str) -> Period:
    """The days of a quarter by the plan's own rule.

    Raises:
        ValueError: it is no quarter.
    """
    key = quarter.upper().replace("-", "")
    return Period(key, *quarter_period(key, book.campaign.report.cutoff_rule))


async def make_report(store: Store, book: Book, period: Period, now: datetime) -> ReportDraft:
    """The draft of a period, frozen; made once more, it says what has changed since."""
    ledger = Ledger(book, period, *(_facts_at(store, book, until, now) for until in (period.until, period.before)))
    found = _findings(store, ledger, now)
    draft = draft_report(ledger, found)
    changed = _changes(draft, store.figures.snapshot(book.campaign.id, period.key))
    shown = published(found.villages, store.figures.snapshots(book.campaign.id))
    await store.figures.keep_snapshot(book.campaign.id, period.key, _frozen(draft, found.villages), now)
    return draft_report(ledger, replace(found, villages=shown), changed)


def _facts_at(store: Store, book: Book, until: date, now: datetime) -> Facts:
    def read(name: str, given: Mapping[str, str]) -> Report:
        return store.report(name, None, now, given)

    return facts_of(book.campaign, reports_until(read, until))


def _findings(store: Store, ledger: Ledger, now: datetime) -> Findings:
    period, book = ledger.period, ledger.book
    whole = Question((By.UNIT,), None, period.until)
    title = book.copy.say("office.by_village", until=book.copy.say("office.until", until=day(period.until)))
    villages = _narrow(replace(count_table(store, book, whole, now, ids=False), title=title, notes=()))
    return Findings(
        groups=_groups(store, period),
        opened=sum(one.n for one in _counts(store, period, ()) if one.series == "happenings.opened"),
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


def _counts(store: Store, period: Period, by: tuple[By, ...]) -> tuple[Count, ...]:
    return store.figures.count(Question(by, period.since, period.until))


def _groups(store: Store, period: Period) -> dict[str, tuple[int, int]]:
    """Persons who passed a quiz, by group: new in the period, and all by its end."""
    learners = f"learners.{Evidence.QUIZ_PASSED}"
    new = {one.at[By.GROUP]: one.n for one in _counts(store, period, (By.GROUP,)) if one.series == learners}
    question = Question((By.GROUP,), None, period.until)
    whole = {one.at[By.GROUP]: one.n for one in store.figures.count(question) if one.series == learners}
    return {group: (new.get(group, 0), n) for group, n in whole.items()}


def _logged(ledger: Ledger, series: str) -> tuple[int | None, int | None]:
    days = [(one.day, one.n) for one in ledger.now.logged if one.series == series and one.day <= ledger.period.until]
    if not any(one.series == series for one in ledger.now.logged):
        return None, None
    return sum(n for at, n in days if at >= ledger.period.since), sum(n for _, n in days)


def published(villages: CountTable, snapshots: list[str]) -> CountTable:
    """Small counts hidden, also those that an earlier report would give away by subtraction."""
    table = suppress(villages)
    for snapshot in snapshots:
        rows = json.loads(snapshot)["villages"]
        if rows and len(rows[0]) == len(villages.columns):
            *body, totals = [tuple(row) for row in rows]
            table = suppress(table, earlier=replace(villages, rows=tuple(body), totals=totals))
    return table


def _frozen(draft: ReportDraft, villages: CountTable) -> str:
    """What the report says, as text that is the same for the same figures."""
    figures = {one.id: [one.label, one.unit, one.value] for one in draft.annex}
    rows = [list(row) for row in (*villages.rows, villages.totals or ())]
    return json.dumps({"figures": figures, "villages": rows}, ensure_ascii=False, sort_keys=True)


def _changes(draft: ReportDraft, before: str | None) -> tuple[Change, ...]:
    """Figures of the same period that an earlier run said differently."""
    if before is None:
        return ()
    old = json.loads(before)["figures"]
    return tuple(
        Change(one.label, one.unit, old[one.id][2], one.value)
        for one in draft.annex
        if one.id in old and old[one.id][2] != one.value
    )
