"""Tests: the sound of a recording: known by its bytes, fetched once, gone with its speaker, never from elsewhere."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import httpx
import pytest
from starlette.responses import JSONResponse

from bot.channels.telegram_line import bot_url, files_url
from bot.channels.web import render
from bot.channels.zalo_sounds import fetch, is_zalos
from bot.engine import Engine
from bot.gathering import TRIES, Gatherer
from bot.listening import ears_of_page, sound_drawers
from bot.model.channel import ConnectionFailed, File, Letter, Misconfigured, Rejected, SendError
from bot.model.links import Links
from bot.model.message import Message, attachment
from bot.model.role import Role
from bot.model.session import Session, pack_session
from bot.model.sound import MOST, sound
from bot.model.update import Media, MediaKind, Passed
from bot.model.urn import ContactId, MessageId, Urn
from bot.model.voice import KIND, LOST, VoiceRecorded, print_of
from bot.rendering import NothingToDraw
from bot.web.cookie import NAME, CookieJar
from bot.web.frame import Said, parse
from storage import Store, contacts, roles, sounds, voices, wishes
from storage.database import connect
from tests.playing.stage import START, book_of
from tests.providers.telegram_desk import desk
from tests.recordings import KINDS, OGG, wav
from tests.web_house import NOW, ORIGIN, House, TestClient

SAID = VoiceRecorded("vneid-cai-dat", 1, print_of("Mở CH Play"), "ede", "VOICE1")


@pytest.mark.parametrize("media_type", KINDS)
def test_a_sound_is_known_by_its_first_bytes(media_type: str) -> None:
    found = sound(KINDS[media_type], "giong-doc-1")
    assert found is not None
    assert found.media_type == media_type
    assert found.is_sound
    assert not found.is_picture


NO_SOUND = (b"", b"\xff", b"<html>", b"%PDF-1.7", b"\x89PNG\r\n", b"RIFF\0\0\0\0WEBP", b"PK\3\4", b"OggS" * MOST)


@pytest.mark.parametrize("data", NO_SOUND, ids=range(len(NO_SOUND)))
def test_what_is_no_sound_or_too_long_is_not_taken(data: bytes) -> None:
    assert sound(data, "x") is None


# ------------------------------------------------------------------------------------ fetched, once


def record(db: Connection, name: str = "1", file: str = "VOICE1", channel: str = "telegram") -> ContactId:
    """Somebody who agreed has read a step aloud."""
    contact_id = contacts.known_or_new(db, Urn(f"{channel}:{name}"), START)
    contacts.set_consent(db, contact_id, True, "test", channel, START)
    voices.record(db, contact_id, VoiceRecorded(SAID.lesson, 1, SAID.wording, "ede", file), channel, START)
    return contact_id


class Provider:
    """Has sounds by name; an error in the place of one is raised. `asked` counts."""

    def __init__(self, **has: bytes | Exception) -> None:
        self.has = has
        self.asked: list[str] = []

    async def fetch(self, file: str) -> bytes:
        self.asked.append(file)
        found = self.has.get(file, Rejected("no such file"))
        if isinstance(found, Exception):
            raise found
        return found


class Room:
    """A gatherer at a store whose clock is moved by hand."""

    def __init__(self, path: Path, provider: Provider) -> None:
        self.store, self.now, self.told = Store(path), START, 0
        self.gatherer = Gatherer(self.store, {"telegram": provider.fetch}, lambda: self.now, self._tell)

    def _tell(self) -> None:
        self.told += 1

    async def write(self, work: Callable[[Connection], Any]) -> Any:
        return await self.store._writer.do(work)

    def count(self, table: str) -> int:
        return int(self.store._reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


async def test_a_sound_is_fetched_once_and_served_until_it_is_taken_back(database: Path) -> None:
    provider = Provider(VOICE1=KINDS["audio/ogg"])
    room = Room(database, provider)
    speaker = await room.write(record)
    await room.gatherer.gather()
    await room.gatherer.gather()
    assert provider.asked == ["VOICE1"]
    kept = room.store.sounds.of(1)
    assert kept is not None
    assert (kept.name, kept.media_type, kept.data) == ("giong-doc-1.ogg", "audio/ogg", KINDS["audio/ogg"])
    assert room.store.file(kept.token, room.now) == kept
    drawn = sound_drawers(room.store)[KIND](book_of(), attachment(KIND, number="1"))
    assert drawn == kept
    await room.write(lambda db: voices.withdraw(db, speaker))
    assert room.store.file(kept.token, room.now) is None
    with pytest.raises(NothingToDraw):
        sound_drawers(room.store)[KIND](book_of(), attachment(KIND, number="1"))
    assert room.store.prove().findings == ()
    room.store.close()


@pytest.mark.parametrize("answer", [Rejected("gone"), b"<html>", b"OggS" + b"x" * MOST])
async def test_what_cannot_be_had_goes_and_its_speaker_hears_of_it(database: Path, answer: bytes | Exception) -> None:
    room = Room(database, Provider(VOICE1=answer))
    await room.write(record)
    await room.gatherer.gather()
    assert (room.count("recordings"), room.count("sounds"), room.told) == (0, 0, 1)
    (passed,) = room.store.passed_on()
    assert passed.update.what == Passed(LOST, "vneid-cai-dat/1")
    room.store.close()


@pytest.mark.parametrize("trouble", [ConnectionFailed("nobody there"), OSError("odd")])
async def test_a_provider_that_is_away_is_asked_again_with_growing_pauses(database: Path, trouble: Exception) -> None:
    provider = Provider(VOICE1=trouble)
    room = Room(database, provider)
    await room.write(record)
    await room.gatherer.gather()
    await room.gatherer.gather()
    assert len(provider.asked) == 1
    room.now += timedelta(seconds=11)
    provider.has["VOICE1"] = KINDS["audio/ogg"]
    await room.gatherer.gather()
    assert (len(provider.asked), room.count("sounds")) == (2, 1)
    room.store.close()


async def test_a_provider_that_stays_away_is_given_up_after_a_while(database: Path) -> None:
    provider = Provider(VOICE1=ConnectionFailed("nobody there"))
    room = Room(database, provider)
    await room.write(record)
    for _ in range(TRIES + 3):
        await room.gatherer.gather()
        room.now += timedelta(hours=1)
    assert (len(provider.asked), room.count("recordings")) == (TRIES, 0)
    room.store.close()


async def test_a_wrong_token_loses_no_recording(database: Path) -> None:
    provider = Provider(VOICE1=Misconfigured("InvalidToken"))
    room = Room(database, provider)
    await room.write(record)
    for _ in range(TRIES + 3):
        await room.gatherer.gather()
        room.now += timedelta(hours=2)
    provider.has["VOICE1"] = KINDS["audio/ogg"]
    await room.gatherer.gather()
    assert room.count("sounds") == 1
    room.store.close()


async def test_a_channel_that_is_off_keeps_its_recordings_waiting(database: Path) -> None:
    room = Room(database, Provider())
    await room.write(lambda db: record(db, "1", channel="zalo_oa"))
    await room.gatherer.gather()
    assert room.count("recordings") == 1
    room.store.close()


async def test_a_voice_taken_back_while_it_is_fetched_is_not_kept(database: Path) -> None:
    room = Room(database, Provider())
    speaker = await room.write(record)

    async def slow(file: str) -> bytes:
        await room.write(lambda db: voices.withdraw(db, speaker))
        return KINDS["audio/ogg"]

    room.gatherer.fetches = {"telegram": slow}
    await room.gatherer.gather()
    assert (room.count("recordings"), room.count("sounds")) == (0, 0)
    room.store.close()


# ------------------------------------------------------------------------------- never from elsewhere


@pytest.mark.parametrize(
    "address", ["https://f1-zpc.zdn.vn/a.amr", "https://zdn.vn/a", "https://voice.zdn.vn:443/x.aac?e=1"]
)
def test_zalos_own_addresses_are_fetched(address: str) -> None:
    assert is_zalos(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://f1.zdn.vn/a.amr",
        "https://zdn.vn.evil.example/a",
        "https://evilzdn.vn/a",
        "https://zdn.vn@evil.example/a",
        "https://evil.example@zdn.vn/a",
        "https://evil.example/#.zdn.vn",
        "https://evil.example\\.zdn.vn/a",
        "https://f1.zdn.vn:8080/a",
        "https://f1.zdn.vn:99999/a",
        "https://[::1]/a",
        "https://127.0.0.1/a",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "//zdn.vn/a",
        "zdn.vn",
        "",
    ],
)
async def test_no_other_address_is_ever_opened(address: str) -> None:
    def opened(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"opened {request.url}")

    async with httpx.AsyncClient(transport=httpx.MockTransport(opened)) as client:
        with pytest.raises(Rejected):
            await fetch(client, address)


@pytest.mark.parametrize(
    "answer, expected",
    [
        (httpx.Response(302, headers={"location": "http://127.0.0.1/"}), Rejected),
        (httpx.Response(404), Rejected),
        (httpx.Response(503), ConnectionFailed),
        (httpx.Response(200, stream=httpx.ByteStream(b"x" * (MOST + 1))), Rejected),
        (httpx.ReadTimeout("slow"), ConnectionFailed),
    ],
)
async def test_a_bad_answer_of_zalos_host_has_its_class(answer: Any, expected: type[SendError]) -> None:
    asked: list[str] = []

    def opened(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async with httpx.AsyncClient(transport=httpx.MockTransport(opened)) as client:
        with pytest.raises(expected):
            await fetch(client, "https://f1.zdn.vn/a.amr")
    assert asked == ["https://f1.zdn.vn/a.amr"]


# ------------------------------------------------------------------------------------------ Telegram


async def test_telegram_hands_out_a_voice_message_by_its_id() -> None:
    async with desk() as it:
        it.api.recorded["AwAC-1"] = KINDS["audio/ogg"]
        assert await it.channel.fetch("AwAC-1") == KINDS["audio/ogg"]
        with pytest.raises(Rejected):
            await it.channel.fetch("unknown")
        it.api.sizes["AwAC-1"] = MOST + 1
        with pytest.raises(Rejected):
            await it.channel.fetch("AwAC-1")
        it.api.fail("getFile", 502)
        with pytest.raises(ConnectionFailed):
            await it.channel.fetch("AwAC-1")
        assert [name for name, _ in it.api.calls] == ["getFile"] * 4


@pytest.mark.parametrize(
    "path", ["/var/lib/telegram-bot-api/voice.oga", "", "voice/gone.oga"], ids=["a disk of theirs", "none", "gone"]
)
async def test_a_file_that_is_not_to_be_had_over_http_is_given_up(path: str) -> None:
    async with desk() as it:
        it.api.answer("getFile", JSONResponse({"ok": True, "result": {"file_id": "a", "file_path": path}}))
        with pytest.raises(Rejected):
            await it.channel.fetch("a")


def test_files_lie_beside_the_calls_on_whatever_host() -> None:
    urls = {
        base: files_url(bot_url(base), "1:x")
        for base in ("", "http://127.0.0.1:9", "http://h/bot", "http://h/bot{token}")
    }
    assert list(urls.values()) == [
        "https://api.telegram.org/file/bot1:x",
        "http://127.0.0.1:9/file/bot1:x",
        "http://h/file/bot1:x",
        "http://h/file/bot1:x",
    ]


@pytest.mark.parametrize(
    "media_type, kind",
    [("audio/ogg", "voice"), ("audio/mp4", "audio"), ("audio/mpeg", "audio"), ("audio/amr", "document")],
)
async def test_telegram_plays_a_recording_before_the_words_and_uploads_it_once(media_type: str, kind: str) -> None:
    file = sound(KINDS[media_type], "giong-doc-1")
    async with desk() as it:
        for number in (7, 8):
            it.api.person(number)
            await it.channel.send(Letter(MessageId(number), Urn(f"telegram:{number}"), Message("🔊 Tiếng Ê Đê"), file))
        assert it.api.files == [(7, f"{kind}-1"), (8, f"{kind}-1")]
        assert len(it.api.uploads) == 1
        assert len(it.api.sent) == 2


async def test_a_recording_that_telegram_refuses_leaves_the_words() -> None:
    async with desk() as it:
        it.api.person(7)
        it.api.fail("sendVoice", 400, "Bad Request: VOICE_MESSAGES_FORBIDDEN")
        await it.channel.send(Letter(MessageId(1), Urn("telegram:7"), Message("🔊 Tiếng Ê Đê"), OGG))
        assert (it.api.files, len(it.api.sent)) == ([], 1)


# ----------------------------------------------------------------------------------- from the web page


SOON = NOW + timedelta(hours=1)


class Page:
    """The web room over a real store; `urn` is whose cookie the browser brings."""

    def __init__(self, path: Path) -> None:
        self.path, self.store, self.house = path, Store(path), House()
        self.house.ears = ears_of_page(self.store, lambda: NOW)
        self.house.files = lambda token: self.store.file(token, NOW)
        self.client: TestClient = self.house.client()
        self.client.get("/")

    @property
    def urn(self) -> Urn:
        urn = CookieJar("secret").read(self.client.cookies[NAME])
        assert urn is not None
        return urn

    def asked_to_read(
        self, *, role: bool = True, flow: str = "recording", until: datetime = NOW + timedelta(hours=1)
    ) -> None:
        """They hold a role, and a step waits."""
        db = connect(self.path)
        contact_id = contacts.known_or_new(db, self.urn, NOW)
        contacts.set_consent(db, contact_id, True, "test", "web", NOW)
        if role:
            roles.give(db, contact_id, Role.VOLUNTEER, ("buon-ea-bra",), NOW)
        db.execute(
            "INSERT INTO sessions (contact_id, body, expires_at) VALUES (?, ?, ?)",
            (contact_id, pack_session(Session(flow, "1", SAID.lesson)), until.isoformat()),
        )
        db.close()

    def post(self, data: bytes = KINDS["audio/webm"], **headers: str) -> httpx.Response:
        answer: httpx.Response = self.client.post("/sound", content=data, headers={**ORIGIN, **headers})
        return answer


@pytest.fixture
def page(database: Path) -> Any:
    made = Page(database)
    yield made
    made.store.close()


def test_who_was_asked_to_read_aloud_leaves_a_recording(page: Page) -> None:
    page.asked_to_read()
    answer = page.post()
    assert answer.status_code == 200
    token = answer.json()["file"]
    frame = json.dumps({"t": "media", "kind": "voice", "id": "12345678", "file": token})
    assert parse(frame) == Said("12345678", Media(MediaKind.VOICE, file=token))
    assert page.client.get(f"/f/{token}").content == KINDS["audio/webm"]


@pytest.mark.parametrize("how", [{"role": False}, {"flow": "lesson"}, {"until": NOW - timedelta(seconds=1)}])
def test_who_was_not_asked_leaves_none(page: Page, how: dict[str, Any]) -> None:
    page.asked_to_read(**how)
    assert page.post().status_code == 403


def test_a_stranger_or_another_page_leaves_none(page: Page) -> None:
    page.asked_to_read()
    assert page.post(origin="https://evil.example").status_code == 403
    assert page.client.post("/sound", content=b"OggS").status_code == 403
    page.client.cookies.clear()
    assert page.post().status_code == 403


def test_what_is_no_sound_or_too_long_is_refused_at_the_door(page: Page) -> None:
    page.asked_to_read()
    assert page.post(b"<html>").status_code == 415
    assert page.post(b"OggS" + b"x" * MOST).status_code == 413


def test_a_flood_of_recordings_is_slowed(page: Page) -> None:
    page.asked_to_read()
    assert 429 in {page.post(b"x").status_code for _ in range(20)}


@pytest.mark.parametrize("file", ["short", "x" * 65, "../../etc/passwd-and-more", 7, None])
def test_a_frame_carries_only_what_looks_like_a_token(file: object) -> None:
    said = parse(json.dumps({"t": "media", "kind": "voice", "id": "12345678", "file": file}))
    assert said == Said("12345678", Media(MediaKind.VOICE))


def test_only_a_voice_message_brings_a_file() -> None:
    said = parse(json.dumps({"t": "media", "kind": "photo", "id": "12345678", "file": "x" * 32}))
    assert said == Said("12345678", Media(MediaKind.PHOTO))


def test_a_recording_is_played_in_pieces_and_never_kept_by_a_browser(page: Page) -> None:
    tone = wav()
    page.house.files = {"t": File("a.wav", "audio/wav", tone), "p": File("a.png", "image/png", b"picture")}.get
    client = page.house.client()
    whole = client.get("/f/t.aac")
    assert (whole.status_code, whole.content, whole.headers["cache-control"]) == (200, tone, "no-store")
    assert whole.headers["content-disposition"].startswith("inline")
    part = client.get("/f/t", headers={"range": "bytes=4-9"})
    assert (part.status_code, part.content) == (206, tone[4:10])
    assert part.headers["content-range"] == f"bytes 4-9/{len(tone)}"
    assert client.get("/f/t", headers={"range": "bytes=0-"}).content == tone
    assert client.get("/f/t", headers={"range": f"bytes={len(tone)}-"}).status_code == 416
    for odd in ("bytes=9-4", "bytes=-5", "bytes=0-1,3-4", "lines=0-1", "bytes=x-"):
        assert client.get("/f/t", headers={"range": odd}).status_code in (200, 416)
    assert client.get("/f/p", headers={"range": "bytes=0-1"}).status_code == 200


# ------------------------------------------------------------------------------------ the whole engine


async def test_an_upload_becomes_a_recording_and_its_copy_goes(database: Path) -> None:
    store = Store(database)
    engine = Engine(store, book_of, [], lambda: START)
    engine.inbox.links = lambda: Links("https://hoc.example")
    urn = Urn("web:1")
    await store._writer.do(lambda db: record(db, "1", channel="web", file="nothing"))
    token = await store.keep_file(urn, OGG, START)
    await store._writer.do(lambda db: record(db, "1", channel="web", file=token))
    await engine.gatherer.gather()
    kept = store.sounds.of(2)
    assert kept is not None
    assert kept.data == OGG.data
    assert store.file(token, START) is None, "the upload goes once it is a recording"
    assert await engine._keep(urn, kept) == f"https://hoc.example/f/{kept.token}"
    await store._writer.do(lambda db: record(db, "2", channel="web", file=kept.token))
    await engine.gatherer.gather()
    assert store.sounds.of(3) is None, "nobody speaks with another one's voice by its address"
    store.close()


async def test_an_upload_that_was_never_sent_goes_with_the_voice(database: Path) -> None:
    store = Store(database)
    speaker = await store._writer.do(lambda db: record(db, "1", channel="web"))
    token = await store.keep_file(Urn("web:1"), OGG, START)
    paper = await store.keep_file(Urn("web:1"), File("a.pdf", "application/pdf", b"%PDF"), START)
    await store._writer.do(lambda db: voices.withdraw(db, speaker))
    assert store.file(token, START) is None
    assert store.file(paper, START) is not None
    store.close()


async def test_closing_ends_the_looking(database: Path) -> None:
    room = Room(database, Provider())
    async with asyncio.timeout(2):
        running = asyncio.ensure_future(room.gatherer.run())
        await asyncio.sleep(0)
        room.gatherer.close()
        await running
    room.store.close()


def test_a_message_that_waits_for_a_voice_says_so_on_the_page() -> None:
    letter = Letter(MessageId(1), Urn("web:1"), Message("Đọc bước này", records=True))
    assert render(letter)["records"] is True


async def test_a_backup_does_not_bring_a_voice_back(database: Path) -> None:
    db = connect(database)
    speaker = record(db)
    sounds.keep(db, 1, OGG)
    later = database.with_name("later.db")
    with connect(later) as copy:
        db.backup(copy)
        voices.withdraw(copy, speaker)
    copy.close()
    db.execute("ATTACH ? AS old", (str(later),))
    wishes.carry(db, START)
    for table in ("recordings", "sounds"):
        assert db.execute(f"SELECT count(*) FROM main.{table}").fetchone() == (0,)
    db.close()
