"""Tests: mentors and households keep nobody who has left, and count what the plan asks for."""

from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from bot.model.mentoring import LASTS, MOST
from bot.model.urn import ContactId, Urn
from storage import Store, contacts, erasures, households, mentorings
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
