"""Tests: how the page looks and behaves: sizes, contrast, names, keyboard, letters, reading aloud, scrolling."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from bot.model.message import Message
from tests.browser.conftest import DESK, PHONE, NewContext
from tests.browser.host import Host
from tests.browser.test_talk import choice, hears, say

SCRIPTS = Path(__file__).parent
CONTRAST = (SCRIPTS / "contrast.js").read_text("utf-8")
NAMES = (SCRIPTS / "names.js").read_text("utf-8")
VOICE = (SCRIPTS / "voice.js").read_text("utf-8")
LONG = "\n".join(f"Dòng thứ {number}" for number in range(1, 61))


def talk_of_all_kinds(page: Page) -> None:
    """Every kind of bubble is on the screen."""
    for text, answer in (("vneid", "Bước 1/3"), ("otp", "Không đưa mã OTP"), ("link", "Bà con xem thêm")):
        say(page, text)
        hears(page, answer)
    page.locator(".choices.old").get_by_role("button", name="Tiếp").click()
    choice(page, "Tiếp").click()
    choice(page, "Tôi đã làm được").click()
    expect(page.locator(".card")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("letters", [0, 1, 4])
def test_nothing_sticks_out_at_any_size(
    new_context: NewContext, host: Host, viewport: dict[str, int], letters: int
) -> None:
    context = new_context(viewport=viewport)
    context.add_init_script(f"if (origin !== 'null') localStorage.setItem('hvs.letters', '{letters}')")
    page = context.new_page()
    page.goto(host.url)
    talk_of_all_kinds(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("talk.scrollWidth <= talk.clientWidth")
    expect(page.get_by_text("Trợ lý tự động – không phải người thật", exact=True)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("textbox")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.querySelector('.app').clientWidth") <= 760


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read(new_context: NewContext, host: Host, scheme: str) -> None:
    context = new_context(color_scheme=scheme, reduced_motion="reduce")
    context.add_init_script(VOICE)
    page = context.new_page()
    page.goto(host.url)
    talk_of_all_kinds(page)
    host.stop()
    expect(page.get_by_role("status")).not_to_be_empty()
    say(page, "chưa gửi")
    expect(page.locator("[data-state=unsent]")).to_have_count(1)
    measured = page.evaluate(CONTRAST)
    host.start()
    assert len(measured) > 30
    assert [one for one in measured if one["ratio"] < one["least"]] == []


def test_everything_has_a_name_and_room_for_a_thumb(new_context: NewContext, host: Host) -> None:
    context = new_context()
    context.add_init_script(VOICE)
    page = context.new_page()
    page.goto(host.url)
    talk_of_all_kinds(page)
    assert page.evaluate(NAMES) == []
    heights = page.locator(".choices:not(.old) button").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert min(heights) >= 48


def test_screen_readers_hear_new_messages_only(page: Page) -> None:
    log = page.get_by_role("log", name="Cuộc trò chuyện")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-relevant", "additions")
    expect(page.locator("html")).to_have_attribute("lang", "vi")


def test_the_first_load_is_light_and_complete(new_context: NewContext, host: Host) -> None:
    answers: list[Response] = []
    page = new_context().new_page()
    # Playwright marks the listeners it is given, which a list's own method does not let it do.
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.goto(host.url)
    expect(page.locator("#bubbles > li")).to_have_count(1)
    assert [answer.url for answer in answers if answer.status != 200] == []
    assert sum(len(answer.body()) for answer in answers) <= 100_000


def test_without_scripts_a_sentence_says_what_to_do(new_context: NewContext, host: Host) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(host.url)
    expect(page.locator("noscript .no-script")).to_be_visible()


# --- letters


def test_larger_letters_are_remembered(page: Page) -> None:
    def size() -> Any:
        return page.evaluate("getComputedStyle(document.querySelector('.words')).fontSize")

    assert size() == "18px"
    for _ in range(3):
        page.get_by_role("button", name="Chữ to hơn").click()
    assert size() == "30px"
    expect(page.get_by_role("button", name="Chữ to hơn")).to_have_attribute("aria-disabled", "true")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-size", "4")
    assert size() == "30px"
    page.get_by_role("button", name="Chữ nhỏ hơn").click()
    assert size() == "25px"


# --- keyboard


def test_the_whole_talk_works_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Tới ô gõ tin nhắn")).to_be_focused()
    page.keyboard.press("Enter")
    box = page.get_by_role("textbox")
    expect(box).to_be_focused()
    page.keyboard.type("vneid")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("sao")
    expect(box).to_have_value("vneid\nsao")
    page.keyboard.press("Enter")
    hears(page, "Bước 1/3")
    expect(box).to_be_focused()
    expect(box).to_be_empty()
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        if choice(page, "Tiếp").evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    hears(page, "Bước 2/3")
    expect(choice(page, "Tiếp")).to_be_focused()
    page.keyboard.press("Enter")
    hears(page, "Bước 3/3")
    expect(choice(page, "Tôi đã làm được")).to_be_focused()


def test_where_the_keyboard_is_can_be_seen(page: Page) -> None:
    for _ in range(8):
        page.keyboard.press("Tab")
        seen = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert seen == "solid"


def test_an_input_method_may_use_enter_for_itself(page: Page) -> None:
    box = page.get_by_role("textbox")
    box.fill("tie")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(box).to_have_value("tie")


# --- reading aloud


def test_without_a_vietnamese_voice_nothing_offers_to_read(page: Page) -> None:
    expect(page.get_by_role("button", name="Tự đọc to tin mới")).to_be_hidden()
    expect(page.locator(".read")).to_have_count(0)


def test_a_bubble_is_read_and_stopped(new_context: NewContext, host: Host) -> None:
    context = new_context()
    context.add_init_script(VOICE)
    page = context.new_page()
    page.goto(host.url)
    say(page, "link")
    hears(page, "Bà con xem thêm")
    page.locator(".read").last.click()
    expect(page.locator(".read").last).to_have_attribute("aria-label", "Dừng đọc")
    spoken = " ".join(page.evaluate("spoken"))
    assert "Bà con xem thêm ở" in spoken
    assert "http" not in spoken
    page.locator(".read").last.click()
    expect(page.locator(".read").last).to_have_attribute("aria-label", "Nghe đọc")
    assert page.evaluate("spoken") == []


def test_new_messages_are_read_only_when_asked_for(new_context: NewContext, host: Host) -> None:
    context = new_context()
    context.add_init_script(VOICE)
    page = context.new_page()
    page.goto(host.url)
    say(page, "một")
    hears(page, "Đã nghe: một")
    assert page.evaluate("spoken") == []
    page.get_by_role("button", name="Tự đọc to tin mới").click()
    say(page, "hai")
    hears(page, "Đã nghe: hai")
    # The same letter again is neither shown nor read again.
    host.send_again(host.desk.sent[-1])
    assert page.evaluate("spoken") == ["Đã nghe: hai"]


# --- scrolling


def test_a_long_answer_is_shown_from_its_first_line(page: Page, host: Host) -> None:
    host.desk.answer = lambda what: [Message(LONG)]
    say(page, "bài dài")
    expect(page.get_by_text("Dòng thứ 60")).to_have_count(1)
    first = "one => one.getBoundingClientRect().top - talk.getBoundingClientRect().top"
    assert 0 <= page.locator(".bot .bubble").last.evaluate(first) < 40
    down = page.get_by_role("button", name="Xuống tin mới nhất")
    expect(down).to_be_visible()
    down.click()
    expect(down).to_be_hidden()


def test_with_the_keyboard_open_the_words_have_the_room(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 380})
    page.get_by_role("textbox").focus()
    expect(page.get_by_text("Trợ lý tự động – không phải người thật", exact=True)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("textbox")).to_be_in_viewport(ratio=1)
    assert page.evaluate("talk.clientHeight") > 260


def test_whoever_reads_above_is_left_in_peace(page: Page, host: Host) -> None:
    host.desk.answer = lambda what: [Message(LONG)]
    say(page, "bài dài")
    expect(page.get_by_text("Dòng thứ 60")).to_have_count(1)
    page.locator("#talk").hover()
    page.mouse.wheel(0, 400)
    expect(page.locator(".me").last).not_to_be_in_viewport()
    before = page.evaluate("talk.scrollTop")
    host.post(Message("Tin mới"))
    hears(page, "Tin mới")
    assert page.evaluate("talk.scrollTop") == before


def test_the_box_grows_with_its_words_and_keeps_the_talk_in_sight(page: Page) -> None:
    box = page.get_by_role("textbox")
    low = box.bounding_box()
    box.fill("một hai ba bốn năm sáu bảy tám " * 12)
    high = box.bounding_box()
    assert low
    assert high
    assert low["height"] < high["height"] <= 0.33 * PHONE["height"]
    say(page, "một\nhai\nba")
    assert box.bounding_box() == low
