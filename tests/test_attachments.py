"""Tests: pictures and documents are drawn when they are sent; what cannot be drawn never holds up the words."""

from pathlib import Path
from typing import Final

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.channels.terminal import TerminalChannel
from bot.channels.web import render as web_frame
from bot.channels.zalo_bot import ZaloBotChannel, pieces_of
from bot.channels.zalo_oa_render import picture_body
from bot.engine import Engine
from bot.model.channel import File, Intake, Letter, Limits
from bot.model.links import Links
from bot.model.message import Attachment, Message, attachment, pack_message, unpack_message
from bot.model.outcome import Outcome, reply
from bot.model.update import Text, Update
from bot.model.urn import MessageId, make_urn
from bot.rendering import RENDERERS, NothingToDraw, renderer
from bot.web.files import files_route
from content.book import Book
from handlers.turn import Turn
from storage import Store
from tests.playing.stage import START
from tests.providers.loopback import serving
from tests.providers.telegram_desk import desk
from tests.providers.zalo_bot import ZaloBotStandIn

LINK: Final = "https://hoc.example/c/7K3M9Q"
PICTURE: Final = File("a.png", "image/png", b"picture")
PAPER: Final = File("a.pdf", "application/pdf", b"paper")
ARGS: Final = {"link": LINK, "lesson": "vneid-cai-dat"}
LETTER: Final = Letter(MessageId(1), make_urn("zalo_oa", "7"), Message("Đây"), PICTURE, "https://hoc.example/f/t")


class Carrier:
    """Remembers the letters it was given."""

    name = "web"

    def __init__(self, fetches: bool) -> None:
        self.limits = Limits(fetches=fetches)
        self.sent: list[Letter] = []

    async def send(self, letter: Letter) -> str:
        """Deliver."""
        self.sent.append(letter)
        return "1"

    async def run(self, intake: Intake) -> None:
        """Nothing comes in."""


async def sent(database: Path, book: Book, wanted: Attachment, fetches: bool) -> tuple[Letter, Store]:
    """What a channel is given for a message with this attachment."""
    store, carrier = Store(database), Carrier(fetches)

    def answer(turn: Turn) -> Outcome:
        return reply(None, Message("Đây", attachment=wanted))

    engine = Engine(store, lambda: book, [carrier], lambda: START, renderer(lambda: book))
    engine.inbox.decision = answer
    engine.inbox.links = lambda: Links("https://hoc.example")
    async with engine.running():
        await engine.inbox.receive(Update(make_urn("web", "lan"), "1", START, Text("x")))
        await engine.settled()
    return carrier.sent[0], store


@pytest.mark.parametrize("kind", ["qr", "lesson_card", "poster"])
def test_our_kinds_are_drawn(kind: str, book: Book) -> None:
    file = renderer(lambda: book)(attachment(kind, **ARGS))
    assert file.data.startswith(b"%PDF" if kind == "poster" else b"\x89PNG")
    assert file.is_picture == (kind != "poster")
    assert kind in RENDERERS


@pytest.mark.parametrize("wanted", [attachment("nothing"), attachment("poster", lesson="gone", link=LINK)])
def test_what_cannot_be_drawn_is_said(wanted: Attachment, book: Book) -> None:
    with pytest.raises(NothingToDraw):
        renderer(lambda: book)(wanted)


def test_an_attachment_survives_the_outbox_and_an_older_row_has_none() -> None:
    message = Message("Đây", attachment=attachment("qr", link=LINK))
    assert unpack_message(pack_message(message)) == message
    assert unpack_message('{"text": "x", "buttons": [], "style": "plain", "erase": false}').attachment is None


async def test_a_channel_that_fetches_is_given_a_link_nobody_can_guess(database: Path, book: Book) -> None:
    letter, store = await sent(database, book, attachment("qr", link=LINK), fetches=True)
    token = letter.link.removeprefix("https://hoc.example/f/")
    assert len(token) >= 32
    assert store.file(token, START) == letter.file
    assert store.file(token + "x", START) is None
    assert store.file(token, START.replace(month=12)) is None
    store.close()


