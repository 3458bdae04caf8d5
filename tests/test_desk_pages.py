"""Tests: the desk's queues and its two editions, and what somebody tries who should not be there."""

import html as markup
import io
import re
from contextlib import closing
from pathlib import Path

import pytest
from docx import Document

from bot.counting import count_table
from bot.exports.numbers import cell_text
from bot.exports.suppress import suppress
from bot.exports.totals import filled
from bot.model.count import By, Question
from bot.model.evidence import Evidence
from bot.model.urn import make_urn
from bot.web.desk_files import months_drawn
from bot.web.desk_gate import COOKIE
from storage import Store, completions, contacts
from storage.database import connect
from tests.playing.stage import book_of
from tests.test_desk import EVIL, NOW, Office, commune, form_token, office

__all__ = ["commune", "office"]

PAGES = ("", "/waiting", "/questions", "/villages", "/lessons", "/league", "/print")


def text(office: Office, page: str) -> str:
    """What stands on a page, one space between words."""
    html = office.entered().get(f"/desk{page}").text
    return " ".join(markup.unescape(re.sub(r"<[^>]+>", " ", html.partition("<main")[2])).split())


# ------------------------------------------------------------------------------------------------- the queues


def test_who_waits_longest_stands_first_with_place_and_time_and_without_a_name(office: Office) -> None:
    office.fill()
    said = text(office, "/waiting")
    longest, place = said.index("Đã chờ 2 ngày 2 giờ"), said.index("Nơi Buôn M'Guê")
    assert place < longest < said.index("Đã chờ 3 giờ") < said.index("Đã chờ 1 giờ")
    assert "Nơi (chưa nói) Đã chờ 1 giờ" in said, "a village that is no longer in the plan is no village"
    assert "Muốn sửa chỗ sai" in said
    accounts = [str(urn).partition(":")[2] for (urn,) in office.rows("SELECT urn FROM urns")]
    assert not any(re.search(rf"(?<![\d/]){account}(?![\d/.])", said) for account in accounts if len(account) > 2)


def test_questions_nobody_answered_are_counted_and_say_which_lesson_is_near(office: Office) -> None:
    office.fill()
    said = text(office, "/questions")
    assert "30 ngày qua có 9 câu" in said
    nearest = book_of().library.lessons["ban-hang-online"].title
    assert f'"bán bò qua mạng" Số lần 7 Bài gần nhất {nearest}' in said
    step = book_of().library.lessons["vneid-muc-1"].steps[1].text
    assert f"bước 2 Số người báo 3 Tới ngày 18/11/2026 Bài đang ghi {step}" in said


def test_what_people_wrote_is_text_and_nothing_else(office: Office) -> None:
    office.fill()
    client = office.entered()
    for page in PAGES:
        assert "<script" not in client.get(f"/desk{page}").text
    assert (
        markup.escape(EVIL).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in client.get("/desk/questions").text
    )


def test_nothing_waits_and_the_page_says_so(office: Office) -> None:
    said = text(office, "/waiting")
    assert "Không có ai đang chờ." in said
    assert "Không có tin nào chờ duyệt." in said


# ----------------------------------------------------------------------------------------------- two editions


@pytest.mark.parametrize("by, page", [(By.UNIT, "villages"), (By.LESSON, "lessons")])
def test_the_published_edition_is_the_one_of_the_shell_in_any_order(office: Office, by: By, page: str) -> None:
    book = book_of()
    table = suppress(count_table(office.store, book, Question((by,)), NOW, ids=False))
    rows = (zip(filled(table, row), table.columns, strict=True) for row in table.rows)
    wanted = [[cell_text(cell, column, book.copy) for cell, column in row] for row in rows]
    assert any(book.copy.say("table.hidden") in row for row in wanted)
    for order in ("", "&sort=1&down=1"):
        html = markup.unescape(office.entered().get(f"/desk/{page}?publish=1{order}").text)
        body = html.partition("<tbody>")[2].partition("</tbody>")[0]
        shown = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", body)]
        assert sorted(shown) == sorted(wanted)


def test_sorting_stays_in_the_edition(office: Office) -> None:
    html = office.entered().get("/desk/villages?publish=1").text
    links = re.findall(r'<a href="(/desk/villages\?[^"]+sort[^"]+)"', html)
    assert links
    assert all("publish=1&amp;" in link for link in links)


def test_the_published_league_has_ranks_and_no_counts(office: Office) -> None:
    client = office.entered()
    full, published = (client.get(f"/desk/league{query}").text for query in ("", "?publish=1"))
    assert full.count('scope="col"') == 6
    assert published.count('scope="col"') == 2


@pytest.mark.parametrize("people, stamped", [(4, True), (5, False)])
def test_a_picture_with_few_people_in_it_says_that_it_is_internal(database: Path, people: int, stamped: bool) -> None:
    with closing(connect(database)) as db, db:
        for number in range(people):
            contact_id = contacts.known_or_new(db, make_urn("web", str(number)), NOW)
            contacts.set_consent(db, contact_id, True, "1", "web", NOW)
            contact = contacts.load(db, contact_id)
            assert contact is not None
            completions.add(db, contact, "tin-gia", Evidence.QUIZ_PASSED, "web", NOW)
    store = Store(database)
    drawn = months_drawn(store, book_of(), NOW)
    store.close()
    assert drawn is not None
    assert drawn.points == (("2026-11", people),)
    assert drawn.source.endswith(book_of().copy.say("desk.internal_stamp")) == stamped


