"""Tests: a voice is heard with its speaker's consent only, and after a second one has listened."""

from pathlib import Path
from sqlite3 import Connection

import pytest

from bot.model.contact import Contact
from bot.model.links import Links
from bot.model.update import Text, Update
from bot.model.urn import ContactId, Urn
from bot.model.voice import LANGUAGES, VoiceRecorded, print_of
from content.copybook import load_copy
from handlers import Turn, listening
from storage import Store, contacts, sounds, voices
from tests.playing.stage import START, book_of
from tests.recordings import OGG

SAID = VoiceRecorded("vneid-cai-dat", 1, print_of("Mở CH Play"), "ede", "VOICE1")


def speaker(db: Connection, name: str) -> ContactId:
    """Somebody who has agreed to be remembered."""
    contact_id = contacts.known_or_new(db, Urn(f"telegram:{name}"), START)
    contacts.set_consent(db, contact_id, True, "test", "telegram", START)
    return contact_id


def heard(store: Store, listener: ContactId) -> list[int]:
    """What somebody could listen to."""
    rows = store.report("voices", Contact(listener), START, {"about": SAID.lesson})
    return [row["id"] for row in rows]


async def test_only_a_second_speaker_can_let_a_voice_be_heard(database: Path) -> None:
    store = Store(database)

    def record(db: Connection) -> tuple[ContactId, ContactId, ContactId]:
        one, other, listener = speaker(db, "1"), speaker(db, "2"), speaker(db, "3")
        voices.record(db, one, SAID, "telegram", START)
        sounds.keep(db, 1, OGG)
        voices.approve(db, 1, one, START)
        voices.choose(db, listener, "ede")
        return one, other, listener

    one, other, listener = await store._writer.do(record)
    assert heard(store, listener) == []
    await store._writer.do(lambda db: voices.approve(db, 1, other, START))
    assert heard(store, listener) == [1]
    await store._writer.do(lambda db: voices.withdraw(db, one))
    assert heard(store, listener) == []
    store.close()


async def test_nothing_of_a_voice_stays_after_erasure_or_a_no(database: Path) -> None:
    store = Store(database)

    def part(db: Connection) -> None:
        one, other = speaker(db, "1"), speaker(db, "2")
        for who in (one, other):
            voices.record(db, who, SAID, "telegram", START)
            voices.choose(db, who, "ede")
        for number in (1, 2):
            sounds.keep(db, number, OGG)
        contacts.erase(db, one)
        voices.forget(db, other)
        contacts.set_consent(db, other, False, "test", "telegram", START)
        voices.record(db, other, SAID, "telegram", START)
        voices.choose(db, other, "ede")

    await store._writer.do(part)
    for table in ("recordings", "listeners", "sounds"):
        assert store._reader.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert store.prove().findings == ()
    store.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_name(language: str) -> None:
    path = Path(__file__).parents[1] / "content" / "copy" / "voices.toml"
    assert load_copy(path).say(f"voice.language_{language}").startswith("Tiếng")


ZALO = frozenset({"zalo_oa", "zalo_bot"})


@pytest.mark.parametrize(
    "channel, web, heard_there",
    [
        ("zalo_oa", "https://hoc.example", True),
        ("zalo_bot", "https://hoc.example", True),
        ("zalo_oa", "http://127.0.0.1:8080", False),
        ("zalo_bot", "", False),
        ("telegram", "", True),
        ("web", "", True),
        ("terminal", "", True),
    ],
)
def test_nothing_is_offered_that_nobody_could_open(channel: str, web: str, heard_there: bool) -> None:
    update = Update(Urn(f"{channel}:1"), "1", START, Text("x"))
    turn = Turn(update, Contact(ContactId(1)), None, START, book_of(), links=Links(web, fetching=ZALO))
    assert listening.playable(turn) is heard_there
