"""Tests: asking a neighbour. Load is spread, the first one has it, words are not kept, nobody is left alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from bot.model.day import VIETNAM
from bot.model.help import CALLED, PATIENCE, after_work
from bot.model.role import Role
from bot.model.update import Joined, Text, Update
from bot.model.urn import ContactId, Urn, make_urn
from storage import Store, contacts, erasures, helps, roles
from storage.errors import Outdated
from tests.playing.stage import START, Stage


def volunteers(db: Connection, count: int, village: str = "buon-ea-bra") -> list[ContactId]:
    """People of a village who help."""
    made = []
    for number in range(count):
        contact_id = contacts.known_or_new(db, make_urn("web", f"v{number}"), START)
        contacts.set_consent(db, contact_id, True, "test", "web", START)
        roles.give(db, contact_id, Role.VOLUNTEER, (village,), START)
        made.append(contact_id)
    return made


def asker(db: Connection, name: str) -> ContactId:
    """Somebody who asks for help, without consent to anything."""
    contact_id = contacts.known_or_new(db, Urn(f"web:{name}"), START)
    helps.ask(db, contact_id, "vneid-cai-dat", "buon-ea-bra", START)
    return contact_id


async def test_those_with_the_fewest_requests_are_called_first(database: Path) -> None:
    store = Store(database)

    def ask(db: Connection) -> list[int]:
        able = volunteers(db, CALLED + 2)
        asker(db, "a")
        helps.take(db, 1, able[0], START)
        asker(db, "b")
        rows = db.execute("SELECT contact_id FROM help_calls WHERE help_id = 2").fetchall()
        return [able.index(ContactId(row[0])) for row in rows]

    called = await store._writer.do(ask)
    assert len(called) == CALLED
    assert 0 not in called, "who is helping already comes last"
    store.close()


async def test_the_second_one_who_takes_it_is_too_late(database: Path) -> None:
    store = Store(database)

    def race(db: Connection) -> None:
        able = volunteers(db, 2)
        asker(db, "a")
        helps.take(db, 1, able[0], START)
        helps.take(db, 1, able[1], START)

    with pytest.raises(Outdated):
        await store._writer.do(race)
    store.close()


async def test_erasure_ends_a_request_and_leaves_nobody_in_it(database: Path) -> None:
    store = Store(database)

    def erase(db: Connection) -> None:
        able = volunteers(db, 2)
        who = asker(db, "a")
        helps.take(db, 1, able[0], START)
        erasures.note(db, who, START)
        erasures.repeat(db, START)

    await store._writer.do(erase)
    row = store._reader.execute("SELECT state, outcome, asker_id, taker_id FROM helps").fetchone()
    assert row == ("ended", "withdrawn", None, None)
    store.close()


async def test_words_are_nowhere_once_they_have_arrived(stage: Stage, database: Path) -> None:
    async with stage.open():
        stage.speaker = make_urn("web", "hoa")
        await stage.give_role(Role.VOLUNTEER, ("buon-ea-bra",))
        stage.speaker = make_urn("web", "lan")
        for said in (Joined(None), Text("nhờ giúp"), Text("Ea Bra")):
            await stage.say(said)
        stage.speaker = make_urn("web", "hoa")
        for words in ("nhận giúp 1", "bác mở quyển zqxjw ra"):
            await stage.say(Text(words))
        assert any("zqxjw" in letter.message.text for letter in stage.letters())
        dump = "\n".join(stage.store._reader.iterdump())
        assert "zqxjw" not in dump


async def test_what_was_passed_on_survives_a_kill(database: Path, stage: Stage) -> None:
    store = Store(database)
    await store._writer.do(lambda db: (volunteers(db, 1), asker(db, "a")))
    store.close()  # The program dies before anybody is told.
    async with stage.open():
        assert [letter.urn for letter in stage.letters()] == ["web:v0"]


async def test_an_old_update_of_somebody_erased_is_not_passed_on(stage: Stage) -> None:
    async with stage.open():
        await stage.store._writer.do(lambda db: (volunteers(db, 1), asker(db, "a")))
        await stage.store._writer.do(lambda db: helps.part(db, ContactId(1), START))
        stage.engine.look()
        await stage.engine.settled()
        assert stage.letters() == []
        await stage.engine.inbox.receive(Update(Urn("web:b"), "x", START, Text("chào")))
        await stage.engine.settled()


@pytest.mark.parametrize(
    "asked, answered",
    [
        ("2026-11-20 08:30", "2026-11-20 10:30"),
        ("2026-11-20 18:00", "2026-11-21 08:00"),
        ("2026-11-20 23:00", "2026-11-21 09:00"),
        ("2026-11-20 05:00", "2026-11-20 09:00"),
    ],
)
def test_patience_counts_working_time_only(asked: str, answered: str) -> None:
    since = datetime.fromisoformat(asked).replace(tzinfo=VIETNAM).astimezone(UTC)
    assert f"{after_work(since).astimezone(VIETNAM):%Y-%m-%d %H:%M}" == answered
    assert after_work(since) - since >= PATIENCE - timedelta(0)
