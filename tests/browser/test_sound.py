"""Tests: recordings in a browser: played under the step, recorded with one press, and never half sent."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.model.channel import File
from bot.model.message import Button, Message
from bot.model.update import Media, MediaKind
from tests.browser.conftest import CHROMIUM, NewContext
from tests.browser.desk import Desk
from tests.browser.host import Host
from tests.recordings import wav

STEP = Message("Bước 1/3. Bà con đọc bước này.", (Button("Bỏ qua bước này", "=skip"),), records=True)
RECORD, STOP = "🎙 Bắt đầu đọc", "⏹ Đọc xong, gửi"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """With a microphone that hears a beep, and somebody who lets the page use it."""
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM HERE: no recording was tried in a browser. apt-get install chromium")
    flags = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *flags])
        yield browser
        browser.close()


def voices(desk: Desk) -> list[Media]:
    """What was recorded and said."""
    return [update.what for update in desk.updates if isinstance(update.what, Media)]


def test_a_recording_plays_under_its_step(page: Page, host: Host, desk: Desk) -> None:
    desk.kept["tone"] = File("giong-doc-1.wav", "audio/wav", wav())
    host.post(Message("🔊 Tiếng Ê Đê, bà con mình đọc."), "tone")
    audio = page.locator(".bot audio")
    expect(audio).to_have_count(1)
    expect(audio).to_have_attribute("aria-label", "Giọng đọc của bà con mình")
    assert audio.evaluate("player => new URL(player.src).pathname") == "/f/tone"
    assert audio.evaluate("player => player.networkState !== player.NETWORK_LOADING"), "nothing is loaded unasked"
    page.mouse.click(1, 1)
    heard = "player => new Promise(heard => { player.onended = () => heard(player.currentTime); player.play(); })"
    assert audio.evaluate(heard) > 0.1


def test_what_a_browser_cannot_play_can_still_be_opened(page: Page, host: Host, desk: Desk) -> None:
    desk.kept["old"] = File("giong-doc-1.amr", "audio/amr", b"#!AMR\n")
    host.post(Message("🔊 Tiếng Tày, bà con mình đọc."), "old")
    page.mouse.click(1, 1)
    page.locator("audio").evaluate("player => { player.play().catch(() => {}); }")
    expect(page.get_by_role("link", name="🔊 Giọng đọc của bà con mình")).to_have_attribute("href", "/f/old")


def test_one_press_begins_and_the_next_one_sends(page: Page, host: Host, desk: Desk) -> None:
    host.post(STEP)
    page.get_by_role("button", name=RECORD).click()
    stop = page.get_by_role("button", name=STOP)
    expect(stop).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(300)
    stop.click()
    expect(page.locator(".me[data-state=sent]")).to_contain_text("🎙 Giọng đọc")
    (token,) = desk.kept
    assert voices(desk) == [Media(MediaKind.VOICE, file=token)]
    assert desk.kept[token].media_type in ("audio/webm", "audio/mp4")
    expect(page.get_by_role("button", name=RECORD)).to_have_count(0)


def test_whoever_answers_something_else_sends_no_half_recording(page: Page, host: Host, desk: Desk) -> None:
    host.post(STEP)
    page.get_by_role("button", name=RECORD).click()
    expect(page.get_by_role("button", name=STOP)).to_be_visible()
    page.get_by_role("button", name="Bỏ qua bước này").click()
    expect(page.locator(".me[data-state=sent]")).to_have_text(re.compile("Bỏ qua bước này"))
    expect(page.locator(".record")).to_have_attribute("aria-pressed", "false")
    assert (voices(desk), desk.kept) == ([], {})


def test_without_a_microphone_a_file_is_taken(new_context: NewContext, host: Host, desk: Desk) -> None:
    context = new_context()
    context.add_init_script("delete globalThis.MediaRecorder")
    page = context.new_page()
    page.goto(host.url)
    expect(page.locator("#bubbles > li")).to_have_count(1)
    host.post(STEP)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=RECORD).click()
    chooser.value.set_files({"name": "thu.wav", "mimeType": "audio/wav", "buffer": wav()})
    expect(page.locator(".me[data-state=sent]")).to_contain_text("🎙 Giọng đọc")
    assert [file.data for file in desk.kept.values()] == [wav()]


def test_a_recording_that_is_not_taken_is_told_and_not_said(
    page: Page, host: Host, desk: Desk, complaints: list[str]
) -> None:
    desk.listens = False
    host.post(STEP)
    page.get_by_role("button", name=RECORD).click()
    page.get_by_role("button", name=STOP).click()
    expect(page.get_by_role("status")).to_contain_text("Giọng đọc chưa gửi được")
    expect(page.get_by_role("button", name=RECORD)).to_be_visible()
    assert voices(desk) == []
    assert [line for line in complaints if "403" not in line] == []
    complaints.clear()  # The browser itself writes a line about the refusal that this is about.
