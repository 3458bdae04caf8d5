"""Tests: the organizers' desk in a real browser: in by the button, read on a phone, sorted, taken away, out again."""

import os
import shutil
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
from tests.browser.conftest import DESK, PHONE, NewContext
from tests.browser.host import Host, _free_port, _Server, page_texts
from tests.browser.test_page import CONTRAST, NAMES
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


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "commune.db"
    make_commune(path, book_of().campaign, 120)
    return path


@pytest.fixture
def host(commune: Path, tmp_path: Path) -> Iterator[OfficeHost]:
    shutil.copy(commune, tmp_path / "office.db")
    host = OfficeHost(Office(tmp_path / "office.db"))
    host.office.fill()
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


def downloads(page: Page) -> list[str]:
    """Every button of a file is pressed, the first table to be published; the names of what arrived."""
    page.get_by_label("Ẩn số dưới 5 người").first.check()
    names = []
    for button in page.locator(".downloads button").all():
        with page.expect_download() as taken:
            button.click()
        assert taken.value.path().stat().st_size > 100
        names.append(taken.value.suggested_filename)
    return names


def test_an_organizers_morning_on_a_phone(new_context: NewContext, host: OfficeHost) -> None:
    page = new_context(has_touch=True, accept_downloads=True).new_page()
    enter(page, host)
    keep(page, "desk-phone")
    for name in ("Việc đang chờ", "Câu hỏi", "Thôn, buôn", "Bài học", "Thi đua", "Bản in", "Tình hình chung"):
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(page.locator("[aria-current=page]")).to_have_text(name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert downloads(page) == [
        "thong-ke-thon-buon-cong-bo.csv", "thong-ke-thon-buon-cong-bo.xlsx", "thong-ke-bai-hoc.csv",
        "thong-ke-bai-hoc.xlsx", "bieu-do-thang.png", "bao-cao-2026Q4.docx", "bao-cao-2026Q4.xlsx",
    ]  # fmt: skip
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


PAGES = ("", "/waiting", "/questions", "/villages?publish=1&sort=1", "/lessons", "/league", "/print")


WIDTHS = (640, 320, 180)
"""200 % on a desk is a page of 640, 400 % one of 320 (WCAG 1.4.10), 200 % on a narrow phone one of 180."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_and_pressed(new_context: NewContext, host: OfficeHost, scheme: str) -> None:
    page = new_context(color_scheme=scheme, has_touch=True).new_page()
    enter(page, host)
    for address in PAGES:
        page.goto(f"{host.url}desk{address}")
        keep(page, f"desk-{scheme}{address.partition('?')[0].replace('/', '-')}")
        measured = page.evaluate(CONTRAST)
        assert len(measured) > 20, address
        assert [one for one in measured if one["ratio"] < one["least"]] == [], address
        assert page.evaluate(NAMES) == [], address
        for wide in WIDTHS:
            page.set_viewport_size({"width": wide, "height": 400})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, wide)
        page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})


def test_the_keyboard_goes_everywhere_in_order_and_is_seen(new_context: NewContext, host: OfficeHost) -> None:
    page = new_context(viewport=DESK, reduced_motion="reduce").new_page()
    enter(page, host)
    page.goto(f"{host.url}desk/villages")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Đến nội dung chính")
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate("(({ outlineStyle, outlineWidth }) => outlineStyle + outlineWidth)"
                              "(getComputedStyle(document.activeElement))")  # fmt: skip
        assert style == "solid3px"
        seen.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert seen[:3] == ["Thôi, ra ngoài", "Tình hình chung", "Việc đang chờ"]
    page.locator("thead a").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("thead th").nth(1)).to_have_attribute("aria-sort", "descending")
