"""Tests: two channels become one person and nothing is counted twice, whatever the two have done before."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Final

import pytest

from bot.model.contact import Contact
from bot.model.contest import Margin
from bot.model.event import ConsentRefused, MinorFound
from bot.model.evidence import Evidence
from bot.model.feed import Feed
from bot.model.invite import TRIES
from bot.model.linking import LASTS, link_typed
from bot.model.mentoring import LASTS as MENTOR_LASTS
from bot.model.message import Lane, Message
from bot.model.outcome import Outcome
from bot.model.reminder import Kind
from bot.model.role import Role
from bot.model.update import Passed, Text, Update
from bot.model.urn import ContactId, Urn
from bot.model.voice import VoiceRecorded
from handlers.commands import meant
from storage import (
    Store,
    attainments,
    completions,
    contacts,
    contests,
    happenings,
    helps,
    holdings,
    households,
    invites,
    linking,
    mentorings,
    merging,
    outbox,
    passing,
    reconcile,
    reminders,
    reviews,
    roles,
    skips,
    updates,
    voices,
    wishes,
)  # fmt: skip
from storage.errors import Outdated
from tests.playing.stage import START

LESSONS: Final = ("vneid-cai-dat", "vneid-muc-1", "tin-gia", "mat-khau-otp")
KEY: Final = "key"


def person(db: Connection, urn: str, *, agreed: bool = True) -> ContactId:
    """Somebody on one channel."""
    contact_id = contacts.known_or_new(db, Urn(urn), START)
    if agreed:
        contacts.set_consent(db, contact_id, True, "test", urn.partition(":")[0], START)
    return contact_id


def known(db: Connection, contact_id: ContactId) -> Contact:
    """What is known of them."""
    contact = contacts.load(db, contact_id)
    assert contact is not None
    return contact


def live(  # noqa: C901, PLR0912 - one flat case for each thing, on purpose
    db: Connection, chance: random.Random, me: ContactId, other: ContactId, at: datetime
) -> None:
    """Something a person may do."""
    lesson = chance.choice(LESSONS)
    match chance.randrange(17):
        case 0 | 1 | 2 | 3:
            evidence = chance.choice(tuple(Evidence))
            completions.add(db, known(db, me), lesson, evidence, "web", at)
        case 4:
            completions.withdraw(db, me, lesson)
        case 5:
            contacts.set_unit(db, me, chance.choice(("buon-m-o", "buon-m-gue")))
        case 6:
            contacts.set_group(db, me, chance.choice(("nguoi-dan", "hoc-sinh")), minor=chance.random() < 0.3)
        case 7:
            reminders.choose(db, me, chance.choice(tuple(Kind)), at)
        case 8:
            roles.give(db, me, chance.choice(tuple(Role)), (), at)
        case 9:
            helps.ask(db, me, lesson, "", at)
        case 10:
            for (number,) in db.execute(
                "SELECT id FROM helps WHERE state NOT IN ('ended', 'taken') AND asker_id <> ?", (me,)
            ):
                helps.take(db, number, me, at)
                break
        case 11:
            mentorings.invite(db, me, str(chance.randrange(10000, 99999)), at + MENTOR_LASTS, at)
            (offer,) = db.execute("SELECT max(id) FROM mentorings WHERE mentee_id IS NULL").fetchone()
            mentorings.join(db, offer, other, at)
        case 12:
            households.make(db, me, str(chance.randrange(10000, 99999)), at)
        case 13:
            contests.join(db, me, 1, "Lan", "web", at)
            contests.answer(db, me, 1, 1, "tin-gia:0", right=True, last=False, now=at)
        case 14:
            reviews.schedule(db, me, lesson, 0, "{}", at, at)
            skips.add(db, me, (lesson,), at)
            happenings.flag(db, me, lesson, 1, at)
        case 15:
            voices.choose(db, me, "ede")
            voices.record(db, me, VoiceRecorded(lesson, 1, "", "ede", "f"), "web", at)
        case _:
            passing.pass_on(db, me, Passed("help-gone", "1"), at)
            outbox.add(db, None, me, Urn(str(passing.address(db, me))), Message("x"), Lane.HELP, at)


def learners(db: Connection) -> dict[str, int]:
    """Persons by rung."""
    return dict(db.execute("SELECT series, sum(n) FROM tallies WHERE series LIKE 'learners.%' GROUP BY 1").fetchall())


@pytest.mark.parametrize("seed", range(40))
def test_whatever_two_have_done_joined_they_are_one_and_count_once(database: Path, seed: int) -> None:
    chance = random.Random(seed)
    store = Store(database)
    store.close()
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = ON")
        kept, gone, third = (person(db, urn) for urn in ("web:a", "telegram:b", "web:c"))
        feeds = [Feed("two", Evidence.SELF_REPORTED, LESSONS[:3], 2)]
        feeds += [Feed("mentors", "mentees", ("",)), Feed("homes", "household_members", ("",))]
        attainments.follow(db, "plan", feeds)
        contests.open_one(db, "Thi", ("tin-gia:0",), (START, START + timedelta(days=90)), Margin.NONE, 1)
        at = START
        for _ in range(chance.randrange(5, 60)):
            at += timedelta(hours=chance.randrange(1, 30))
            me, other = chance.choice([(kept, gone), (gone, kept), (kept, third), (third, gone), (gone, third)])
            with suppress(Outdated):
                live(db, chance, me, other, at)
        assert reconcile.prove(db).findings == ()
        before = learners(db)
        rungs = {(c.lesson, c.evidence) for who in (kept, gone) for c in known(db, who).completions}
        db.execute("BEGIN")
        merging.merge(db, kept, gone, at)
        db.execute("COMMIT")
        assert reconcile.prove(db).findings == ()
        assert all(n <= before.get(series, 0) for series, n in learners(db).items())
        assert {(c.lesson, c.evidence) for c in known(db, kept).completions} == rungs
        assert holdings.of(db, gone) == {}, "nothing is left of the one who went"
        helps.part(db, kept, at)
        mentorings.part(db, kept, at)
        households.leave(db, kept)
        contacts.erase(db, kept)
        assert reconcile.prove(db).findings == ()


def test_every_table_about_a_person_is_decided(database: Path) -> None:
    decided = (*merging.MOVED, *merging.UNITED, *merging.DEALT_WITH, *merging.DROPPED, *merging.NOBODYS)
    with closing(sqlite3.connect(database)) as db:
        pointing = {name for name in holdings.tables(db) if holdings.pointers(db, name)}
    assert len(decided) == len(set(decided))
    assert set(decided) - {"flags"} == pointing, "storage/merging.py and decision 0016: move it, unite it or drop it?"


@pytest.mark.parametrize(
    "words", ["NOI 7K3M-9QRT", "nối 7k3m9qrt", "Nối kênh: 7k3m 9qrt", "mã nối 7K3M 9QRT.", "/noi 7k3m-9qrt"]
)
def test_a_code_is_read_as_people_type_it(words: str) -> None:
    assert link_typed(words) == "7K3M9QRT"
    found = meant(words)
    assert found is not None
    assert found[0].name == "noi"


@pytest.mark.parametrize("words", ["nói nhỏ thôi nhé", "nơi cấp căn cước", "NOI 7K3M"])
def test_talk_is_no_code(words: str) -> None:
    assert link_typed(words) is None
    assert meant(words) is None


@pytest.fixture
def db(database: Path) -> Iterator[Connection]:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def test_a_stop_of_either_is_a_stop_of_both(db: Connection) -> None:
    kept, gone = person(db, "web:a"), person(db, "telegram:b", agreed=False)
    reminders.choose(db, kept, Kind.NEWS, START)
    outbox.add(db, None, kept, Urn("web:a"), Message("x"), Lane.REMINDER, START)
    contacts.set_stopped(db, gone, True)
    merging.merge(db, kept, gone, START)
    assert known(db, kept).stopped
    assert db.execute("SELECT state FROM outbox").fetchall() == [("cancelled",)]
    assert reconcile.prove(db).findings == ()


def test_nothing_is_joined_to_somebody_who_does_not_agree(db: Connection) -> None:
    kept, gone = person(db, "web:a", agreed=False), person(db, "telegram:b")
    with pytest.raises(Outdated):
        linking.make(db, kept, "7K3M9QRT", KEY, START + LASTS)
    with pytest.raises(Outdated):
        merging.merge(db, kept, gone, START)


def test_what_is_remembered_keeps_its_earlier_quiz(db: Connection) -> None:
    kept, gone = person(db, "web:a"), person(db, "telegram:b")
    completions.add(db, known(db, gone), "tin-gia", Evidence.QUIZ_PASSED, "telegram", START)
    completions.add(db, known(db, kept), "tin-gia", Evidence.QUIZ_PASSED, "web", START + timedelta(days=9))
    completions.add(db, known(db, gone), "tin-gia", Evidence.RETAINED, "telegram", START + timedelta(days=15))
    merging.merge(db, kept, gone, START + timedelta(days=16))
    assert len(known(db, kept).completions) == 2
    assert reconcile.prove(db).findings == ()


def test_a_code_works_once_for_a_quarter_of_an_hour_and_is_not_guessed(db: Connection) -> None:
    kept, gone = person(db, "web:a"), person(db, "telegram:b")
    linking.make(db, kept, "7K3M9QRT", KEY, START + LASTS)
    offer = linking.find(db, "7K3M9QRT", KEY, gone, START)
    assert offer is not None
    assert (offer.own, offer.channel) == (False, "web")
    assert linking.find(db, "7K3M9QRT", KEY, gone, START + LASTS) is None
    for _ in range(TRIES):
        invites.note_wrong(db, gone, START)
    assert linking.find(db, "7K3M9QRT", KEY, gone, START) is None
    assert linking.spend(db, offer.id, START) == kept
    with pytest.raises(Outdated):
        linking.spend(db, offer.id, START)


def test_a_channel_taken_out_knows_nothing_and_hears_nothing_of_the_other(db: Connection) -> None:
    kept, gone = person(db, "web:a"), person(db, "telegram:b")
    completions.add(db, known(db, gone), "tin-gia", Evidence.QUIZ_PASSED, "telegram", START)
    merging.merge(db, kept, gone, START)
    urn = Urn("telegram:b")
    saved = updates.save(db, Update(urn, "1", START + timedelta(minutes=1), Text("x")))
    assert saved is not None
    passing.pass_on(db, kept, Passed("help-gone", "1"), START)
    for lane in (Lane.REPLY, Lane.REMINDER):
        outbox.add(db, saved.id, kept, urn, Message("x"), lane, START)
    alone = linking.part(db, kept, urn, START)
    assert updates.owner(db, saved) == alone
    assert db.execute("SELECT contact_id, urn FROM updates WHERE passed = 1").fetchall() == [(kept, "web:a")]
    sent = db.execute("SELECT contact_id, state, reason FROM outbox ORDER BY id").fetchall()
    assert sent == [(alone, "queued", None), (kept, "cancelled", "unlinked")]
    assert known(db, alone) == Contact(alone)
    assert known(db, kept).learned == ("tin-gia",)
    with pytest.raises(Outdated):
        linking.part(db, alone, urn, START)


@pytest.mark.parametrize("minor", [False, True])
async def test_without_consent_nobody_knows_that_channels_belong_together(database: Path, minor: bool) -> None:
    """A no goes along to each of them; who turns out to be under 16 is simply unknown on each."""
    store = Store(database)

    def joined(db: Connection) -> ContactId:
        kept = person(db, "web:a")
        for urn in ("telegram:b", "zalo_oa:c"):
            merging.merge(db, kept, person(db, urn), START)
        return kept

    kept = await store._writer.do(joined)
    saved = await store.save_update(Update(Urn("telegram:b"), "1", START, Text("x")))
    assert saved is not None
    event = MinorFound() if minor else ConsentRefused("2026-12")
    known_before = await store.load(saved)
    await store.commit(saved, known_before.contact, Outcome(None, (event,)), START)
    rows = store._reader.execute(
        "SELECT u.urn, u.contact_id = ?, c.consent FROM urns u JOIN contacts c ON c.id = u.contact_id ORDER BY 1",
        (kept,),
    ).fetchall()
    answer = "unasked" if minor else "refused"
    assert rows == [("telegram:b", 1, answer), ("web:a", 0, answer), ("zalo_oa:c", 0, answer)]
    assert store._reader.execute("SELECT count(*) FROM contacts").fetchone() == (3,)
    proofs = store._reader.execute("SELECT channel FROM consents WHERE answer = 'refused' ORDER BY 1").fetchall()
    assert [row[0] for row in proofs] == ([] if minor else ["telegram", "web", "zalo_oa"])
    assert store.prove().findings == ()
    store.close()


def test_a_restored_backup_does_not_join_what_was_taken_apart_since(db: Connection, database: Path) -> None:
    kept, gone = person(db, "web:a"), person(db, "telegram:b")
    merging.merge(db, kept, gone, START)
    later = database.with_name("later.db")
    with closing(sqlite3.connect(later)) as copy:
        db.backup(copy)
    with closing(sqlite3.connect(later, isolation_level=None)) as went_on:
        linking.part(went_on, kept, Urn("telegram:b"), START)
    db.execute("ATTACH ? AS old", (str(later),))
    wishes.carry(db, START)
    owners = dict(db.execute("SELECT urn, contact_id FROM main.urns").fetchall())
    assert owners["web:a"] == kept
    assert owners["telegram:b"] != kept
    assert reconcile.prove(db).findings == ()
