"""Tests: the organizers' desk in a real browser: in by the button, read on a phone, sorted, taken away, out again."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from bot.web.desk import desk_routes
from bot.web.headers import SafeHeaders
from bot.web.page import TEMPLATES
from bot.web.shelf import Shelf
from bot.web.site import Site
from tests.browser.conftest import DESK, NewContext
from tests.browser.host import Host, _free_port, _Server, page_texts
from tests.commune import make_commune
from tests.playing.stage import book_of
from tests.test_desk import Office


class OfficeHost(Host):
    """The desk alone, where the chat page stands in other tests."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.port = _free_port()

    async def _run(self, ready: threading.Event) -> None:
        site, book = Site("secret", page_texts()), book_of()
        routes = desk_routes(site, self.office.store, lambda: book, lambda: self.office.now)
        routes.append(Route("/static/{version}/{name}", Shelf(TEMPLATES.parent / "static").fetch))
        app = Starlette(routes=routes, middleware=[Middleware(SafeHeaders)])
        config = uvicorn.Config(app, host="127.0.0.1", port=self.port, log_level="error", timeout_graceful_shutdown=1)
        self._server = _Server(config, ready)
        await self._server.serve()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[OfficeHost]:
    make_commune(tmp_path / "office.db", book_of().campaign, 400)
    host = OfficeHost(Office(tmp_path / "office.db"))
    host.start()
    yield host
    host.stop()
    host.office.store.close()


def enter(page: Page, host: OfficeHost) -> None:
    page.goto(host.url.rstrip("/") + host.office.link())
    page.get_by_role("button", name="Vào bàn làm việc").click()
    expect(page.get_by_role("heading", name="Chỉ tiêu", exact=True)).to_be_visible()


def keep(page: Page, name: str) -> None:
    """For whoever wants to look: HOCVUSO_SCREENS=folder."""
    if folder := os.environ.get("HOCVUSO_SCREENS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_an_organizers_morning_on_a_phone(new_context: NewContext, host: OfficeHost) -> None:
    page = new_context(has_touch=True, accept_downloads=True).new_page()
    enter(page, host)
    keep(page, "desk-phone")
    for name in ("Thôn, buôn", "Bài học", "Bản in", "Tình hình chung"):
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        expect(page.locator("[aria-current=page]")).to_have_text(name)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Tải CSV").first.click()
    assert taken.value.suggested_filename == "thong-ke-thon-buon.csv"
    page.get_by_role("button", name="Thôi, ra ngoài").click()
    expect(page.get_by_role("heading", name="Chưa vào được")).to_be_visible()


def test_villages_sort_by_a_press(new_context: NewContext, host: OfficeHost) -> None:
    page = new_context(viewport=DESK).new_page()
    enter(page, host)
    keep(page, "desk-wide")
    page.get_by_role("link", name="Thôn, buôn").click()
    page.locator("thead a").nth(1).click()
    expect(page.locator("thead th").nth(1)).to_have_attribute("aria-sort", "descending")
    keep(page, "desk-villages")
    numbers = [int(text) for text in page.locator("tbody tr td:nth-child(2)").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)


def test_the_desk_after_dark(new_context: NewContext, host: OfficeHost) -> None:
    page = new_context(color_scheme="dark").new_page()
    enter(page, host)
    keep(page, "desk-dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(234, 241, 248)"
    fills = page.locator(".chart rect").evaluate_all("all => [...new Set(all.map(one => getComputedStyle(one).fill))]")
    assert "rgb(0, 0, 0)" not in fills
