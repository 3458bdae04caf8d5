"""Tests: mentors and households keep nobody who has left, and count what the plan asks for."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from bot.model.evidence import Evidence
from bot.model.feed import Feed
from bot.model.mentoring import LASTS, MOST
from bot.model.urn import ContactId, Urn
from storage import (
    Store,
    attainments,
    completions,
    contacts,
    erasures,
    households,
    mentorings,
    models,
    reconcile,
    retention,
)
from storage.errors import Outdated
from tests.playing.stage import START


def person(db: Connection, name: str) -> ContactId:
    """Somebody who has agreed to be remembered."""
    contact_id = contacts.known_or_new(db, Urn(f"web:{name}"), START)
    contacts.set_consent(db, contact_id, True, "test", "web", START)
    return contact_id


def mentee(db: Connection, mentor: ContactId, number: int) -> ContactId:
    """Somebody a mentor helps along."""
    who = person(db, f"m{number}")
    mentorings.invite(db, mentor, str(1000 + number), START + LASTS, START)
    (offer,) = db.execute("SELECT max(id) FROM mentorings").fetchone()
    mentorings.join(db, offer, who, START)
    return who


async def test_a_mentor_with_too_many_takes_nobody_more(database: Path) -> None:
    store = Store(database)

    def crowd(db: Connection) -> None:
        mentor = person(db, "hoa")
        for number in range(MOST + 1):
            mentee(db, mentor, number)

    with pytest.raises(Outdated):
        await store._writer.do(crowd)
    store.close()


async def test_a_code_works_once_and_for_some_days(database: Path) -> None:
    store = Store(database)

    def late(db: Connection) -> None:
        mentor, who = person(db, "hoa"), person(db, "lan")
        mentorings.invite(db, mentor, "2345", START + LASTS, START)
        mentorings.join(db, 1, who, START + LASTS + timedelta(hours=1))

    with pytest.raises(Outdated):
        await store._writer.do(late)
    store.close()


async def test_nobody_who_is_erased_stays_in_a_mentoring_or_a_household(database: Path) -> None:
    store = Store(database)

    def erase(db: Connection) -> None:
        mentor = person(db, "hoa")
        gone, left = mentee(db, mentor, 1), mentee(db, mentor, 2)
        households.make(db, gone, "22222", START)
        households.make(db, mentor, "33333", START)
        households.join(db, 2, left, START)
        erasures.note(db, gone, START)
        erasures.note(db, mentor, START)
        erasures.repeat(db, START)

    await store._writer.do(erase)
    assert store._reader.execute("SELECT mentor_id, mentee_id FROM mentorings").fetchall() == [(None, 3)]
    assert store._reader.execute("SELECT household_id FROM household_members").fetchall() == [(2,)]
    assert store._reader.execute("SELECT code FROM households").fetchall() == [("33333",)]
    assert store.prove().findings == ()
    store.close()


# ------------------------------------------------------------------------------- models of the plan, counted as targets

FEEDS = (Feed("dai-su-so", "mentees", ("",), 2), Feed("gia-dinh-so", "household_members", ("",)))


def followed(db: Connection) -> None:
    """A plan that asks for two mentees a mentor and one learner a household."""
    attainments.follow(db, "plan", FEEDS, f"{attainments.STANDING.format(only='')} UNION ALL {models.STANDING}")


def learns(db: Connection, who: ContactId, lesson: str = "tin-gia") -> None:
    """Says that they can do it."""
    contact = contacts.load(db, who)
    assert contact is not None
    completions.add(db, contact, lesson, Evidence.SELF_REPORTED, "web", START)


def counted(db: Connection, target: str) -> dict[str, int]:
    """What the counters say, by village."""
    rows = db.execute("SELECT unit, sum(n) FROM tallies WHERE series = ? GROUP BY 1", (f"attained.plan/{target}",))
    return dict(rows.fetchall())


@pytest.fixture
def db(database: Path) -> Iterator[Connection]:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        followed(connection)
        yield connection
        assert reconcile.prove(connection).findings == ()


def test_a_mentor_counts_from_the_last_one_needed_and_no_longer_when_one_leaves(db: Connection) -> None:
    mentor = person(db, "hoa")
    contacts.set_unit(db, mentor, "buon-m-o")
    first = mentee(db, mentor, 1)
    assert counted(db, "dai-su-so") == {}
    mentee(db, mentor, 2)
    mentee(db, mentor, 3)
    assert counted(db, "dai-su-so") == {"buon-m-o": 1}
    mentorings.leave(db, first, START)
    assert counted(db, "dai-su-so") == {"buon-m-o": 1}
    mentorings.resign(db, mentor, START)
    assert counted(db, "dai-su-so") == {}
    other = person(db, "mai")
    for number in (2, 3):
        (who,) = db.execute("SELECT id FROM mentorings WHERE code = ?", (str(1000 + number),)).fetchone()
        db.execute("UPDATE mentorings SET wanting = 1 WHERE id = ?", (who,))
        mentorings.take(db, who, other, START)
    assert counted(db, "dai-su-so") == {"": 1}


def test_a_household_counts_once_as_long_as_one_in_it_has_learned(db: Connection) -> None:
    mother, son = person(db, "mother"), person(db, "son")
    contacts.set_unit(db, mother, "buon-m-o")
    households.make(db, mother, "11111", START)
    households.join(db, 1, son, START)
    assert counted(db, "gia-dinh-so") == {}
    learns(db, mother)
    learns(db, son)
    learns(db, son, "mat-khau-otp")
    assert counted(db, "gia-dinh-so") == {"buon-m-o": 1}
    completions.withdraw(db, mother, "tin-gia")
    assert counted(db, "gia-dinh-so") == {"": 1}, "now it is the son who counts, of whom no village is known"
    households.leave(db, son)
    assert counted(db, "gia-dinh-so") == {}
    households.make(db, son, "22222", START)
    assert counted(db, "gia-dinh-so") == {"": 1}


def test_a_household_is_not_counted_twice_when_its_learner_is_forgotten(db: Connection) -> None:
    mother, son = person(db, "mother"), person(db, "son")
    households.make(db, mother, "11111", START)
    households.join(db, 1, son, START)
    learns(db, mother)
    later = START + timedelta(days=300)
    contact = contacts.load(db, son)
    assert contact is not None
    completions.add(db, contact, "tin-gia", Evidence.SELF_REPORTED, "web", later)
    retention.forget(db, later + timedelta(days=100))
    assert db.execute("SELECT count(*) FROM completions WHERE contact_id IS NULL").fetchone() == (1,)
    assert counted(db, "gia-dinh-so") == {"": 1}
    households.leave(db, son)
    contacts.erase(db, son)
    assert counted(db, "gia-dinh-so") == {}


def test_the_ledger_shouts_when_a_model_is_counted_wrong(db: Connection) -> None:
    mother = person(db, "mother")
    households.make(db, mother, "11111", START)
    learns(db, mother)
    (number,) = db.execute("SELECT id FROM attainments").fetchone()
    db.execute("UPDATE attainments SET target = 'dai-su-so' WHERE id = ?", (number,))
    assert "a target counts those who have its lessons" in {one.promise for one in reconcile.prove(db).findings}
    db.execute("UPDATE attainments SET target = 'gia-dinh-so' WHERE id = ?", (number,))


def test_a_plan_that_begins_to_ask_counts_who_is_there_already(database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        mentor = person(db, "hoa")
        mentee(db, mentor, 1)
        learns(db, mentee(db, mentor, 2))
        followed(db)
        assert counted(db, "dai-su-so") == {"": 1}
        assert reconcile.prove(db).findings == ()