def test_the_published_file_hides_what_the_page_hides(office: Office) -> None:
    client = office.entered()
    given = {"form_token": form_token(client), "file": "villages.csv", "publish": "1"}
    answer = client.post("/desk/file", data=given)
    assert "thong-ke-thon-buon-cong-bo.csv" in answer.headers["content-disposition"]
    assert book_of().copy.say("table.hidden") in answer.text


# ------------------------------------------------------------------------------------------------- the attacker


def test_a_cookie_brought_along_is_worth_nothing_afterwards(office: Office) -> None:
    client = office.client()
    client.cookies.set(COOKIE, "fixed by somebody else", path="/desk")
    client.post(office.link())
    assert client.get("/desk", headers={"cookie": f"{COOKIE}=fixed by somebody else"}).status_code == 401


def test_another_browser_neither_shares_the_desk_nor_opens_it_again(office: Office) -> None:
    link = office.link()
    first, second = office.client(), office.client()
    first.post(link)
    assert second.post(link).status_code == 403
    assert second.get("/desk").status_code == 401
    assert first.get("/desk").status_code == 200


def test_no_form_of_another_site_does_anything(office: Office) -> None:
    client = office.entered()
    given = {"form_token": form_token(client), "file": "villages.csv"}
    for path in ("/desk/file", "/desk/out", "/desk/in/x"):
        for site in ("cross-site", "same-site"):
            assert client.post(path, data=given, headers={"sec-fetch-site": site}).status_code == 403, (path, site)
    assert client.get("/desk").status_code == 200


def test_nobody_keeps_a_page_or_frames_it_not_even_a_refusal(office: Office) -> None:
    for client in (office.client(), office.entered()):
        for page in (*PAGES, "/in/x"):
            headers = client.get(f"/desk{page}").headers
            assert headers["cache-control"] == "no-store", page
            assert "frame-ancestors 'none'" in headers["content-security-policy"], page
            assert headers["x-content-type-options"] == "nosniff", page


def test_a_file_is_kept_by_nobody(office: Office) -> None:
    client = office.entered()
    answer = client.post("/desk/file", data={"form_token": form_token(client), "file": "lessons.csv"})
    assert answer.headers["cache-control"] == "no-store"


def test_no_way_leads_out_of_the_folder(office: Office) -> None:
    for path in ("static/x/../../desk.py", "static/x/%2e%2e%2fdesk.py", "static/x/..%5cdesk.css", "nowhere"):
        assert office.client().get(f"/desk/{path}").status_code == 404, path


def test_only_the_names_on_the_buttons_are_files(office: Office) -> None:
    client = office.entered()
    token = form_token(client)
    for name in ("villages.csv/../x", "villages.csv\x00", "VILLAGES.CSV", "../villages.csv", "trend"):
        assert client.post("/desk/file", data={"form_token": token, "file": name}).status_code == 400, name


# --------------------------------------------------------------------------------------- in words and on paper


def test_the_trend_is_said_in_words_too(office: Office) -> None:
    html = markup.unescape(office.entered().get("/desk").text)
    (words,) = re.findall(r'<svg class="chart"[^>]*aria-label="([^"]+)"', html)
    numbers = [int(text) for text in re.findall(r'<td class="n">(\d+)</td>', html.partition("<details")[2])]
    assert f"Cột cao nhất là {max(numbers)} người" in words
    assert "2026-11 · Tự báo: " in words


def test_the_report_tells_ranks_and_criteria_and_no_person(office: Office) -> None:
    client = office.entered()
    given = {"form_token": form_token(client), "file": "report.docx", "quarter": "2026Q4"}
    document = Document(io.BytesIO(client.post("/desk/file", data=given).content))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert "Thôn/Buôn số tiêu biểu: kế hoạch không ghi tiêu chí, xã chưa đặt tiêu chí." in said
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    assert ["Thôn, buôn", "Hạng"] in heads


def test_the_two_files_of_a_report_asked_for_on_one_page_have_the_same_figures(office: Office) -> None:
    client = office.entered()
    (drawn,) = set(re.findall(r'name="drawn" value="(\d{14})"', client.get("/desk").text))
    given = {"form_token": form_token(client), "quarter": "2026Q4", "drawn": drawn}
    for name in ("report.docx", "annex.xlsx"):
        assert client.post("/desk/file", data={**given, "file": name}).status_code == 200
    assert office.rows("SELECT made FROM snapshots") == [(f"desk-{drawn}",)]


def test_a_page_that_says_nonsense_about_its_moment_still_gets_its_file(office: Office) -> None:
    client = office.entered()
    given = {"form_token": form_token(client), "file": "annex.xlsx", "quarter": "2026Q4", "drawn": "'; --"}
    assert client.post("/desk/file", data=given).status_code == 200
