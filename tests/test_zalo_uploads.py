"""Tests: files to and from Zalo OA: uploaded once for many, by address where they cannot be, fetched from people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from bot.channels.zalo_oa import ZaloOaChannel
from bot.model.channel import ConnectionFailed, ContactStopped, File, Letter, Rejected
from bot.model.message import Button, Message
from bot.model.urn import MessageId, make_urn
from storage import Store
from tests.providers.loopback import serving
from tests.providers.zalo_oa import Trouble, ZaloOaStandIn
from tests.recordings import KINDS

NA, BA = "2512523625412515", "2512523625412516"
PICTURE = File("ma-vuong.png", "image/png", b"\x89PNG picture")
PAPER = File("bai.pdf", "application/pdf", b"%PDF-1.7 paper")
VOICE = File("giong-doc-1.ogg", "audio/ogg", KINDS["audio/ogg"], "t")
LINK = "https://hoc.example/f/t"


@dataclass
class Rig:
    """Zalo on loopback and the channel that talks to it."""

    zalo: ZaloOaStandIn
    channel: ZaloOaChannel
    api: str
    letters: int = 0

    async def send(self, file: File, link: str = LINK, to: str = NA, text: str = "Đây") -> str:
        self.letters += 1
        message = Message(text, (Button("Tiếp", "/bai|a"),))
        return await self.channel.send(Letter(MessageId(self.letters), make_urn("zalo_oa", to), message, file, link))

    @property
    def said(self) -> list[str]:
        return [sent.text for sent in self.zalo.sent]


@asynccontextmanager
async def rigged(database: Path) -> AsyncIterator[Rig]:
    zalo, store = ZaloOaStandIn(), Store(database)
    zalo.last_wrote.update({NA: zalo.now, BA: zalo.now})
    async with serving(zalo.app()) as here:
        channel = ZaloOaChannel(
            zalo.app_id,
            zalo.app_secret,
            zalo.secret_key,
            store.tokens("zalo_oa", zalo.refresh),
            base_url=here,
            oauth_url=here,
            clock=zalo.clock,
        )
        channel.media = lambda address: address.startswith(here)
        yield Rig(zalo, channel, here)
        await channel.close()
    store.close()


@pytest.fixture
async def rig(database: Path) -> AsyncIterator[Rig]:
    async with rigged(database) as made:
        yield made


@pytest.mark.parametrize("file", [PICTURE, PAPER], ids=["picture", "document"])
@pytest.mark.parametrize("link", [LINK, "http://127.0.0.1:8080/f/t", ""], ids=["public", "local", "none"])
async def test_a_file_is_uploaded_and_goes_in_front_of_the_words_whether_or_not_we_can_be_reached(
    rig: Rig, file: File, link: str
) -> None:
    assert await rig.send(file, link)
    assert rig.zalo.files == [(NA, "upload-1")]
    assert (rig.said, rig.zalo.pictures) == (["Đây"], [])
    assert rig.zalo.sent[0].buttons


@pytest.mark.parametrize("file_id", ["token", "attachment_id"])
async def test_an_upload_goes_to_many_people_while_zalo_remembers_it(rig: Rig, file_id: str) -> None:
    rig.zalo.uploads.file_id = file_id
    with structlog.testing.capture_logs() as logs:
        for person in (NA, BA, NA):
            await rig.send(PAPER, to=person)
    assert rig.zalo.uploads.calls == {"file": 1}
    assert rig.zalo.files == [(NA, "upload-1"), (BA, "upload-1"), (NA, "upload-1")]
    assert [log["kind"] for log in logs if log["event"] == "zalo_oa_file_id"] == [file_id]
    rig.zalo.wait(days=6, hours=1)
    await rig.send(PAPER)
    assert rig.zalo.uploads.calls == {"file": 2}


async def test_an_upload_that_died_early_is_linked_once_and_uploaded_anew_the_next_time(rig: Rig) -> None:
    await rig.send(PAPER)
    rig.zalo.uploads.known = {
        name: (kind, at - timedelta(days=8)) for name, (kind, at) in rig.zalo.uploads.known.items()
    }
    await rig.send(PAPER)
    assert rig.said == ["Đây", LINK, "Đây"]
    await rig.send(PAPER)
    assert rig.zalo.files == [(NA, "upload-1"), (NA, "upload-2")]


@pytest.mark.parametrize(
    "file, calls",
    [
        (replace(PAPER, data=b"%PDF" + b"x" * 5_000_001), {}),
        (File("du-lieu.json", "application/json", b"{}"), {}),
        (VOICE, {}),
        (replace(PAPER, name="bai.txt"), {"file": 1}),
    ],
    ids=["too large", "another kind", "a recording", "a wrong ending"],
)
async def test_what_zalo_does_not_take_is_opened_by_its_address(rig: Rig, file: File, calls: dict[str, int]) -> None:
    await rig.send(file)
    assert LINK in "\n".join(rig.said)
    assert rig.said[-1].startswith("Đây")
    assert (rig.zalo.files, rig.zalo.uploads.calls) == ([], calls)


async def test_a_picture_too_large_to_upload_is_fetched_from_us(rig: Rig) -> None:
    await rig.send(replace(PICTURE, data=b"\x89PNG" + b"x" * 1_000_001))
    assert (rig.zalo.pictures, rig.said) == ([LINK], ["Đây"])


async def test_nothing_is_promised_that_nobody_can_open(rig: Rig) -> None:
    await rig.send(VOICE, "http://127.0.0.1:8080/f/t")
    await rig.send(replace(PICTURE, data=b"\x89PNG" + b"x" * 1_000_001), "")
    assert (rig.said, rig.zalo.pictures, rig.zalo.files) == (["Đây", "Đây"], [], [])


@pytest.mark.parametrize("refusal", [-201, -211, -224])
async def test_an_oa_that_may_not_upload_sends_addresses_and_says_so_once_in_the_log(rig: Rig, refusal: int) -> None:
    rig.zalo.uploads.code = refusal
    with structlog.testing.capture_logs() as logs:
        await rig.send(PAPER)
        await rig.send(PICTURE)
    assert rig.said == [LINK, "Đây", "Đây"]
    assert rig.zalo.pictures == [LINK]
    assert [log["kind"] for log in logs if log["event"] == "zalo_oa_upload"] == [str(refusal)]


async def test_an_upload_without_an_answer_is_tried_again_and_the_words_go_once(rig: Rig) -> None:
    rig.zalo.uploads.code = -200
    letter = Letter(MessageId(9), make_urn("zalo_oa", NA), Message("Đây"), PAPER, LINK)
    with pytest.raises(ConnectionFailed):
        await rig.channel.send(letter)
    rig.zalo.uploads.code = 0
    await rig.channel.send(letter)
    assert (rig.said, rig.zalo.files) == (["Đây"], [(NA, "upload-1")])


async def test_somebody_who_stopped_is_not_sent_a_file_either(rig: Rig) -> None:
    rig.zalo.refusals[NA] = -244
    with pytest.raises(ContactStopped):
        await rig.send(PAPER)


async def test_an_old_token_is_renewed_for_an_upload_too(rig: Rig) -> None:
    await rig.send(PICTURE)
    rig.zalo.access_dies = rig.zalo.now
    await rig.send(PAPER)
    assert (rig.zalo.grants, len(rig.zalo.files)) == (2, 2)


async def test_a_voice_message_is_fetched_from_its_address(rig: Rig) -> None:
    rig.zalo.media["a.amr"] = KINDS["audio/amr"]
    assert await rig.channel.fetch(f"{rig.api}/media/a.amr") == KINDS["audio/amr"]
    with pytest.raises(Rejected, match="404"):
        await rig.channel.fetch(f"{rig.api}/media/gone.amr")
    with pytest.raises(Rejected, match="not Zalo's"):
        await rig.channel.fetch("https://evil.example/a.amr")


async def test_a_gateways_page_in_the_place_of_an_answer_is_no_refusal(rig: Rig) -> None:
    rig.zalo.troubles.append(Trouble(502))
    with pytest.raises(ConnectionFailed):
        await rig.send(PAPER)
