"""Tests: the page and the cookie: what is loaded, from where, with which headers, and who somebody is."""

import json
import re
from collections.abc import Iterator

import pytest
from itsdangerous import URLSafeSerializer

from bot.model.urn import make_urn
from bot.web.cookie import CookieJar
from bot.web.server import STATIC
from tests.browser.host import page_texts
from tests.web_house import House, TestClient


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with house.client() as client:
        client.get("/")
        yield client


def test_the_page_names_the_commune_and_says_it_is_no_person(client: TestClient) -> None:
    html = client.get("/").text
    assert "xã Ea Trang" in html
    assert "Trợ lý tự động – không phải người thật" in html
    assert '<html lang="vi">' in html


def test_every_answer_carries_the_safe_headers(client: TestClient) -> None:
    for path in ("/", "/healthz", "/extra", "/nowhere", "/manifest.webmanifest"):
        headers = client.get(path).headers
        assert "default-src 'none'; script-src 'self'; style-src 'self';" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "camera=()" in headers["permissions-policy"]


def test_nothing_on_the_page_is_inline_or_from_elsewhere(client: TestClient) -> None:
    html = client.get("/").text
    assert re.findall(r"<script(?![^>]*(?:src=|type=\"application/json\"))", html) == []
    assert re.findall(r"\son\w+=|\sstyle=|<style|javascript:", html) == []
    addresses = re.findall(r"(?:src|href)=\"([^\"#]+)\"", html)
    assert addresses
    assert [one for one in addresses if not one.startswith("/")] == []


def test_files_are_kept_forever_under_a_name_that_changes_with_them(client: TestClient) -> None:
    html = client.get("/").text
    files = set(re.findall(r"/static/[^\"]+", html))
    assert {one.rpartition("/")[2] for one in files} == {path.name for path in STATIC.iterdir()}
    for one in files:
        answer = client.get(one)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/000000000000/main.js").status_code == 404
    assert client.get(f"{min(files).rpartition('/')[0]}/..%2f..%2fserver.py").status_code == 404


def test_the_first_load_is_at_most_100_kilobytes(client: TestClient) -> None:
    page = client.get("/")
    files = set(re.findall(r"/static/[^\"]+", page.text)) | {"/manifest.webmanifest"}
    assert len(page.content) + sum(len(client.get(one).content) for one in files) <= 100_000


def test_every_sentence_of_the_page_is_shown_and_none_is_missing(client: TestClient) -> None:
    sources = "".join(path.read_text("utf-8") for path in STATIC.glob("*.js"))
    dynamic = {"sending", "unsent", "sent", "photo", "voice", "video", "document", "offline", "no_cookie"}
    in_scripts = set(re.findall(r"texts\.(\w+)", sources.replace("texts.js", "")))
    in_templates = set(re.findall(r"texts\[[\"'](\w+)[\"']\]", _template()))
    in_python = {"title", "short_title", "description", "slow"}
    assert in_scripts | in_templates | in_python | dynamic == set(page_texts().sentences)


def _template() -> str:
    return (STATIC.parent / "templates" / "chat.html").read_text("utf-8")


def test_the_texts_in_the_page_are_the_texts_of_the_file(client: TestClient) -> None:
    html = client.get("/").text
    block = re.search(r'<script type="application/json" id="texts">(.*?)</script>', html, re.DOTALL)
    assert block
    assert json.loads(block[1]) == page_texts().sentences


def test_a_link_carries_its_code_and_a_garbled_one_leads_home(client: TestClient) -> None:
    assert 'data-code="BH-7K3M"' in client.get("/c/BH-7K3M").text
    for garbled in ("/c/a b", "/c/%22%3E%3Cscript%3E", f"/c/{'x' * 31}", "/c/đ"):
        answer = client.get(garbled, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_health_is_json_and_tells_a_sick_house(house: House, client: TestClient) -> None:
    assert client.get("/healthz").json() == {"ok": True, "version": "test"}
    house.healthy = False
    assert client.get("/healthz").status_code == 503


def test_other_rooms_may_add_routes(client: TestClient) -> None:
    assert client.get("/extra").text == "here"


# --- the cookie


def test_the_cookie_is_hidden_lax_and_lasts(house: House) -> None:
    cookie = house.client().get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age=34560000" in cookie
    assert "secure" not in cookie


def test_the_cookie_is_secure_over_https_also_behind_a_trusted_proxy_only(house: House) -> None:
    https = {"x-forwarded-proto": "https"}
    assert "secure" in house.client("https://testserver").get("/").headers["set-cookie"].lower()
    assert "secure" in house.client(trusted_proxy=True).get("/", headers=https).headers["set-cookie"].lower()
    assert "secure" not in house.client().get("/", headers=https).headers["set-cookie"].lower()


def test_a_known_person_stays_the_same_and_a_forger_becomes_somebody_new(client: TestClient) -> None:
    known, again = _nickname(client), _nickname(client)
    client.cookies.clear()
    client.cookies.set("hvs", URLSafeSerializer("another secret").dumps("A" * 22))
    assert known == again != _nickname(client)


def _nickname(client: TestClient) -> str:
    found = re.search(r'data-me="(\w+)"', client.get("/").text)
    return found[1] if found else ""


@pytest.mark.parametrize("value", [None, "", "x", "a.b", "é", '"1234".abc'])
def test_a_broken_cookie_is_nobody(value: str | None) -> None:
    assert CookieJar("secret").read(value) is None


def test_a_signed_cookie_of_another_shape_is_nobody() -> None:
    jar = CookieJar("secret")
    assert jar.read(jar.write(make_urn("web", "telegram:1"))) is None
    person = jar.new()
    assert jar.read(jar.write(person)) == person
