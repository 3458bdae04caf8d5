"""Tests: a broadcast to thousands. Each person has one delivery and one end, whatever crashes; it adds up."""

import asyncio
import contextlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from bot.model.broadcast import Audience, ChannelReach
from bot.model.message import Lane, Message
from bot.model.role import Role
from bot.model.urn import ContactId, Urn
from content.daily import VALID, Daily, words
from content.folding import fold
from storage import End, Store, broadcasts, outbox, roles
from tests.playing.stage import START

PEOPLE = 5000
VILLAGES = ("buon-ea-bra", "buon-m-o")
EVERYBODY = Audience()
NEWS = Message("📢 Tin của xã")


def fill(db: Connection, people: int = PEOPLE) -> None:
    """A commune: of every ten one has stopped, one wants no news, one is silent on a channel with a window."""
    for number in range(1, people + 1):
        stopped, wants, channel = int(number % 10 == 0), number % 10 != 1, "zalo_oa" if number % 10 == 2 else "web"
        db.execute(
            "INSERT INTO contacts (id, seen_day, greeted, stopped, consent, consent_at, unit, unit_asked)"
            " VALUES (?, '2026-11-20', 1, ?, 'given', '2026-11-01T00:00:00+00:00', ?, 1)",
            (number, stopped, VILLAGES[number % 2]),
        )
        heard = "2026-11-10T00:00:00+00:00"
        urn = (f"{channel}:{number}", number, heard)
        db.execute("INSERT INTO urns (urn, contact_id, heard_at) VALUES (?, ?, ?)", urn)
        if wants and not stopped:
            db.execute("INSERT INTO reminders (contact_id, kind, since) VALUES (?, 'tin-xa', ?)", (number, heard))
    reaches = [ChannelReach("web", None, True), ChannelReach("zalo_oa", timedelta(hours=48), True)]
    broadcasts.know_channels(db, reaches)
    roles.give(db, ContactId(3), Role.ORGANIZER, (), START)


async def made(store: Store, audience: Audience = EVERYBODY) -> int:
    """An approved broadcast, with its first batch on the way."""

    def make(db: Connection) -> int:
        actor = roles.actor(db, ContactId(3))
        number = broadcasts.make(db, actor, f"C{audience.villages}", "", "Tin", audience, NEWS, START)
        broadcasts.approve(db, number, actor, NEWS, START)
        return number

    return await store._writer.do(make)


