"""Tests: the doors to the outside: pages, files, sockets and webhooks give a stranger nothing."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from itsdangerous import URLSafeSerializer
from starlette.websockets import WebSocketDisconnect

from bot.config import HOME
from bot.model.update import Text, Update
from bot.model.urn import Urn, make_urn
from bot.web.cookie import NAME, CookieJar
from bot.web.frame import CODE
from bot.web.headers import HEADERS, POLICY
from storage import Store
from tests.playing.stage import START
from tests.web_house import ORIGIN, House, TestClient

HOSTILE = (
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/bot/config.py",
    "....//....//etc/passwd",
    "..\\..\\windows\\win.ini",
    "\x00",
    "//evil.example",
    "<script>alert(1)</script>",
    "'; DROP TABLE contacts; --",
    "a" * 5000,
)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with House().client() as client:
        yield client


@pytest.mark.parametrize("path", HOSTILE)
@pytest.mark.parametrize("before", ["/static/", "/static/x/", "/c/", "/", "/healthz/", "/webhooks/"])
def test_no_path_leads_out_of_the_house(client: TestClient, before: str, path: str) -> None:
    answer = client.get(before + quote(path, safe="%./\\"), follow_redirects=False)
    assert answer.status_code in {200, 303, 307, 404, 405}
    assert answer.headers.get("location", "/").startswith(("/", "http://testserver/"))
    assert not answer.headers.get("location", "/").startswith("//")
    for treasure in ("root:", "class Settings", "<script>alert(1)", "Traceback"):
        assert treasure not in answer.text


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "default-src 'none'" in POLICY
    assert "frame-ancestors 'none'" in POLICY
    for weak in ("unsafe-inline", "unsafe-eval", "http:", "*"):
        assert weak not in POLICY


@pytest.mark.parametrize("path", ["/", "/c/7K3M", "/healthz", "/khong-co", "/manifest.webmanifest", "/ws"])
def test_errors_carry_the_headers_too(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)


def test_a_code_in_the_page_is_text_not_markup(client: TestClient) -> None:
    for code in ('"><script>', "' onload='", "javascript:1"):
        assert CODE.fullmatch(code) is None
        assert client.get(f"/c/{quote(code, safe='')}", follow_redirects=False).status_code in {303, 404}


def forgeries() -> Iterator[str]:
    """What somebody without the secret can make."""
    victim = "A" * 22
    yield victim
    yield URLSafeSerializer("secret2", salt="hocvuso.web.cookie").dumps(victim)
    yield str(URLSafeSerializer("", salt="hocvuso.web.cookie").dumps(victim))
    yield URLSafeSerializer("secret", salt="another").dumps(victim)
    yield base64.urlsafe_b64encode(json.dumps(victim).encode()).decode().strip("=") + "."
    yield CookieJar("secret").write(make_urn("web", victim))[:-1] + "x"
    yield CookieJar("secret").write(Urn("web:../../x"))


@pytest.mark.parametrize("cookie", tuple(forgeries()))
def test_a_forged_cookie_opens_nobodys_talk(cookie: str) -> None:
    assert CookieJar("secret").read(cookie) is None


def speak(client: TestClient, headers: dict[str, str]) -> None:
    with client.websocket_connect("/ws", headers=headers) as socket:
        socket.send_json({"t": "say", "id": "aaaaaaaa", "text": "x"})
        socket.receive_json()


def test_a_socket_needs_our_page_and_our_cookie() -> None:
    house = House()
    with house.client() as client:
        for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}, ORIGIN):
            client.cookies.set(NAME, "forged")
            with pytest.raises(WebSocketDisconnect):
                speak(client, headers)
    assert house.updates == []


async def test_a_webhook_that_is_replayed_counts_once(database: Path) -> None:
    store = Store(database)
    update = Update(Urn("zalo_oa:1"), "msg-1", START, Text("x"))
    saved = [await store.save_update(update) for _ in range(50)]
    store.close()
    assert [one is not None for one in saved] == [True] + [False] * 49


def test_nothing_of_the_page_is_written_as_markup() -> None:
    """What people and lessons say becomes text nodes; no script of ours can turn it into elements."""
    for script in (HOME / "bot" / "web" / "static").glob("*.js"):
        source = script.read_text(encoding="utf-8")
        for dangerous in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert dangerous not in source, script.name
