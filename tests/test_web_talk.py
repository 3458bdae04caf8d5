"""Tests: the talk over the WebSocket, through Starlette's TestClient: door, frames, floods, nonsense."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from anyio.lowlevel import checkpoint
from starlette.websockets import WebSocketDisconnect

from bot.model.channel import Letter
from bot.model.message import Button, Message, Style
from bot.model.update import ButtonPress, Joined, Media, MediaKind, Text
from bot.model.urn import MessageId
from bot.web.cookie import CookieJar
from tests.web_house import NOW, ORIGIN, House, TestClient


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with house.client() as client:
        client.get("/")
        yield client


OpenChat = Callable[..., Any]


@pytest.fixture
def open_chat(client: TestClient) -> Iterator[OpenChat]:
    """Opens sockets that have said hello and been welcomed."""
    with ExitStack() as sockets:

        def open_one(**hello: Any) -> Any:
            socket = sockets.enter_context(client.websocket_connect("/ws", headers=ORIGIN))
            socket.send_json({"t": "hello", "after": 0, "code": None, "first": False, **hello})
            while socket.receive_json()["t"] != "welcome":
                pass
            return socket

        yield open_one


def say(socket: Any, text: str, said_id: str = "said-0001") -> dict[str, Any]:
    socket.send_json({"t": "say", "id": said_id, "text": text})
    answer: dict[str, Any] = socket.receive_json()
    return answer


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver.evil.example", "null", ""])
def test_a_socket_from_another_page_is_refused(client: TestClient, origin: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/ws", headers={"origin": origin}),
    ):
        pass


def test_a_socket_without_our_cookie_is_told_to_reload(house: House) -> None:
    with house.client() as stranger, stranger.websocket_connect("/ws", headers=ORIGIN) as socket:
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 4401


# --- the talk


def test_what_is_said_is_saved_before_it_is_called_saved(house: House, client: TestClient, open_chat: OpenChat) -> None:
    socket = open_chat()
    assert say(socket, "cai vneid sao v") == {"t": "saved", "id": "said-0001"}
    (update,) = house.updates
    assert (update.external_id, update.received_at, update.what) == ("said-0001", NOW, Text("cai vneid sao v"))
    assert update.urn == CookieJar("secret").read(client.cookies["hvs"])


def test_the_same_thing_said_again_is_saved_once(house: House, open_chat: OpenChat) -> None:
    socket = open_chat()
    assert say(socket, "a") == say(socket, "a") == {"t": "saved", "id": "said-0001"}
    assert len(house.updates) == 1


def test_presses_and_media_arrive_as_what_they_are(house: House, open_chat: OpenChat) -> None:
    socket = open_chat()
    socket.send_json({"t": "press", "id": "press-001", "payload": "/bai|vneid"})
    socket.send_json({"t": "media", "id": "media-001", "kind": "photo", "caption": "lỗi này"})
    socket.send_json({"t": "media", "id": "media-002", "kind": "hologram"})
    assert [socket.receive_json()["id"] for _ in range(3)] == ["press-001", "media-001", "media-002"]
    assert [update.what for update in house.updates] == [
        ButtonPress("/bai|vneid"),
        Media(MediaKind.PHOTO, "lỗi này"),
        Media(MediaKind.OTHER),
    ]


@pytest.mark.parametrize(
    "hello, arrived",
    [
        ({"first": True, "id": "join-abc1"}, [("join-abc1", Joined())]),
        ({"code": "BH-7K3M", "id": "join-abc1"}, [("join-abc1", Joined("BH-7K3M"))]),
        ({"code": "BH-7K3M"}, [("join-BH-7K3M-2026-11-20", Joined("BH-7K3M"))]),
        ({"code": "<script>", "first": True}, [("join--2026-11-20", Joined())]),
        ({"after": 17}, []),
    ],
)
def test_only_a_first_hello_or_a_link_is_an_arrival(
    house: House, open_chat: OpenChat, hello: dict[str, Any], arrived: list[tuple[str, Joined]]
) -> None:
    open_chat(**hello)
    open_chat(**hello)
    assert [(update.external_id, update.what) for update in house.updates] == arrived


def test_a_letter_is_shown_and_delivered_once_the_page_got_it(
    house: House, client: TestClient, open_chat: OpenChat
) -> None:
    urn = CookieJar("secret").read(client.cookies["hvs"])
    assert urn
    socket = open_chat()
    message = Message("Chào", (Button("Tiếp", "=a|b"),), Style.CARD)
    assert client.portal
    sending = client.portal.start_task_soon(house.channel.send, Letter(MessageId(7), urn, message))
    assert socket.receive_json() == {
        "t": "message",
        "seq": 7,
        "text": "Chào",
        "buttons": [{"label": "Tiếp", "payload": "=a|b"}],
        "style": "card",
        "erase": False,
    }
    assert not sending.done()
    socket.send_json({"t": "got", "seq": 7})
    assert sending.result(10) == "7"


def test_a_closed_page_is_detached(house: House, client: TestClient, open_chat: OpenChat) -> None:
    socket = open_chat()
    assert len(house.channel) == 1
    socket.close()
    assert client.portal
    while len(house.channel):
        client.portal.call(checkpoint)


NONSENSE = [
    "",
    "{",
    "null",
    "[]",
    '"say"',
    "[" * 30_000,
    '{"t":1}',
    '{"t":"dance","id":"dance-001"}',
    '{"t":"say"}',
    '{"t":"say","id":"said-0002"}',
    '{"t":"say","id":"said-0002","text":7}',
    '{"t":"say","id":"../../x","text":"a"}',
    '{"t":"press","id":"press-001"}',
    json.dumps({"t": "press", "id": "press-001", "payload": "x" * 201}),
    '{"t":"got","seq":"one"}',
    '{"t":"got","seq":999}',
    f'{{"t":"got","seq":{"9" * 5000}}}',
    '{"t":"hello"}',
]


@pytest.mark.parametrize("frame", NONSENSE)
def test_nonsense_neither_raises_nor_arrives(house: House, open_chat: OpenChat, frame: str) -> None:
    socket = open_chat()
    socket.send_text(frame)
    assert say(socket, "còn đây") == {"t": "saved", "id": "said-0001"}
    assert len(house.updates) == 1


def test_bytes_and_half_letters_do_no_harm(house: House, open_chat: OpenChat) -> None:
    socket = open_chat()
    socket.send_bytes(b"\xff\xfe")
    socket.send_text('{"t":"say","id":"said-0001","text":"a\\ud83d"}')
    assert socket.receive_json()["t"] == "saved"
    assert house.updates[0].what == Text("a?")


def test_ten_thousand_letters_pass_and_a_novel_does_not(house: House, open_chat: OpenChat) -> None:
    socket = open_chat()
    assert say(socket, "ộ" * 20_000)["t"] == "saved"
    for novel in (
        {"t": "say", "id": "said-0002", "text": "a" * 20_001},
        {"t": "say", "id": "said-0003", "text": "", "more": "b" * 65_536},
    ):
        socket = open_chat()
        socket.send_json(novel)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 1009
    assert len(house.updates) == 1


def test_a_full_disk_keeps_saved_unsaid(house: House, open_chat: OpenChat) -> None:
    socket = open_chat()
    house.broken = True
    with pytest.raises(WebSocketDisconnect) as closed:
        say(socket, "a")
    assert closed.value.code == 1011
    house.broken = False
    assert say(open_chat(), "a")["t"] == "saved"


def test_a_waking_page_gets_a_pong(open_chat: OpenChat) -> None:
    socket = open_chat()
    socket.send_json({"t": "ping"})
    assert socket.receive_json() == {"t": "pong"}


# --- floods


def test_a_flood_is_slowed_politely_once_and_not_saved(house: House, open_chat: OpenChat) -> None:
    socket = open_chat()
    answers = [say(socket, "a", f"said-{number:04}") for number in range(15)]
    assert [answer["t"] for answer in answers] == ["saved"] * 12 + ["slow"] * 3
    assert [bool(answer["text"]) for answer in answers[12:]] == [True, False, False]
    assert len(house.updates) == 12
    house.seconds += 2
    assert say(socket, "a", "said-0012")["t"] == "saved"


def test_a_socket_that_shouts_anything_at_all_is_closed(open_chat: OpenChat) -> None:
    socket = open_chat()
    for _ in range(130):
        socket.send_json({"t": "got", "seq": 1})
    with pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_json()
    assert closed.value.code == 1008


def test_an_address_with_too_many_sockets_is_told_to_come_later(client: TestClient, open_chat: OpenChat) -> None:
    sockets = [open_chat() for _ in range(60)]
    with client.websocket_connect("/ws", headers=ORIGIN) as socket:
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 1013
    assert len(sockets) == 60
