"""Tests: a real Chromium on the real page. A console error, CSP breach or foreign request fails any test."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.desk import Desk
from tests.browser.host import Host

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE: Final = {"width": 360, "height": 740}
DESK: Final = {"width": 1280, "height": 800}
# A server that is away makes the browser itself write this line; it is what those tests are about.
EXPECTED: Final = "WebSocket connection to"

expect.set_options(timeout=15_000)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs Debian's Chromium (apt-get install chromium)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


# One browser a file: Playwright keeps an event loop of its own running, and the async tests after us need theirs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM HERE: the chat page was NOT tried in a browser. apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def host(desk: Desk) -> Iterator[Host]:
    host = Host(desk)
    host.start()
    yield host
    host.stop()


@pytest.fixture
def complaints(host: Host) -> Iterator[list[str]]:
    """What a page did that it must not."""
    found: list[str] = []
    yield found
    assert found == []


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser, host: Host, complaints: list[str]) -> Iterator[NewContext]:
    """A device: its own cookies and storage. Whatever its pages do wrong is noted."""
    opened: list[BrowserContext] = []

    def note_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            complaints.append(message.text)

    def make(**options: Any) -> BrowserContext:
        given = {"viewport": PHONE, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", **options}
        context = browser.new_context(**given)
        context.on("console", note_console)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("request", lambda request: _note_foreign(request.url, host, complaints))
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


def _note_foreign(url: str, host: Host, complaints: list[str]) -> None:
    if not url.startswith(host.url):
        complaints.append(f"asked {url}")


@pytest.fixture
def page(new_context: NewContext, host: Host) -> Page:
    """A newcomer's phone with the page open and the greeting read."""
    page = new_context(has_touch=True).new_page()
    page.goto(host.url)
    expect(page.locator("#bubbles > li")).to_have_count(1)
    return page
