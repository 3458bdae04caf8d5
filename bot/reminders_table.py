"""Room: command line. What the planner would tell whom, as counts by day and kind. No names, no addresses."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.exports.figures import Column, CountTable, Row
from bot.model.day import local_day
from bot.model.reminder import Kind
from bot.model.urn import channel_of
from content.book import Book
from content.copybook import Copy
from handlers.reminders.facts import Facts
from handlers.reminders.plan import Hurdle, plan


@dataclass(slots=True)
class Forecast:
    """How many persons are told of what on which day, and how many cannot be, and why."""

    people: int = 0
    reached: int = 0
    """Persons who are told of anything at all."""
    told: Counter[tuple[date, Kind, str]] = field(default_factory=Counter)
    missed: Counter[tuple[Kind, Hurdle, str]] = field(default_factory=Counter)


def forecast(
    everybody: Iterable[Facts], book: Book, now: datetime, until: datetime, windows: Mapping[str, timedelta | None]
) -> Forecast:
    """What would happen until `until` if nobody wrote meanwhile. A person counts once in each line."""
    found = Forecast()
    for facts in everybody:
        channel = channel_of(facts.urn)
        planned = plan(facts, book, now, until, windows.get(channel))
        told = {(local_day(one.at), one.occasion.kind, channel) for one in planned if one.at and one.at <= until}
        missed = {(one.occasion.kind, one.hurdle, channel) for one in planned if one.hurdle}
        found.told.update(told)
        found.missed.update(missed)
        found.people += 1
        found.reached += bool(told)
    return found


def reminders_table(found: Forecast, title: str, copy: Copy) -> CountTable:
    """Days first, then what stands in the way."""
    columns = (
        Column(copy.say("forecast.day"), "date"),
        Column(copy.say("forecast.kind")),
        Column(copy.say("forecast.channel")),
        Column(copy.say("forecast.people"), "integer"),
        Column(copy.say("forecast.hurdle")),
    )
    note = copy.say("forecast.note", people=found.people, reached=found.reached)
    return CountTable(title, columns, [*_told(found, copy), *_missed(found, copy)], notes=(note,))


def _told(found: Forecast, copy: Copy) -> list[Row]:
    return [
        (day, copy.say(f"remind.kind_{kind}"), channel, count, "")
        for (day, kind, channel), count in sorted(found.told.items())
    ]


def _missed(found: Forecast, copy: Copy) -> list[Row]:
    return [
        ("", copy.say(f"remind.kind_{kind}"), channel, count, copy.say(f"forecast.{hurdle}"))
        for (kind, hurdle, channel), count in sorted(found.missed.items())
    ]
