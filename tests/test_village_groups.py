"""Tests: a village's group on disk and on its way: linked, parted, moved, restored; no person; never too fast."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.broadcast import Audience, ChannelReach
from bot.model.channel import Limits, Throttled
from bot.model.contact import Consent, Contact
from bot.model.event import Event, OptedOut, Replied
from bot.model.evidence import Evidence
from bot.model.message import Attachment, Lane, Message
from bot.model.outcome import Outcome
from bot.model.place import Changed, PlaceChange
from bot.model.reminder import Kind
from bot.model.role import Role
from bot.model.update import Text, Update
from bot.model.urn import ContactId, Urn
from bot.model.village_group import LASTS, GroupLinked, GroupParted
from bot.outbox import Outbox
from bot.pace import MINUTE, Pace
from storage import (
    End,
    Outdated,
    Store,
    broadcasts,
    completions,
    contacts,
    invites,
    outbox,
    places,
    reconcile,
    reminders,
    reporting,
    retention,
    roles,
    village_groups,
    wishes,
)
from storage.database import connect
from tests.playing.stage import START
from tests.test_outbox import MoodyChannel

GROUP: Final = Urn("telegram:-5")
SUPERGROUP: Final = Urn("telegram:-1000000000005")
CODE: Final = "7K3M9QRT"
KEY: Final = "the installation's own"
VILLAGE: Final = "buon-m-gue"
NEWS: Final = Message("📢 Tin của xã")


@pytest.fixture
def db(database: Path) -> Iterator[Connection]:
    with closing(connect(database)) as connection:
        yield connection
        assert reconcile.prove(connection).findings == ()


def new_group(db: Connection, urn: Urn = GROUP) -> ContactId:
    return contacts.known_or_new(db, urn, START, in_group=True)


def helper(db: Connection, village: str = VILLAGE, role: Role = Role.VOLUNTEER) -> ContactId:
    """Somebody who works in this village."""
    contact_id = contacts.known_or_new(db, Urn(f"web:{role}-{village}"), START)
    contacts.set_consent(db, contact_id, True, "test", "web", START)
    roles.give(db, contact_id, role, (village,) if role is Role.VOLUNTEER else (), START)
    return contact_id


def linked(db: Connection, urn: Urn = GROUP, village: str = VILLAGE) -> ContactId:
    """A group that was linked by a code."""
    group, maker = new_group(db, urn), helper(db, village)
    village_groups.make_code(db, maker, CODE, KEY, village, START + LASTS)
    offer = village_groups.find(db, CODE, KEY, group, START)
    assert offer is not None
    village_groups.link(db, offer.id, group, START)
    return group


def links(db: Connection) -> list[tuple[int, str]]:
    return db.execute("SELECT contact_id, village FROM village_groups ORDER BY id").fetchall()


def audit(db: Connection) -> list[tuple[int, str, str, str]]:
    return db.execute("SELECT actor, role, name, deed FROM audit ORDER BY id").fetchall()


def spread(db: Connection, villages: tuple[str, ...] = (VILLAGE,), now: datetime = START) -> int:
    """An approved broadcast to everybody there, wholly on its way."""
    return spread_to(db, Audience(villages), now)


def spread_to(db: Connection, audience: Audience, now: datetime = START) -> int:
    """An approved broadcast."""
    maker = roles.actor(db, helper(db, role=Role.ORGANIZER))
    count = db.execute("SELECT count(*) FROM broadcasts").fetchone()[0]
    number = broadcasts.make(db, maker, f"C{count}", "tin-gia", "", audience, NEWS, now)
    broadcasts.approve(db, number, maker, NEWS, now)
    return number


def deliver(db: Connection, now: datetime = START) -> list[Urn]:
    """Everything that is due is sent; where it went."""
    sent = outbox.lease(db, "telegram", now, 100)
    for one in sent:
        outbox.end(db, one.letter.id, End.SENT, now)
    return [one.letter.urn for one in sent]


def totals(db: Connection, number: int) -> tuple[int, ...]:
    row: tuple[int, ...] = db.execute(
        "SELECT sent, skipped, group_count, groups_sent FROM broadcasts WHERE id = ?", (number,)
    ).fetchone()
    return row


@pytest.fixture(autouse=True)
def telegram_is_on(request: pytest.FixtureRequest) -> None:
    if "db" in request.fixturenames:
        connection: Connection = request.getfixturevalue("db")
        broadcasts.know_channels(connection, [ChannelReach("telegram", None, True)])


# --------------------------------------------------------------------------------------- never a person


async def test_a_group_is_known_as_one_from_its_first_word_and_after_a_restart(database: Path) -> None:
    store = Store(database)
    assert await store.save_update(Update(GROUP, "1", START, Text("x"), in_group=True)) is not None
    store.close()
    store = Store(database)
    (saved,) = await store.unfinished()
    assert (await store.load(saved)).contact.is_group
    store.close()


def test_what_an_older_program_took_for_a_person_is_taken_back(db: Connection) -> None:
    group = contacts.known_or_new(db, GROUP, START)
    contacts.set_consent(db, group, True, "test", "telegram", START)
    contacts.set_unit(db, group, VILLAGE)
    known = contacts.load(db, group)
    assert known is not None
    completions.add(db, known, "tin-gia", Evidence.SELF_REPORTED, "telegram", START)
    reminders.choose(db, group, Kind.NEWS, START)
    assert new_group(db) == group
    found = contacts.load(db, group)
    assert found == Contact(group, is_group=True)
    assert found.consent is Consent.UNASKED
    assert db.execute("SELECT coalesce(sum(n), 0) FROM tallies").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM reminders").fetchone() == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contacts SET consent = 'given' WHERE is_group = 1",
        "UPDATE contacts SET stopped = 1 WHERE is_group = 1",
        "UPDATE contacts SET is_group = 0",
        "INSERT INTO flags (lesson, step, contact_id, day) SELECT 'x', 1, id, '2026-11-20' FROM contacts",
    ],
)
def test_reconcile_finds_a_group_that_is_counted_as_a_person(database: Path, statement: str) -> None:
    with closing(connect(database)) as db:
        linked(db)
        assert reconcile.prove(db).findings == ()
        db.execute(statement)
        assert [one.promise for one in reconcile.prove(db).findings] == [
            "a group is never a person, and only a group that did not stop is linked to a village"
        ]


def test_no_report_counts_a_group_among_people(db: Connection) -> None:
    """Every report there is says the same with a linked group that heard a broadcast as without one."""
    asker = helper(db, role=Role.ORGANIZER)
    helper(db)
    spread(db, ())
    before = {name: reporting.run(db, name, asker, START) for name in reporting.names()}
    linked(db)
    spread(db, ("buon-m-o",))
    after = {name: reporting.run(db, name, asker, START) for name in reporting.names()}
    about_groups = {"village_groups", "broadcast_groups"}
    about_what_happened = {"my_broadcasts", "broadcasts_today", "recent_broadcasts"}
    changed = {name for name in before if before[name] != after[name]}
    assert changed == about_groups | about_what_happened


def test_a_linked_group_is_remembered_though_it_says_nothing_and_a_stranger_is_not(db: Connection) -> None:
    group, stranger = linked(db), new_group(db, Urn("telegram:-6"))
    retention.forget(db, START + timedelta(days=40))
    assert contacts.load(db, group) is not None
    assert contacts.load(db, stranger) is None


# ------------------------------------------------------------------------------------------------- codes


def test_a_code_links_once_and_only_while_its_maker_works_there(db: Connection) -> None:
    group, maker = new_group(db), helper(db)
    village_groups.make_code(db, maker, CODE, KEY, VILLAGE, START + LASTS)
    assert village_groups.find(db, CODE, "another", group, START) is None, "a stolen file opens nothing"
    assert village_groups.find(db, CODE, KEY, group, START + LASTS) is None
    offer = village_groups.find(db, CODE, KEY, group, START)
    assert offer is not None
    assert offer.unit == VILLAGE
    db.execute("DELETE FROM roles")
    assert village_groups.find(db, CODE, KEY, group, START) is None
    with pytest.raises(Outdated):
        village_groups.link(db, offer.id, group, START)
    roles.give(db, maker, Role.VOLUNTEER, (VILLAGE,), START)
    village_groups.link(db, offer.id, group, START)
    with pytest.raises(Outdated):
        village_groups.link(db, offer.id, group, START)
    assert links(db) == [(group, VILLAGE)]
    assert audit(db) == [(roles.actor(db, maker), "volunteer", "nhom", f"GroupLinked {VILLAGE}")]


def test_a_newer_code_closes_the_older_and_a_person_is_never_linked(db: Connection) -> None:
    maker = helper(db)
    village_groups.make_code(db, maker, "2222AAAA", KEY, VILLAGE, START + LASTS)
    village_groups.make_code(db, maker, CODE, KEY, VILLAGE, START + LASTS)
    assert village_groups.find(db, "2222AAAA", KEY, maker, START) is None
    offer = village_groups.find(db, CODE, KEY, maker, START)
    assert offer is not None
    village_groups.link(db, offer.id, maker, START)
    assert links(db) == []


def test_guessing_is_slowed_for_the_whole_group(db: Connection) -> None:
    group, maker = new_group(db), helper(db)
    village_groups.make_code(db, maker, CODE, KEY, VILLAGE, START + LASTS)
    for _ in range(5):
        invites.note_wrong(db, group, START)
    assert village_groups.find(db, CODE, KEY, group, START) is None
    assert village_groups.find(db, CODE, KEY, new_group(db, Urn("telegram:-6")), START) is not None


# -------------------------------------------------------------------------------------- the link's end


async def committed(store: Store, *events: Event) -> None:
    """Something the group has led to."""
    now = START + timedelta(seconds=store.count_set_aside())
    saved = await store.save_update(Update(GROUP, f"{events}", now, Text("x"), in_group=True))
    assert saved is not None
    await store.commit(saved, (await store.load(saved)).contact, Outcome(None, events), now)


@pytest.mark.parametrize("event", [OptedOut(), GroupParted(), GroupParted(1)], ids=lambda event: type(event).__name__)
async def test_a_stop_and_a_parting_end_the_link_and_what_waits(database: Path, event: Event) -> None:
    store = Store(database, key=KEY)
    await store._writer.do(lambda db: broadcasts.know_channels(db, [ChannelReach("telegram", None, True)]))
    await store._writer.do(linked)
    await store._writer.do(spread)
    await committed(store, event)
    assert await store._writer.do(deliver) == []
    assert await store._writer.do(links) == []
    by_itself = (roles.UNKNOWN, "group", "tachnhom", f"GroupParted {VILLAGE}")
    assert ((await store._writer.do(audit))[-1] == by_itself) == (event != GroupParted(1))
    assert store.prove().findings == ()
    store.close()


async def test_a_code_that_was_used_meanwhile_is_decided_again(database: Path) -> None:
    store = Store(database, key=KEY)
    with pytest.raises(Outdated):
        await committed(store, GroupLinked(7, VILLAGE), Replied(NEWS))
    store.close()


def test_a_group_that_moved_takes_its_link_along_whichever_address_was_known_first(db: Connection) -> None:
    group = linked(db)
    contacts.move_urn(db, GROUP, SUPERGROUP)
    assert new_group(db, SUPERGROUP) == group
    assert links(db) == [(group, VILLAGE)]
    earlier = linked(db, Urn("telegram:-7"), "buon-m-o")
    there = new_group(db, Urn("telegram:-1007"))
    contacts.move_urn(db, Urn("telegram:-7"), Urn("telegram:-1007"))
    assert links(db) == [(group, VILLAGE), (there, "buon-m-o")]
    assert earlier != there


def test_a_group_that_was_stopped_under_its_new_address_stays_stopped(db: Connection) -> None:
    linked(db)
    contacts.set_stopped(db, new_group(db, SUPERGROUP), True)
    contacts.move_urn(db, GROUP, SUPERGROUP)
    assert links(db) == []


def test_a_village_that_became_part_of_another_takes_its_group_along(db: Connection) -> None:
    group = linked(db)
    places.change(db, "ea-trang-2026", [PlaceChange(VILLAGE, Changed.MERGED, "buon-m-o")], START)
    assert links(db) == [(group, "buon-m-o")]


@pytest.mark.parametrize("meanwhile", ["parted", "stopped", "kept"])
def test_a_restored_backup_links_no_group_that_was_parted_since(database: Path, tmp_path: Path, meanwhile: str) -> None:
    with closing(connect(database)) as db:
        group = linked(db)
        older = tmp_path / "older.db"
        with closing(sqlite3.connect(older)) as copy:
            db.backup(copy)
        if meanwhile == "stopped":
            contacts.set_stopped(db, group, True)
        if meanwhile != "kept":
            village_groups.part(db, group, START)
    with closing(connect(older)) as db:
        db.execute("ATTACH ? AS old", (str(database),))
        wishes.carry(db, START)
        assert links(db) == ([(group, VILLAGE)] if meanwhile == "kept" else [])
        db.execute("DETACH old")
        assert reconcile.prove(db).findings == ()


# --------------------------------------------------------------------------------------------- broadcasts


def test_a_broadcast_reaches_the_villages_group_once_and_no_person_more(db: Connection) -> None:
    linked(db)
    linked(db, Urn("telegram:-6"), "buon-m-o")
    number = spread(db)
    assert not broadcasts.finish(db, number, START), "it still waits"
    assert deliver(db) == [GROUP]
    assert not broadcasts.spread(db, number, START)
    assert deliver(db) == []
    assert broadcasts.finish(db, number, START)
    assert totals(db, number) == (0, 0, 1, 1)


def test_a_broadcast_to_the_whole_commune_reaches_every_group(db: Connection) -> None:
    linked(db)
    linked(db, Urn("telegram:-6"), "buon-m-o")
    number = spread(db, ())
    assert deliver(db) == [GROUP, "telegram:-6"]
    assert broadcasts.finish(db, number, START)
    assert totals(db, number)[2:] == (2, 2)


@pytest.mark.parametrize("audience", [Audience((VILLAGE,), "nguoi-cao-tuoi"), Audience((VILLAGE,), undone=True)])
def test_what_is_meant_for_some_of_a_village_goes_into_no_group(db: Connection, audience: Audience) -> None:
    linked(db)
    spread_to(db, audience)
    assert deliver(db) == []


def test_a_group_on_a_channel_that_is_off_is_skipped_and_said_to_be(db: Connection) -> None:
    linked(db)
    broadcasts.know_channels(db, [])
    number = spread(db)
    assert broadcasts.finish(db, number, START)
    assert totals(db, number)[2:] == (1, 0)


def test_a_second_broadcast_of_the_day_does_not_reach_a_group_even_one_that_waited_for_the_morning(
    db: Connection,
) -> None:
    linked(db)
    night, morning = START + timedelta(hours=13), START + timedelta(hours=23)
    spread(db, now=night)
    assert deliver(db, night) == [], "quiet hours"
    second = spread(db, (), now=morning)
    assert deliver(db, morning) == [GROUP]
    assert deliver(db, morning) == []
    assert broadcasts.finish(db, second, morning)
    assert totals(db, second)[2:] == (1, 0)
    third = spread(db, now=morning + timedelta(days=1))
    assert deliver(db, morning + timedelta(days=1)) == [GROUP]
    assert broadcasts.finish(db, third, morning + timedelta(days=1))


def test_a_broadcast_called_back_leaves_no_group_waiting(db: Connection) -> None:
    linked(db)
    number = spread(db)
    broadcasts.stop(db, number, START)
    assert deliver(db) == []
    assert broadcasts.finish(db, number, START)


# -------------------------------------------------------------------------------------------------- pace

TWENTY: Final = Limits(per_second=30, per_group_minute=20)


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 4), st.booleans()), max_size=80))
def test_no_sixty_seconds_see_more_than_twenty_messages_to_one_group(
    letters: list[tuple[float, int, bool]],
) -> None:
    """Whatever comes when, as long as each letter waits as long as it is told to; a second group is another one."""
    pace, now = Pace(TWENTY), 0.0
    sent: dict[Urn, list[float]] = {GROUP: [], SUPERGROUP: []}
    for gap, pieces, other in letters:
        now += gap
        urn = SUPERGROUP if other else GROUP
        wait = pace.group_wait(urn, now, pieces)
        assert wait <= MINUTE
        full = len([at for at in sent[urn] if at > now - MINUTE]) + pieces > 20
        assert (wait > 0) == full, "nobody waits for nothing, and nobody for another group"
        while (wait := pace.group_wait(urn, now, pieces)) > 0:
            now += wait
        pace.sent_to_group(urn, now, pieces)
        sent[urn] += [now] * pieces
    for moments in sent.values():
        assert all(len([at for at in moments if first <= at < first + MINUTE]) <= 20 for first in moments)


@pytest.mark.parametrize(
    "message, pieces",
    [
        (Message("x" * 4096), 1),
        (Message("x" * 4097), 4),
        (Message("😀" * 4096), 4),
        (Message("x", attachment=Attachment("qr")), 2),
    ],
)
def test_a_long_message_and_a_picture_count_as_many(message: Message, pieces: int) -> None:
    assert Limits(text=4096).most_pieces(message) == pieces


def test_a_channel_without_such_a_limit_lets_everything_go() -> None:
    pace = Pace(Limits())
    pace.sent_to_group(GROUP, 0.0, 100)
    assert pace.group_wait(GROUP, 0.0, 100) == 0


async def test_a_group_over_its_limit_waits_for_its_minute_and_nobody_waits_with_it(database: Path) -> None:
    store, channel = Store(database), MoodyChannel(name="telegram", limits=Limits(per_group_minute=20))
    channel.moods = {"0": [Throttled(5)]}
    now = START

    async def hear(update: Update) -> bool:
        return True

    async def put(urn: Urn, *texts: str) -> None:
        saved = await store.save_update(Update(urn, texts[0], now, Text("x"), in_group=urn == GROUP))
        assert saved is not None
        events = tuple(Replied(Message(text)) for text in texts)
        await store.commit(saved, (await store.load(saved)).contact, Outcome(None, events), now)

    def seconds_on() -> float:
        return (now - START).total_seconds()

    post = Outbox(store, {"telegram": channel}, lambda: now, hear, monotonic=seconds_on)

    async def after(seconds: int) -> list[str]:
        """Time passes; what went since."""
        nonlocal now
        before = len(channel.sent)
        for _ in range(seconds):
            now += timedelta(seconds=1)
            post.nudge()
            await post.idle()
        return channel.sent[before:]

    running = asyncio.ensure_future(post.run())
    await put(GROUP, *map(str, range(22)))
    await put(Urn("telegram:7"), "người")
    assert await after(1) == ["người"], "a group that is told to wait holds back nobody"
    assert await after(20) == [str(number) for number in range(19)], "what was refused has been one of the twenty"
    await put(Urn("telegram:8"), "người khác")
    assert await after(30) == ["người khác"]
    assert await after(30) == ["19", "20", "21"]
    post.close()
    await running
    assert store.prove().findings == ()
    store.close()


def test_a_letter_says_whether_it_goes_to_a_group(db: Connection) -> None:
    group, person = new_group(db), contacts.known_or_new(db, Urn("telegram:7"), START)
    for urn, owner in ((GROUP, group), (Urn("telegram:7"), person)):
        outbox.add(db, None, owner, urn, NEWS, Lane.REPLY, START)
    assert [one.in_group for one in outbox.lease(db, "telegram", START, 9)] == [True, False]
