"""Tests: the talk in a browser: said, saved, answered, shown once, through breaks, restarts and several tabs."""

import re

from playwright.sync_api import Locator, Page, expect

from bot.model.message import Message
from bot.model.update import ButtonPress, Joined, Media, MediaKind, Text, What
from tests.browser.conftest import NewContext
from tests.browser.desk import LINK, Desk, answers
from tests.browser.host import Host

OFFLINE = "Mất kết nối – tin của bà con sẽ gửi khi có mạng"


def bubbles(page: Page) -> Locator:
    return page.locator("#bubbles > li")


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Tin nhắn").fill(text)
    page.get_by_role("button", name="Gửi", exact=True).click()


def hears(page: Page, text: str) -> None:
    """The bot's bubble with these words is there, and there once."""
    expect(page.locator("#bubbles > .bot .words").get_by_text(text)).to_have_count(1)


def choice(page: Page, label: str) -> Locator:
    return page.locator(".choices:not(.old)").get_by_role("button", name=label)


def said(desk: Desk) -> list[What]:
    return [update.what for update in desk.updates]


def test_a_newcomer_asks_and_walks_through_the_lesson(page: Page, desk: Desk) -> None:
    say(page, "cai vneid sao v")
    hears(page, "Bước 1/3")
    for label in ("Tiếp", "Tiếp", "Tôi đã làm được"):
        choice(page, label).click()
    expect(page.locator(".card .headline")).to_have_text("Bà con đã học được 1 bài")
    expect(page.locator(".card .bar > span")).to_have_attribute("style", "width: 25%;")
    presses = [ButtonPress(payload) for payload in ("=2", "=3", "=done")]
    assert said(desk) == [Joined(), Text("cai vneid sao v"), *presses]
    expect(page.locator(".me").last).to_contain_text("Tôi đã làm được")
    expect(page.locator(".me[data-state=sent]")).to_have_count(4)


def test_before_the_first_answer_three_examples_can_be_tapped(new_context: NewContext, host: Host) -> None:
    host.desk.answer = lambda what: [] if isinstance(what, Joined) else answers(what)
    page = new_context().new_page()
    page.goto(host.url)
    expect(page.locator("#empty").get_by_role("button")).to_have_count(3)
    page.get_by_role("button", name="Cài VNeID trên điện thoại thế nào?").click()
    hears(page, "Bước 1/3")
    expect(page.locator("#empty")).to_be_hidden()


def test_old_buttons_stay_and_can_still_be_pressed(page: Page) -> None:
    say(page, "vneid")
    choice(page, "Tiếp").click()
    hears(page, "Bước 2/3")
    old = page.locator(".choices.old").get_by_role("button", name="Màn hình của tôi khác")
    expect(page.locator(".choices.old .picked")).to_have_text("Tiếp")
    old.click()
    hears(page, "Nút này của bước trước: =khac")


def test_a_trembling_finger_presses_once(page: Page, desk: Desk) -> None:
    say(page, "vneid")
    choice(page, "Tiếp").dblclick()
    hears(page, "Bước 2/3")
    assert said(desk).count(ButtonPress("=2")) == 1


def test_words_are_never_markup_and_links_open_elsewhere(page: Page) -> None:
    say(page, "link")
    hears(page, "<b>Không</b> bấm đường dẫn lạ.")
    link = page.locator(".bot .words a")
    expect(link).to_have_attribute("href", LINK)
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")
    say(page, "<img src=x onerror=alert(1)>")
    hears(page, "Đã nghe: <img src=x onerror=alert(1)>")


def test_ten_thousand_letters_arrive_whole(page: Page, desk: Desk) -> None:
    say(page, "ộ" * 10_000)
    hears(page, "Đã nghe 10000 chữ")
    assert said(desk)[-1] == Text("ộ" * 10_000)


def test_more_than_fits_is_kept_in_the_box_with_a_sentence(page: Page) -> None:
    say(page, "a" * 20_001)
    expect(page.get_by_role("status")).to_have_text(re.compile("Tin dài quá"))
    expect(page.get_by_role("textbox")).to_have_value("a" * 20_001)


def test_a_photo_stays_on_the_device(page: Page, desk: Desk) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#file").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"secret"})
    hears(page, "Tôi chưa xem được ảnh hay tệp.")
    assert said(desk)[-1] == Media(MediaKind.PHOTO)
    assert asked == []


# --- breaks


def test_a_restart_loses_nothing_and_repeats_nothing(page: Page, host: Host, desk: Desk) -> None:
    say(page, "một")
    hears(page, "Đã nghe: một")
    host.stop()
    expect(page.get_by_role("status")).to_have_text(OFFLINE)
    say(page, "hai")
    say(page, "ba")
    expect(page.locator(".me[data-state=unsent]")).to_have_count(2)
    desk.post(desk.updates[0].urn, Message("Tin gửi lúc mất mạng"))
    host.start()
    for text in ("Tin gửi lúc mất mạng", "Đã nghe: hai", "Đã nghe: ba"):
        hears(page, text)
    expect(page.locator(".me[data-state=sent]")).to_have_count(3)
    expect(page.get_by_role("status")).not_to_have_text(OFFLINE)
    assert said(desk) == [Joined(), Text("một"), Text("hai"), Text("ba")]


