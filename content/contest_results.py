"""Room: content. Contest results: persons by score then time, villages by share of adults, and where many came at once.

Ties are ties. A child, and who has had their data erased, counts in totals and stands on no list of persons. The share
of a village counts adults only, because its denominator does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from bot.model.contest import PASS_PERCENT, Contest, Entry, Margin, pseudonym
from bot.model.day import VIETNAM
from bot.model.report import Report, Row
from content.wilson import lower_bound

CROWD: Final = 5
"""So many beginnings in one hour, out of one village and through one link, are shown. Shown, not judged."""


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the board. Equal score and equal seconds are the same place."""

    place: int
    name: str
    unit: str
    right: int
    seconds: int
    finished: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Village:
    """How a village did; place and shares are None while nobody has entered its number of adults."""

    place: int | None
    unit: str
    entries: int
    passed: int
    minors: int
    adults: int | None
    percent: float | None
    bound: float | None


@dataclass(frozen=True, slots=True)
class Crowd:
    """Many attempts that began in the same hour, from the same village, through the same link."""

    hour: datetime
    unit: str
    share: str
    entries: int
    passed: int
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that can be said about a contest."""

    entries: int
    minors: int
    persons: tuple[Person, ...]
    villages: tuple[Village, ...]
    crowds: tuple[Crowd, ...]


def contest_of(row: Row) -> Contest:
    """The contest of a row of the report `contest`."""
    starts, ends = (datetime.fromisoformat(str(row[name])) for name in ("starts_at", "ends_at"))
    questions = tuple(str(row["questions"]).split())
    return Contest(int(row["id"]), str(row["title"]), questions, starts, ends, Margin(int(row["margin"])))


def entries_of(rows: Report) -> tuple[Entry, ...]:
    """The attempts of the report `contest_entries`."""
    return tuple(_entry(row) for row in rows)


def adults_of(rows: Report) -> dict[str, int]:
    """How many adults each village has, of the report `numbers`."""
    return {
        str(row["unit"]): int(row["value"]) for row in rows if row["kind"] == "denominator" and row["name"] == "adults"
    }


def results(
    contest: Contest, entries: Sequence[Entry], adults: Mapping[str, int], merged: Mapping[str, str]
) -> Results:
    """Rank everything. `merged`: villages that are part of another one by now."""
    persons = _persons(contest, [entry for entry in entries if entry.known and not entry.minor])
    villages = _villages(contest, entries, adults, merged)
    return Results(
        len(entries), sum(entry.minor for entry in entries), persons, villages, _crowds(contest, entries, merged)
    )


def passed(contest: Contest, entry: Entry) -> bool:
    """Whether this attempt counts for its village."""
    return entry.right * 100 >= PASS_PERCENT * len(contest.questions)


def seconds(contest: Contest, entry: Entry) -> int:
    """From the first question to the last answer by our clock; to the end for who did not finish."""
    return int(((entry.finished or contest.ends) - entry.started) / timedelta(seconds=1))


def _persons(contest: Contest, entries: Sequence[Entry]) -> tuple[Person, ...]:
    worth = {entry.id: (-entry.right, seconds(contest, entry)) for entry in entries}
    ordered = sorted(entries, key=lambda entry: (worth[entry.id], entry.id))
    place, persons = 0, []
    for number, entry in enumerate(ordered, 1):
        if number == 1 or worth[entry.id] != worth[ordered[number - 2].id]:
            place = number
        name = entry.name or pseudonym(contest.id, entry.id)
        ended = entry.finished is not None
        persons.append(Person(place, name, entry.unit, entry.right, worth[entry.id][1], ended, entry.own))
    return tuple(persons)


def _villages(
    contest: Contest, entries: Sequence[Entry], adults: Mapping[str, int], merged: Mapping[str, str]
) -> tuple[Village, ...]:
    units = sorted({merged.get(entry.unit, entry.unit) for entry in entries})
    counted = [
        _village(contest, unit, [e for e in entries if merged.get(e.unit, e.unit) == unit], adults) for unit in units
    ]
    ranked = sorted(counted, key=lambda one: (one.bound is None, -(one.bound or 0.0), -one.passed, one.unit))
    bounds = [one.bound for one in ranked if one.bound is not None]
    return tuple(_placed(one, bounds) for one in ranked)


def _village(contest: Contest, unit: str, entries: Sequence[Entry], adults: Mapping[str, int]) -> Village:
    grown = [entry for entry in entries if not entry.minor]
    good = sum(passed(contest, entry) for entry in grown)
    whole = adults.get(unit) or None
    percent = 100 * good / whole if whole else None
    bound = lower_bound(good, whole, contest.margin) if whole else None
    return Village(None, unit, len(grown), good, len(entries) - len(grown), whole, percent, bound)


def _placed(village: Village, bounds: Sequence[float]) -> Village:
    if village.bound is None:
        return village
    place = 1 + sum(other > village.bound for other in bounds)
    return replace(village, place=place)


def _crowds(contest: Contest, entries: Iterable[Entry], merged: Mapping[str, str]) -> tuple[Crowd, ...]:
    groups: dict[tuple[datetime, str, str], list[Entry]] = {}
    for entry in entries:
        hour = entry.started.astimezone(VIETNAM).replace(minute=0, second=0, microsecond=0)
        groups.setdefault((hour, merged.get(entry.unit, entry.unit), entry.share), []).append(entry)
    crowds = [_crowd(contest, place, group) for place, group in groups.items() if len(group) >= CROWD]
    return tuple(sorted(crowds, key=lambda crowd: (-crowd.entries, crowd.hour, crowd.unit)))


def _crowd(contest: Contest, place: tuple[datetime, str, str], group: Sequence[Entry]) -> Crowd:
    times = [seconds(contest, entry) for entry in group if entry.finished]
    good = sum(passed(contest, entry) for entry in group)
    return Crowd(*place, len(group), good, int(median(times)) if times else None)


def _entry(row: Row) -> Entry:
    finished = row["finished_at"]
    return Entry(
        id=int(row["id"]),
        name=str(row["name"]),
        unit=str(row["unit"]),
        share=str(row["share"]),
        channel=str(row["channel"]),
        minor=bool(row["minor"]),
        known=bool(row["known"]),
        own=bool(row["own"]),
        started=datetime.fromisoformat(str(row["started_at"])),
        finished=datetime.fromisoformat(str(finished)) if finished else None,
        answered=int(row["answered"]),
        right=int(row["right"]),
    )
