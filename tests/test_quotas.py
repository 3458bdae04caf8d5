"""Tests: a month's messages: counted both ways through restarts, the last fifth kept for replies, said beforehand."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from bot.channels.zalo_bot import ZaloBotChannel
from bot.config import Settings
from bot.doctor import _database
from bot.model.broadcast import Audience, ChannelReach
from bot.model.channel import File, Letter, Rejected
from bot.model.message import Lane, Message
from bot.model.role import Role
from bot.model.update import Update
from bot.model.urn import MessageId, Urn, make_urn
from storage import Store, broadcasts, contacts, outbox, quotas, roles
from storage.quotas import Spent
from tests.playing.stage import START
from tests.providers.loopback import serving
from tests.providers.zalo_bot import ZaloBotStandIn, error
from tests.recordings import KINDS

MONTHLY = 10
BA = Urn("zalo_bot:6ede")
NEXT_MONTH = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
"""Midnight in Viet Nam."""


@pytest.fixture
async def store(database: Path):  # type: ignore[no-untyped-def]
    """Zalo Bot and the web page are on."""
    made = Store(database)
    await made.know_channels([ChannelReach("zalo_bot", None, False, MONTHLY), ChannelReach("web", None, True)])
    yield made
    made.close()


async def spend(store: Store, n: int, now: datetime = START) -> None:
    """So many messages were carried."""
    meter = store.meter("zalo_bot", MONTHLY)
    for _ in range(n):
        await meter.count(now)


async def test_a_count_survives_restarts_and_begins_anew_with_the_month(store: Store) -> None:
    await spend(store, 3)
    again = Store(store.path)
    assert again.vitals(START).quotas == {"zalo_bot": Spent(3, MONTHLY)}
    await spend(again, 1)
    assert again.vitals(NEXT_MONTH - timedelta(seconds=1)).quotas == {"zalo_bot": Spent(4, MONTHLY)}
    assert again.vitals(NEXT_MONTH).quotas == {"zalo_bot": Spent(0, MONTHLY)}
    again.close()


async def lanes_sent(store: Store, now: datetime, who: str = "a") -> set[Lane]:
    """One message of each lane to somebody else, and which of them leave."""

    def queue(db: Connection) -> None:
        for number, lane in enumerate(Lane):
            urn = Urn(f"zalo_bot:{who}{number}")
            contact_id = contacts.known_or_new(db, urn, START)
            outbox.add(db, None, contact_id, urn, Message("x"), lane, now)

    await store._writer.do(queue)
    return {leased.lane for leased in await store.lease("zalo_bot", now, 64)}


async def test_near_the_end_only_replies_and_help_go_out(store: Store) -> None:
    await spend(store, 7)
    assert await lanes_sent(store, START) == set(Lane)
    await spend(store, 1)
    assert await lanes_sent(store, START, "b") == {Lane.REPLY, Lane.HELP}
    ended = store._reader.execute("SELECT count(*) FROM outbox WHERE state = 'cancelled' AND reason = 'quota'")
    assert ended.fetchone() == (2,)
    assert await lanes_sent(store, NEXT_MONTH + timedelta(hours=8), "c") == set(Lane)
    assert store.prove().findings == ()


async def test_one_person_cannot_use_up_what_all_have(store: Store) -> None:
    await store.know_channels([ChannelReach("zalo_bot", None, False, 450)])

    async def answers(now: datetime, name: str = "6ede") -> int:
        """How many of forty leave."""
        urn, left = Urn(f"zalo_bot:{name}"), 0

        def ask(db: Connection) -> None:
            contact_id = contacts.known_or_new(db, urn, now)
            outbox.add(db, None, contact_id, urn, Message("x"), Lane.REPLY, now)

        for _ in range(40):
            await store._writer.do(ask)
            for leased in await store.lease("zalo_bot", now, 64):
                await store.end_message(leased.letter.id, outbox.End.SENT, now)
                left += 1
        return left

    assert await answers(START) == 30
    assert await answers(START, "khac") == 30, "the next one has a share of their own"
    assert await answers(START + timedelta(days=1, minutes=1)) == 30
    assert store.prove().findings == ()


async def test_a_channel_without_a_quota_never_runs_out(store: Store) -> None:
    await store.know_channels([ChannelReach("zalo_bot", None, False)])
    await spend(store, 100)
    assert store.vitals(START).quotas == {}
    assert await lanes_sent(store, START) == set(Lane)


@pytest.mark.parametrize("spent, hurdle", [(7, ""), (8, "quota")])
async def test_who_is_not_reached_for_it_is_said_beforehand_and_not_told(store: Store, spent: int, hurdle: str) -> None:
    def people(db: Connection) -> int:
        for urn in (BA, Urn("web:lan")):
            contact_id = contacts.known_or_new(db, urn, START)
            contacts.heard(db, urn, START)
            contacts.set_consent(db, contact_id, True, "test", "web", START)
            db.execute("INSERT INTO reminders (contact_id, kind, since) VALUES (?, 'tin-xa', '')", (contact_id,))
        roles.give(db, contact_id, Role.ORGANIZER, (), START)
        return roles.actor(db, contact_id)

    actor = await store._writer.do(people)
    await spend(store, spent)
    rows = store.report("broadcast_reach", None, START, {"lesson": ""})
    promised = Counter({row["hurdle"]: row["n"] for row in rows})
    assert promised == Counter(["", hurdle])

    def send(db: Connection) -> None:
        number = broadcasts.make(db, actor, "C", "", "Tin", Audience(), Message("📢"), START)
        broadcasts.approve(db, number, actor, Message("📢"), START)

    await store._writer.do(send)
    kept = store._reader.execute("SELECT coalesce(skipped, '') FROM deliveries").fetchall()
    assert Counter(row[0] for row in kept) == promised


async def test_the_doctor_says_how_much_is_left(store: Store) -> None:
    settings = Settings(db=store.path)
    for n, expected in ((0, "quota_fine"), (8, "quota_low")):
        await spend(store, n)
        assert expected in [symptom.name for symptom in _database(settings, store, START)]


# ------------------------------------------------------------------------------ what the channel counts


async def test_every_message_either_way_is_counted_once(store: Store) -> None:
    zalo, seen = ZaloBotStandIn(), []

    async def intake(update: Update) -> bool:
        seen.append(update)
        if len(seen) == 3:
            raise asyncio.CancelledError
        return len(seen) == 1

    async with serving(zalo.app()) as here:
        channel = ZaloBotChannel(zalo.token, base_url=here, clock=lambda: START, meter=store.meter("zalo_bot", MONTHLY))
        assert channel.limits.monthly == MONTHLY
        picture = File("a.png", "image/png", b"x")
        await channel.send(Letter(MessageId(1), BA, Message("Đây"), picture, "https://hoc.example/f/t"))
        assert store.vitals(START).quotas["zalo_bot"].n == 2
        zalo.troubles.append(error(400))
        with pytest.raises(Rejected):
            await channel.send(Letter(MessageId(2), BA, Message("x")))
        assert store.vitals(START).quotas["zalo_bot"].n == 2
        event = zalo.says("6ede", "chào")
        zalo.waiting.extend([event, event, event])
        with pytest.raises(asyncio.CancelledError):
            await channel.run(intake)
        await channel.close()
    assert store.vitals(START).quotas["zalo_bot"].n == 3, "a repetition is no message of the month"


async def test_a_disk_that_cannot_count_sends_nothing_twice() -> None:
    class Broken:
        monthly = MONTHLY

        async def count(self, now: datetime) -> None:
            raise OSError("disk is full")

    zalo = ZaloBotStandIn()
    async with serving(zalo.app()) as here:
        channel = ZaloBotChannel(zalo.token, base_url=here, clock=lambda: START, meter=Broken())
        assert await channel.send(Letter(MessageId(1), BA, Message("Đây")))
        await channel.close()
    assert len(zalo.sent) == 1


# ------------------------------------------------------------------------------------- its recordings


@pytest.mark.parametrize(
    "media_type, link, code, said",
    [
        ("audio/aac", "https://hoc.example/f/t", 0, ["<https://hoc.example/f/t.aac>", "Đây"]),
        ("audio/aac", "https://hoc.example/f/t", 400, ["https://hoc.example/f/t.aac", "Đây"]),
        ("audio/ogg", "https://hoc.example/f/t", 0, ["Đây\nhttps://hoc.example/f/t"]),
        ("audio/aac", "http://127.0.0.1:8080/f/t", 0, ["Đây"]),
    ],
)
async def test_zalo_bot_plays_what_it_can_and_links_the_rest(
    media_type: str, link: str, code: int, said: list[str]
) -> None:
    zalo = ZaloBotStandIn()
    zalo.voice_code = code
    file = File("giong-doc", media_type, KINDS[media_type], "t")
    async with serving(zalo.app()) as here:
        channel = ZaloBotChannel(zalo.token, base_url=here, clock=zalo.clock)
        await channel.send(Letter(MessageId(1), make_urn("zalo_bot", "7"), Message("Đây"), file, link))
        with pytest.raises(Rejected):
            await channel.fetch("https://evil.example/a.aac")
        await channel.close()
    assert [text for _, text in zalo.sent] == said


def test_months_are_viet_nams() -> None:
    assert [quotas.month_of(NEXT_MONTH - timedelta(seconds=1)), quotas.month_of(NEXT_MONTH)] == ["2026-11", "2026-12"]