def test_saved_but_never_told_is_said_again_and_counted_once(page: Page, desk: Desk) -> None:
    desk.breaks = 1
    say(page, "một")
    hears(page, "Đã nghe: một")
    expect(page.locator(".me[data-state=sent]")).to_have_count(1)
    assert said(desk) == [Joined(), Text("một")]
    assert desk.doubles == 1


def test_a_letter_sent_twice_is_shown_once_and_acknowledged_twice(page: Page, host: Host, desk: Desk) -> None:
    say(page, "một")
    hears(page, "Đã nghe: một")
    assert host.send_again(desk.sent[0]) == str(desk.sent[0].id)
    expect(bubbles(page)).to_have_count(3)


def test_what_is_unsent_and_half_typed_survives_a_reload(page: Page, host: Host, desk: Desk) -> None:
    host.stop()
    say(page, "chưa gửi được")
    page.get_by_role("textbox").fill("đang gõ dở")
    host.start()
    page.reload()
    hears(page, "Đã nghe: chưa gửi được")
    expect(page.get_by_role("textbox")).to_have_value("đang gõ dở")
    assert said(desk) == [Joined(), Text("chưa gửi được")]


def test_the_phone_says_at_once_that_the_network_is_gone(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.get_by_role("status")).to_have_text(OFFLINE)
    page.context.set_offline(False)
    expect(page.get_by_role("status")).not_to_have_text(OFFLINE)
    say(page, "alo")
    hears(page, "Đã nghe: alo")


def test_a_flood_is_slowed_and_still_arrives_in_order(page: Page, desk: Desk) -> None:
    words = [f"tin {number}" for number in range(14)]
    # All in one breath: typed one by one on a busy machine they would be slow enough to be let through.
    page.evaluate("words => { for (const word of words) { write.value = word; write.form.requestSubmit(); } }", words)
    expect(page.get_by_role("status")).to_have_text(re.compile("gửi hơi nhanh"))
    hears(page, "Đã nghe: tin 13")
    assert said(desk) == [Joined(), *map(Text, words)]


# --- who somebody is


def test_the_talk_is_still_there_after_a_reload_and_nobody_arrives_twice(page: Page, desk: Desk) -> None:
    say(page, "một")
    hears(page, "Đã nghe: một")
    page.reload()
    expect(bubbles(page)).to_have_count(3)
    say(page, "hai")
    hears(page, "Đã nghe: hai")
    assert said(desk) == [Joined(), Text("một"), Text("hai")]
    assert len({update.urn for update in desk.updates}) == 1


def test_a_link_opens_its_lesson_once(new_context: NewContext, host: Host, desk: Desk) -> None:
    page = new_context().new_page()
    page.goto(host.url + "c/BH-7K3M")
    hears(page, "Bài học từ đường dẫn BH-7K3M.")
    expect(page).to_have_url(host.url)
    page.reload()
    say(page, "alo")
    hears(page, "Đã nghe: alo")
    page.goto(host.url + "c/TK-2222")
    hears(page, "Bài học từ đường dẫn TK-2222.")
    assert said(desk) == [Joined("BH-7K3M"), Text("alo"), Joined("TK-2222")]


def test_a_lost_cookie_reloads_the_page_and_keeps_what_was_unsent(page: Page, host: Host, desk: Desk) -> None:
    host.stop()
    say(page, "trước khi mất cookie")
    page.context.clear_cookies()
    host.start()
    hears(page, "Đã nghe: trước khi mất cookie")
    first, *others = [update.urn for update in desk.updates]
    assert set(others).isdisjoint({first})


def test_a_browser_without_cookies_is_told_so(new_context: NewContext, host: Host) -> None:
    context = new_context()
    context.add_init_script("Object.defineProperty(navigator, 'cookieEnabled', {get: () => false})")
    page = context.new_page()
    page.goto(host.url)
    expect(bubbles(page)).to_have_count(1)
    host.stop()
    context.clear_cookies()
    host.start()
    expect(page.get_by_role("status")).to_have_text(re.compile("chặn cookie"))


def test_a_browser_without_storage_still_talks(new_context: NewContext, host: Host) -> None:
    context = new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})")
    page = context.new_page()
    page.goto(host.url)
    say(page, "alo")
    hears(page, "Đã nghe: alo")


def test_two_tabs_show_one_talk(page: Page, host: Host) -> None:
    other = page.context.new_page()
    other.goto(host.url)
    say(page, "từ tab một")
    say(other, "từ tab hai")
    for tab in (page, other):
        hears(tab, "Đã nghe: từ tab một")
        hears(tab, "Đã nghe: từ tab hai")
        expect(bubbles(tab)).to_have_count(5)


def test_erasing_leaves_only_the_last_word_on_the_device(page: Page) -> None:
    say(page, "chuyện riêng")
    hears(page, "Đã nghe: chuyện riêng")
    say(page, "xóa dữ liệu")
    hears(page, "Đã xóa mọi thứ về bà con.")
    expect(bubbles(page)).to_have_count(1)
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "chuyện riêng" not in kept
    page.reload()
    expect(bubbles(page)).to_have_count(1)
