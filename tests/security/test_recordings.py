"""Tests: recordings: what is hidden in one runs nowhere, nobody fills the disk, and a child is heard by nobody."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import httpx
import pytest

from bot.channels.zalo_sounds import fetch
from bot.model.channel import File
from bot.model.sound import MOST, sound
from bot.model.urn import Urn
from bot.web.headers import POLICY
from storage import contacts, files, sounds
from storage.database import connect
from tests.playing.stage import START
from tests.recordings import OGG
from tests.test_sounds import record
from tests.web_house import House

LAN = Urn("web:lan")
HIDDEN = (
    b"ID3<script>alert(1)</script>",
    b"OggS<html><body onload=alert(1)>",
    b"\0\0\0\x18ftyp<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"\xff\xfb<!doctype html><script src='//evil.example'></script>",
    b"RIFF\0\0\0\0WAVE%PDF-1.7",
    b"OggS=1;alert(1)//",
)


@pytest.fixture
def db(database: Path) -> Iterator[Connection]:
    opened = connect(database)
    contacts.known_or_new(opened, LAN, START)
    yield opened
    opened.close()


@pytest.mark.parametrize("data", HIDDEN, ids=range(len(HIDDEN)))
@pytest.mark.parametrize("wanted", ["", "bytes=0-9"])
def test_what_is_hidden_in_a_sound_is_served_as_sound_and_runs_nowhere(data: bytes, wanted: str) -> None:
    house = House()
    house.files = {"t": sound(data, "giong-doc-1")}.get
    with house.client() as client:
        answer = client.get("/f/t.html", headers={"range": wanted} if wanted else {})
    assert answer.status_code == (206 if wanted else 200)
    assert answer.headers["content-type"].startswith("audio/")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == POLICY
    assert not answer.headers["content-disposition"].endswith(".html")


def test_nobody_fills_the_disk_with_recordings_they_do_not_send(db: Connection) -> None:
    paper = files.keep(db, LAN, File("a.pdf", "application/pdf", b"%PDF"), START)
    tokens = [files.keep(db, LAN, OGG, START + timedelta(seconds=number)) for number in range(3 * files.UNSENT)]
    kept = [token for token in tokens if files.find(db, token, START) is not None]
    assert kept == tokens[-files.UNSENT :]
    assert files.find(db, paper, START) is not None
    contacts.known_or_new(db, Urn("web:khac"), START)
    files.keep(db, Urn("web:khac"), OGG, START)
    assert files.find(db, tokens[-files.UNSENT], START) is not None, "another one's recordings push nobody's out"


async def test_a_packed_answer_is_not_unpacked() -> None:
    bomb = gzip.compress(b"OggS" + b"\0" * 50 * MOST)
    asked: list[str] = []

    def opened(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["accept-encoding"])
        return httpx.Response(200, stream=httpx.ByteStream(bomb), headers={"content-encoding": "gzip"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(opened)) as client:
        found = await fetch(client, "https://f1.zdn.vn/a.amr")
    assert asked == ["identity"]
    assert found == bomb
    assert sound(found, "x") is None


def test_a_voice_that_an_older_program_took_from_a_group_is_heard_no_more(db: Connection) -> None:
    record(db, "-100")
    sounds.keep(db, 1, OGG)
    assert sounds.of(db, 1) is not None
    contacts.known_or_new(db, Urn("telegram:-100"), START, in_group=True)
    assert sounds.of(db, 1) is None
