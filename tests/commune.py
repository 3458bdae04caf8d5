"""Tests: a commune of ten villages and some thousand people over a year, made up but always the same.

Everything goes through storage's own functions, in one transaction, so that counters are kept as they are in life.
"""

import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from bot.feeds import feeds_of
from bot.model.evidence import Evidence
from bot.model.number import Number, NumberKind
from bot.model.urn import ContactId, make_urn
from content.campaign import Campaign
from storage import attainments, completions, contacts, happenings, numbers
from storage.database import connect, prepare

GROUPS: Final = ("nguoi-dan", "nguoi-dan", "nguoi-cao-tuoi", "hoc-sinh", "can-bo", "lao-dong-htx", "tieu-thuong", "")
CHANNELS: Final = ("zalo_oa", "web", "telegram")
START: Final = date(2025, 11, 21)
DAYS: Final = 365


@dataclass(slots=True)
class _Making:
    db: Connection
    plan: Campaign
    chance: random.Random


def make_commune(path: Path, plan: Campaign, people: int, *, seed: int = 8) -> None:
    """Write a database in which this many people have learned for a year."""
    prepare(path)
    with closing(connect(path)) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("BEGIN")
        making = _Making(db, plan, random.Random(seed))
        attainments.follow(db, plan.id, feeds_of(plan))
        for number in range(people):
            _person(making, number)
        numbers.enter(db, _numbers(making), "test", _moment(DAYS, 1))
        db.execute("COMMIT")


def _person(making: _Making, number: int) -> None:
    chance, db = making.chance, making.db
    channel, day = chance.choice(CHANNELS), chance.randrange(DAYS)
    contact_id = contacts.known_or_new(db, make_urn(channel, str(number)), _moment(day, 2))
    if chance.random() < 0.1:  # Reads, and is not counted.
        happenings.add(db, "opened", channel, _moment(day, 3), chance.choice(_lessons(making)))
        return
    contacts.set_consent(db, contact_id, True, "1", channel, _moment(day, 3))
    group = chance.choice(GROUPS) or None
    contacts.set_group(db, contact_id, group, minor=False)
    if chance.random() < 0.9:
        contacts.set_unit(db, contact_id, _village(making))
    _learn(making, contact_id, channel, day)
    if chance.random() < 0.02:
        contacts.erase(db, contact_id)


def _learn(making: _Making, contact_id: ContactId, channel: str, day: int) -> None:
    contact = contacts.load(making.db, contact_id)
    assert contact is not None
    for lesson in making.chance.sample(_lessons(making), making.chance.randrange(4)):
        moment = _moment(min(DAYS, day + making.chance.randrange(90)), 4)
        happenings.add(making.db, "opened", channel, moment, lesson)
        for rung in _rungs(making.chance):
            completions.add(making.db, contact, lesson, rung, channel, moment)
        if making.chance.random() < 0.03:
            completions.withdraw(making.db, contact_id, lesson)


def _rungs(chance: random.Random) -> Sequence[Evidence]:
    kinds = [(Evidence.SELF_REPORTED,), (Evidence.QUIZ_PASSED, Evidence.SELF_REPORTED), (Evidence.WITNESSED,)]
    return chance.choices(kinds, (3, 4, 1))[0]


def _numbers(making: _Making) -> list[Number]:
    """Everything of one village is missing, and one whole kind of number."""
    said, day = "Công an xã", date(2026, 11, 1)
    place, *others = [unit.id for unit in (making.plan.units[0], *making.plan.villages()[1:])]
    given = {"adults": 3456, "residents": 6000, "officials": 120, "workers": 800}
    found = [Number(NumberKind.DENOMINATOR, what, place, n, said, day) for what, n in given.items()]
    for unit in others:
        found.append(Number(NumberKind.DENOMINATOR, "adults", unit, 250 + making.chance.randrange(200), said, day))
        found.append(Number(NumberKind.DENOMINATOR, "residents", unit, 500 + making.chance.randrange(200), said, day))
    found.append(Number(NumberKind.OFFICIAL, "official:vneid-xac-nhan", place, 2801, said, day))
    return found


def _village(making: _Making) -> str:
    villages = making.plan.villages()
    return villages[min(len(villages) - 1, int(making.chance.expovariate(0.3)))].id


def _lessons(making: _Making) -> list[str]:
    return list(making.plan.paths[0].lessons[:12])


def _moment(day: int, hour: int) -> datetime:
    return datetime(START.year, START.month, START.day, hour, tzinfo=UTC) + timedelta(days=day)