async def test_another_channel_is_handed_the_file(database: Path, book: Book) -> None:
    letter, store = await sent(database, book, attachment("qr", link=LINK), fetches=False)
    assert letter.file is not None
    assert letter.link == ""
    store.close()


async def test_words_go_without_a_picture_that_cannot_be_drawn(database: Path, book: Book) -> None:
    letter, store = await sent(database, book, attachment("nothing"), fetches=True)
    assert (letter.message.text, letter.file) == ("Đây", None)
    store.close()


def test_the_page_is_told_a_path_of_its_own_host() -> None:
    frame = web_frame(LETTER)
    assert frame["file"] == {"url": "/f/t", "name": "a.png", "picture": True, "sound": False}


def test_a_file_is_served_by_its_token_only() -> None:
    files = {"right": PICTURE, "paper": PAPER}
    client = TestClient(Starlette(routes=[files_route(files.get)]))
    answer = client.get("/f/right")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, b"picture", "image/png")
    assert "noindex" in answer.headers["x-robots-tag"]
    assert client.get("/f/paper").headers["content-disposition"].startswith("attachment")
    assert client.get("/f/wrong").status_code == 404


async def test_the_terminal_puts_it_into_a_folder(tmp_path: Path) -> None:
    lines: list[str] = []

    async def none() -> None:
        return None

    channel = TerminalChannel(_nothing(), lines.append, lambda: START, "r", folder=tmp_path)
    await channel.send(LETTER)
    assert (tmp_path / "a.png").read_bytes() == b"picture"
    assert "a.png" in lines[-1]


async def _nothing():  # type: ignore[no-untyped-def]
    for line in ():
        yield line


# ---------------------------------------------------------------------------------------------- providers


async def test_telegram_uploads_once_and_then_names_it() -> None:
    async with desk() as it:
        it.api.person(7)
        for number, file in enumerate((PICTURE, PICTURE, PAPER), 1):
            letter = Letter(MessageId(number), make_urn("telegram", "7"), Message("Đây"), file)
            await it.channel.send(letter)
        assert it.api.uploads == [("photo", "a.png"), ("document", "a.pdf")]
        assert it.api.files == [(7, "photo-1"), (7, "photo-1"), (7, "document-2")]
        assert [bubble.text for bubble in it.api.sent] == ["Đây"] * 3


async def test_telegram_refuses_the_picture_and_the_words_go() -> None:
    async with desk() as it:
        it.api.person(7)
        it.api.fail("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
        await it.channel.send(Letter(MessageId(1), make_urn("telegram", "7"), Message("Đây"), PICTURE))
        assert [bubble.text for bubble in it.api.sent] == ["Đây"]


async def test_zalo_bot_is_given_the_address_of_a_picture() -> None:
    zalo = ZaloBotStandIn()
    async with serving(zalo.app()) as here:
        channel = ZaloBotChannel(zalo.token, base_url=here, clock=zalo.clock)
        await channel.send(LETTER)
        await channel.close()
    assert zalo.sent == [("7", "(https://hoc.example/f/t)"), ("7", "Đây")]


def test_zalo_gets_a_document_as_an_address_and_nothing_it_cannot_reach() -> None:
    paper = Letter(MessageId(1), LETTER.urn, Message("Đây"), PAPER, LETTER.link)
    assert pieces_of(paper) == ("Đây\nhttps://hoc.example/f/t",)
    local = Letter(MessageId(1), LETTER.urn, Message("Đây"), PICTURE, "http://127.0.0.1:8080/f/t")
    assert pieces_of(local) == ("Đây",)
    body = picture_body(LETTER.link, "7")
    assert body["recipient"] == {"user_id": "7"}