async def test_five_thousand_and_every_batch_killed(database: Path) -> None:
    """A program dies after every batch, in the middle of one, and with messages in the air."""
    store = Store(database)
    await store._writer.do(fill)
    number = await made(store)
    more, turns = True, 0
    while more:
        with contextlib.suppress(RuntimeError):
            await store._writer.do(lambda db: _dies_in_the_middle(db, number))
        leased = await store.lease("web", START, 64)
        for one in leased[::2]:
            await store.end_message(one.letter.id, End.SENT, START)
        store.close()  # The other half is in the air.
        store = Store(database)
        await store.resend_interrupted(START)
        more, turns = await store.spread(number, START), turns + 1
    assert turns > PEOPLE / 500 - 3
    await _send_everything(store)
    assert await store.finish_broadcast(number, START)
    assert _ends(store, number) == Counter({"sent": PEOPLE * 7 // 10, "stopped": 500, "not_wanted": 500, "window": 500})
    assert store.prove().findings == ()
    row = store.report("my_broadcasts", (await store._writer.do(_organizer)), START)[0]
    assert row["sent"] + row["failed"] + row["cancelled"] + row["skipped"] == PEOPLE
    store.close()


def _dies_in_the_middle(db: Connection, number: int) -> None:
    broadcasts.spread(db, number, START, 137)
    raise RuntimeError("killed")


async def _send_everything(store: Store) -> None:
    while leased := await store.lease("web", START, 500):
        await asyncio.gather(*(store.end_message(one.letter.id, End.SENT, START) for one in leased))


def _ends(store: Store, number: int) -> Counter[str]:
    rows = store._reader.execute(
        "SELECT coalesce(d.skipped, o.state) FROM deliveries d LEFT JOIN outbox o ON o.id = d.outbox_id"
        " WHERE d.broadcast_id = ?",
        (number,),
    ).fetchall()
    return Counter(state for (state,) in rows)


def _organizer(db: Connection):  # type: ignore[no-untyped-def]
    from storage import contacts

    return contacts.load(db, ContactId(3))


async def test_what_is_promised_beforehand_is_what_happens(database: Path) -> None:
    store = Store(database)
    await store._writer.do(lambda db: fill(db, 300))
    promised: Counter[str] = Counter()
    for row in store.report("broadcast_reach", None, START, {"lesson": ""}):
        if row["unit"] == VILLAGES[0]:
            promised[row["hurdle"] or "queued"] += row["n"]
    number = await made(store, Audience((VILLAGES[0],)))
    assert _ends(store, number) == promised
    store.close()


async def test_at_the_moment_of_sending_wish_cap_and_night_hold(database: Path) -> None:
    store = Store(database)
    await store._writer.do(lambda db: fill(db, 20))
    number = await made(store)
    night = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert await store.lease("web", night, 50) == [], "22:00 in Viet Nam"
    morning = datetime(2026, 11, 20, 23, 45, tzinfo=UTC)

    def meanwhile(db: Connection) -> None:
        db.execute("UPDATE contacts SET stopped = 1 WHERE id = 3")
        db.execute("DELETE FROM reminders WHERE contact_id = 4")
        for _ in range(2):
            row = outbox.add(db, None, ContactId(5), Urn("web:5"), NEWS, Lane.REMINDER, START)
            outbox_ended = "state = 'sent', body = NULL, urn = NULL, ended_at = created_at"
            db.execute(f"UPDATE outbox SET {outbox_ended} WHERE id = ?", (row,))

    await store._writer.do(meanwhile)
    leased = [one.contact_id for one in await store.lease("web", morning, 50)]
    assert {3, 4, 5}.isdisjoint(leased)
    assert 6 in leased
    ended = store._reader.execute(
        "SELECT o.contact_id, o.reason FROM outbox o JOIN deliveries d ON d.outbox_id = o.id"
        " WHERE o.state = 'cancelled'"
    ).fetchall()
    assert dict(ended) == {3: "stopped", 4: "not wanted", 5: "weekly cap"}
    await store._writer.do(lambda db: broadcasts.stop(db, number, morning))
    assert await store.lease("web", morning, 50) == []
    store.close()


async def test_a_person_who_is_erased_stays_a_figure(database: Path) -> None:
    from storage import contacts

    store = Store(database)
    await store._writer.do(lambda db: fill(db, 20))
    number = await made(store)

    def erase(db: Connection) -> None:
        outbox.cancel(db, ContactId(7), START, "erased")
        contacts.erase(db, ContactId(7))

    await store._writer.do(erase)
    await _send_everything(store)
    assert await store.finish_broadcast(number, START)
    assert sum(_ends(store, number).values()) == 20
    assert store.prove().findings == ()
    store.close()


def test_a_word_of_the_day_follows_from_day_and_secret() -> None:
    ours, theirs = Daily("a"), Daily("b")
    days = [START.date() + timedelta(days=n) for n in range(60)]
    assert [ours.word(day) for day in days] != [theirs.word(day) for day in days]
    assert ours.word(days[0]) == Daily("a").word(days[0])
    assert ours.day_of(fold(ours.word(days[9])), days[9]) == days[9]
    assert ours.day_of(ours.word(days[0]), days[0] + timedelta(days=VALID)) in {None, *days}
    assert len({fold(word) for word in words()}) == len(words()), "two words look alike without accents"


@pytest.mark.parametrize("word", words())
def test_a_word_of_the_day_is_one_syllable(word: str) -> None:
    assert fold(word).isalpha()
