"""Tests: a voice is heard with its speaker's consent only, and after a second one has listened."""

from pathlib import Path
from sqlite3 import Connection

import pytest

from bot.model.contact import Contact
from bot.model.message import Message, attachment
from bot.model.urn import ContactId, Urn
from bot.model.voice import KIND, LANGUAGES, VoiceRecorded, print_of
from content.copybook import load_copy
from storage import Store, contacts, voices
from tests.playing.stage import START
from tests.providers.telegram_desk import desk

SAID = VoiceRecorded("vneid-cai-dat", 1, print_of("Mở CH Play"), "ede", "VOICE1")


def speaker(db: Connection, name: str) -> ContactId:
    """Somebody who has agreed to be remembered."""
    contact_id = contacts.known_or_new(db, Urn(f"telegram:{name}"), START)
    contacts.set_consent(db, contact_id, True, "test", "telegram", START)
    return contact_id


def heard(store: Store, listener: ContactId) -> list[str]:
    """What somebody could listen to."""
    rows = store.report("voices", Contact(listener), START, {"about": SAID.lesson})
    return [row["file"] for row in rows]


async def test_only_a_second_speaker_can_let_a_voice_be_heard(database: Path) -> None:
    store = Store(database)

    def record(db: Connection) -> tuple[ContactId, ContactId, ContactId]:
        one, other, listener = speaker(db, "1"), speaker(db, "2"), speaker(db, "3")
        voices.record(db, one, SAID, "telegram", START)
        voices.approve(db, 1, one, START)
        voices.choose(db, listener, "ede")
        return one, other, listener

    one, other, listener = await store._writer.do(record)
    assert heard(store, listener) == []
    await store._writer.do(lambda db: voices.approve(db, 1, other, START))
    assert heard(store, listener) == ["VOICE1"]
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
        contacts.erase(db, one)
        voices.forget(db, other)
        contacts.set_consent(db, other, False, "test", "telegram", START)
        voices.record(db, other, SAID, "telegram", START)
        voices.choose(db, other, "ede")

    await store._writer.do(part)
    for table in ("recordings", "listeners"):
        assert store._reader.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert store.prove().findings == ()
    store.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_name(language: str) -> None:
    path = Path(__file__).parents[1] / "content" / "copy" / "voices.toml"
    assert load_copy(path).say(f"voice.language_{language}").startswith("Tiếng")


async def test_telegram_plays_a_recording_by_its_id_before_the_words() -> None:
    async with desk() as it:
        it.api.person(7)
        await it.send(Message("🔊 Tiếng Ê Đê", attachment=attachment(KIND, file="voice-9")))
        assert it.api.files == [(7, "voice-9")]
        assert len(it.api.sent) == 1


async def test_a_recording_that_is_gone_leaves_the_words() -> None:
    async with desk() as it:
        it.api.person(7)
        await it.send(Message("🔊 Tiếng Ê Đê", attachment=attachment(KIND, file="no longer there")))
        assert it.api.files == []
        assert len(it.api.sent) == 1
