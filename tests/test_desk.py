"""Tests: the organizers' web desk: who gets in, for how long, what its forms refuse, what it shows; and the views."""

import asyncio
import html as markup
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.config import HOME
from bot.counting import count_table
from bot.exports.numbers import cell_text
from bot.exports.totals import filled
from bot.model.code import code_from
from bot.model.count import By, Question
from bot.model.desk import IDLE, LINK_LASTS, LOGIN, LONGEST
from bot.model.place import Changed, PlaceChange
from bot.model.request import RequestKind
from bot.model.role import Role
from bot.model.update import Text
from bot.model.urn import ContactId, make_urn
from bot.places import with_places
from bot.web.desk import desk_routes
from bot.web.desk_gate import COOKIE
from bot.web.desk_waiting import _TOLD
from bot.web.headers import SafeHeaders
from bot.web.site import Site
from content.copybook import load_copy
from storage import Store, contacts, desk, happenings, requests, roles, unanswered
from storage.database import connect
from storage.moments import written
from tests.browser.host import page_texts
from tests.commune import make_commune
from tests.playing.stage import Stage, book_of
from tests.web_house import TestClient

NOW: Final = datetime(2026, 11, 20, 2, tzinfo=UTC)
KEY: Final = "key of the installation"
CODE: Final = code_from("chance", LOGIN)
EVIL: Final = "=<script>alert(1)</script>'\"&"


@dataclass
class Office:
    """A desk over a small commune, an organizer in it, and a clock that stands still until told."""

    path: Path
    now: datetime = NOW
    seconds: float = 0.0
    store: Store = field(init=False)
    organizer: ContactId = field(init=False)

    def __post_init__(self) -> None:
        with closing(connect(self.path)) as db:
            self.organizer = contacts.known_or_new(db, make_urn("web", "can-bo"), NOW)
            contacts.set_consent(db, self.organizer, True, "1", "web", NOW)
            roles.give(db, self.organizer, Role.ORGANIZER, (), NOW)
        self.store = Store(self.path, key=KEY)

    def link(self, code: str = CODE, whose: ContactId | None = None) -> str:
        with closing(connect(self.path)) as db:
            desk.make_link(db, whose or self.organizer, code, KEY, self.now + LINK_LASTS)
        return f"/desk/in/{code}"

    def client(self) -> TestClient:
        routes = desk_routes(
            Site("secret", page_texts()),
            self.store,
            lambda: with_places(book_of(), self.store),
            lambda: self.now,
            lambda: self.seconds,
        )
        return TestClient(Starlette(routes=routes, middleware=[Middleware(SafeHeaders)]))

    def entered(self) -> TestClient:
        client = self.client()
        assert client.post(self.link()).url.path == "/desk"
        return client

    def fill(self) -> None:
        """Something waits in every queue; words of people, one of them wicked."""
        people = [
            ContactId(int(str(id_)))
            for (id_,) in self.rows("SELECT id FROM contacts WHERE consent = 'given' ORDER BY id LIMIT 4")
        ]
        with closing(connect(self.path)) as db, db:
            for at, lesson, unit in ((3, "", ""), (50, "vneid-muc-2", "buon-m-gue"), (1, "thanh-toan-qr", "khong-co")):
                db.execute(
                    "INSERT INTO helps (asker_id, lesson, unit, state, asked_at, due_at)"
                    " VALUES (?, ?, ?, 'office', ?, ?)",
                    (people[at % 3], lesson, unit, written(self.now - timedelta(hours=at)), written(self.now)),
                )
            for words, nearest, n in (("bán bò qua mạng", "ban-hang-online", 7), (EVIL, "", 2)):
                for _ in range(n):
                    unanswered.add(db, words, nearest, "web", self.now)
                    happenings.add(db, "unanswered", "web", self.now)
            for person in people[:3]:
                db.execute(
                    "INSERT INTO flags (lesson, step, contact_id, day) VALUES ('vneid-muc-1', 2, ?, '2026-11-18')",
                    (person,),
                )
            requests.add(db, people[0], RequestKind.CORRECT, "web", self.now - timedelta(days=3))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path)) as db:
            return db.execute(query).fetchall()


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "commune.db"
    make_commune(path, book_of().campaign, 120)
    return path


@pytest.fixture
def office(commune: Path, tmp_path: Path) -> Iterator[Office]:
    path = tmp_path / "office.db"
    path.write_bytes(commune.read_bytes())
    office = Office(path)
    yield office
    office.store.close()


def form_token(client: TestClient) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', client.get("/desk").text)
    assert found
    return found[1]


# ------------------------------------------------------------------------------------------------- the door


def test_a_look_at_the_link_spends_nothing_and_the_button_opens_it_once(office: Office) -> None:
    link, client = office.link(), office.client()
    for _ in range(3):
        assert 'method="post"' in client.get(link).text
    assert client.get("/desk").status_code == 401
    answer = client.post(link, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/desk"))
    assert client.get("/desk").status_code == 200
    assert office.client().post(link).status_code == 403


def test_two_at_once_are_one(office: Office) -> None:
    office.link()

    async def both() -> list[bool]:
        return await asyncio.gather(*(office.store.desk.enter(CODE, token, NOW) for token in ("one", "two")))

    assert sorted(asyncio.run(both())) == [False, True]


def test_behind_https_the_cookie_never_goes_without_it(office: Office) -> None:
    client = office.client()
    client.base_url = "https://testserver"
    assert "Secure" in client.post(office.link(), follow_redirects=False).headers["set-cookie"]


def test_a_link_works_for_ten_minutes(office: Office) -> None:
    link = office.link()
    office.now += LINK_LASTS
    assert office.client().post(link).status_code == 403


def test_a_new_link_shuts_the_one_before(office: Office) -> None:
    old = office.link()
    office.link(code_from("another", LOGIN))
    assert office.client().post(old).status_code == 403


@pytest.mark.parametrize("code", ["x", "A" * LOGIN, "7" * 200, "%3Cscript%3E", CODE.lower()])
def test_what_is_no_link_opens_nothing(office: Office, code: str) -> None:
    office.link()
    client = office.client()
    assert "<script" not in client.get(f"/desk/in/{code}").text
    assert client.post(f"/desk/in/{code}").status_code == 403


def test_a_form_from_another_site_opens_nothing(office: Office) -> None:
    link = office.link()
    assert office.client().post(link, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert office.client().post(link, headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_knocking_is_slowed(office: Office) -> None:
    client = office.client()
    assert [client.post(f"/desk/in/{'A' * LOGIN}").status_code for _ in range(11)] == [403] * 10 + [429]
    office.seconds += 60
    assert client.post(office.link()).status_code == 200


def test_neither_code_nor_token_stands_in_the_file(office: Office) -> None:
    client = office.entered()
    token = client.cookies[COOKIE]
    office.link(code_from("third", LOGIN))
    office.store.close()
    data = (
        office.path.read_bytes() + office.path.with_name("office.db-wal").read_bytes()
        if office.path.with_name("office.db-wal").exists()
        else office.path.read_bytes()
    )
    assert token.encode() not in data
    assert code_from("third", LOGIN).encode() not in data


def test_who_is_no_organizer_gets_no_link_and_does_not_come_in(office: Office) -> None:
    with closing(connect(office.path)) as db:
        other = contacts.known_or_new(db, make_urn("web", "dan"), NOW)
        contacts.set_consent(db, other, True, "1", "web", NOW)
        roles.give(db, other, Role.VOLUNTEER, ("buon-m-gue",), NOW)
    assert office.client().post(office.link(whose=other)).status_code == 403
    assert office.rows("SELECT count(*) FROM desk_links") == [(0,)]


async def test_the_link_of_the_chat_leads_to_the_desk(stage: Stage) -> None:
    async with stage.open():
        await stage.give_role(Role.ORGANIZER, ())
        await stage.say(Text("/ban"))
        (link,) = re.findall(r"https://hoc\.example(\S+)", stage.shown()[-1].text)
        routes = desk_routes(Site("secret", page_texts()), stage.store, lambda: stage.book, lambda: stage.now)
        client = TestClient(Starlette(routes=routes))
        assert (await asyncio.to_thread(client.post, link)).url.path == "/desk"
        await stage.say(Text("thôi nhiệm vụ"))
        assert (await asyncio.to_thread(client.get, "/desk")).status_code == 401


# --------------------------------------------------------------------------------------------- at the desk


def test_half_an_hour_without_a_page_and_one_is_out(office: Office) -> None:
    client = office.entered()
    for _ in range(3):
        office.now += IDLE - timedelta(minutes=1)
        assert client.get("/desk/villages").status_code == 200
    office.now += IDLE
    assert client.get("/desk").status_code == 401


def test_nobody_stays_for_ever(office: Office) -> None:
    client = office.entered()
    while office.now < NOW + LONGEST - timedelta(minutes=20):
        office.now += timedelta(minutes=20)
        asyncio.run(office.store.desk.stay(client.cookies[COOKIE], office.now))
    office.now = NOW + LONGEST
    assert client.get("/desk").status_code == 401


@pytest.mark.parametrize("end", ["role", "consent", "erased"])
def test_the_desk_ends_with_the_role(office: Office, end: str) -> None:
    client = office.entered()
    office.link(code_from("spare", LOGIN))
    with closing(connect(office.path)) as db:
        if end == "role":
            roles.take(db, office.organizer)
            roles.give(db, office.organizer, Role.ORGANIZER, (), NOW)  # Given back, the old desk stays shut.
        elif end == "consent":
            contacts.set_consent(db, office.organizer, False, "1", "web", NOW)
        else:
            contacts.erase(db, office.organizer)
    assert client.get("/desk").status_code == 401
    assert client.post(f"/desk/in/{code_from('spare', LOGIN)}").status_code == 403


def test_out_is_out(office: Office) -> None:
    client = office.entered()
    token = client.cookies[COOKIE]
    assert client.post("/desk/out", data={"form_token": form_token(client)}).status_code == 200
    assert client.get("/desk", headers={"cookie": f"{COOKIE}={token}"}).status_code == 401
    assert office.rows("SELECT count(*) FROM desk_sessions") == [(0,)]


async def test_the_night_sweeps_what_is_over(office: Office) -> None:
    office.link()
    await office.store.desk.enter(CODE, "token", NOW)
    office.link(code_from("unused", LOGIN))
    await office.store.forget(NOW + IDLE + timedelta(minutes=1))
    assert office.rows("SELECT (SELECT count(*) FROM desk_links), (SELECT count(*) FROM desk_sessions)") == [(0, 0)]


# ------------------------------------------------------------------------------------------------ its forms


@pytest.mark.parametrize("token", [None, "", "0" * 32, "é"])
def test_a_form_without_its_token_does_nothing(office: Office, token: str | None) -> None:
    client = office.entered()
    given = {"file": "villages.csv"} | ({} if token is None else {"form_token": token})
    for path in ("/desk/file", "/desk/out"):
        assert client.post(path, data=given).status_code == 403
    assert client.get("/desk").status_code == 200


def test_one_organizers_token_is_no_use_to_another(office: Office) -> None:
    first = office.entered()
    stolen = form_token(first)
    second = office.entered()
    assert second.post("/desk/file", data={"form_token": stolen, "file": "villages.csv"}).status_code == 403


@pytest.mark.parametrize(
    "name, begins",
    [
        ("villages.csv", b"\xef\xbb\xbf"),
        ("villages.xlsx", b"PK"),
        ("lessons.csv", b"\xef\xbb\xbf"),
        ("lessons.xlsx", b"PK"),
        ("report.docx", b"PK"),
        ("annex.xlsx", b"PK"),
    ],
)
def test_files_to_take_away(office: Office, name: str, begins: bytes) -> None:
    client = office.entered()
    given = {"form_token": form_token(client), "file": name, "quarter": "2026Q4"}
    answer = client.post("/desk/file", data=given)
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(begins)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert office.rows("SELECT count(*) FROM audit WHERE name = 'desk'") == [(2,)]


@pytest.mark.parametrize(
    "given",
    [{"file": "../../etc/passwd"}, {}, {"file": "report.docx", "quarter": "1999Q1"}, {"file": "report.docx"}],
)
def test_no_other_file_is_made(office: Office, given: dict[str, str]) -> None:
    client = office.entered()
    assert client.post("/desk/file", data={"form_token": form_token(client), **given}).status_code == 400


def test_a_form_that_is_far_too_long_is_not_read(office: Office) -> None:
    client = office.entered()
    given = {"form_token": form_token(client), "file": "villages.csv", "more": "x" * 100_000}
    assert client.post("/desk/file", data=given).status_code == 403


def test_taking_away_is_slowed(office: Office) -> None:
    client = office.entered()
    given = {"form_token": form_token(client), "file": "lessons.csv"}
    assert [client.post("/desk/file", data=given).status_code for _ in range(13)] == [200] * 12 + [429]


def test_looking_sends_no_file(office: Office) -> None:
    client = office.entered()
    assert client.get("/desk/file?file=villages.csv").status_code == 405
    assert client.get("/desk/out").status_code == 405


# --------------------------------------------------------------------------------------------- what it shows


@pytest.mark.parametrize("page", ["/desk", "/desk/villages", "/desk/lessons?sort=1&down=1", "/desk/print"])
def test_every_page_is_plain_and_kept_by_nobody(office: Office, page: str) -> None:
    client = office.entered()
    answer = client.get(page)
    assert answer.status_code == 200
    assert re.findall(r"<script|\sstyle=|<style|\son\w+=|javascript:|https?://", answer.text) == []
    headers = answer.headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")
    assert (headers["cache-control"], headers["x-robots-tag"]) == ("no-store", "noindex")
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("by, page", [(By.UNIT, "villages"), (By.LESSON, "lessons")])
def test_the_tables_show_the_figures_of_the_shell(office: Office, by: By, page: str) -> None:
    book = book_of()
    table = count_table(office.store, book, Question((by,)), NOW, ids=False)
    html = markup.unescape(office.entered().get(f"/desk/{page}").text)
    shown = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)]
    wanted = [
        [cell_text(cell, column, book.copy) for cell, column in zip(filled(table, row), table.columns, strict=True)]
        for row in table.rows
    ]
    assert [row for row in wanted if row not in shown] == []


def test_sorting_goes_both_ways_with_gaps_at_the_end(office: Office) -> None:
    client = office.entered()

    def column(query: str) -> list[int]:
        html = client.get(f"/desk/villages?{query}").text
        rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", html.partition("<tfoot>")[0])
        return [int(re.findall(r"<td[^>]*>(.*?)</td>", row)[0].replace(".", "")) for row in rows]

    assert column("sort=1") == sorted(column("sort=1"))
    assert column("sort=1&down=1") == sorted(column("sort=1"), reverse=True)


@pytest.mark.parametrize("query", ["sort=99", "sort=-1", "sort=x", "sort=²", "sort=9999999", "down=1", "sort=<b>"])
def test_a_strange_order_is_the_usual_one(office: Office, query: str) -> None:
    client = office.entered()
    rows = [re.findall(r"<tr>.*?</tr>", client.get(f"/desk/villages?{q}").text) for q in (query, "")]
    assert rows[0] == rows[1]


def test_a_missing_denominator_says_so(office: Office) -> None:
    html = office.entered().get("/desk").text
    assert book_of().copy.say("desk.no_data") in html
    assert "còn " in html


def test_the_style_sheet_is_served_to_the_door_too(office: Office) -> None:
    client = office.client()
    (sheet,) = re.findall(r'href="([^"]+\.css)"', client.get("/desk").text)
    assert client.get(sheet).headers["content-type"] == "text/css; charset=utf-8"
    assert client.get("/desk/static/000000000000/desk.css").status_code == 404


def test_names_are_text_and_nothing_else(office: Office) -> None:
    village = book_of().campaign.villages()[0].id
    change = PlaceChange(village, Changed.NAMED, EVIL)
    asyncio.run(office.store.figures.change_places(book_of().campaign.id, [change], [], NOW))
    client = office.entered()
    for page in ("/desk", "/desk/villages", "/desk/print"):
        assert "<script" not in client.get(page).text
    assert "=&lt;script&gt;" in client.get("/desk/villages").text
    given = {"form_token": form_token(client), "file": "villages.csv"}
    lines = client.post("/desk/file", data=given).text.splitlines()
    assert not any(line.lstrip('"').startswith("=") for line in lines)


def test_every_sentence_of_the_desk_is_used() -> None:
    web = HOME / "bot" / "web"
    files = [*web.glob("desk*.py"), *web.glob("templates/desk*.html"), HOME / "handlers" / "commands" / "desk.py"]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    written = set(re.findall(r"desk\.([a-z_]+)", text)) | set(re.findall(r'tab\("([a-z]+)"', text))
    composed = {f"{what}{end}" for what in ("shut", "slow", "wrong") for end in ("", "_why")}
    composed |= {f"{name}{end}" for name in _TOLD for end in ("", "_how", "_none")}
    composed |= {f"told_{told}" for names in _TOLD.values() for told in names} | {f"request_{k}" for k in RequestKind}
    composed |= {f"helps_{state}" for state in ("asked", "neighbours", "office")} | {"published_how", "internal_how"}
    composed |= {f"waited_{name}" for name in ("minutes", "hours", "days")}
    keys = {key.removeprefix("desk.") for key in load_copy(HOME / "content" / "copy" / "desk.toml").sentences}
    assert keys - written - composed == set()


# ------------------------------------------------------------------------------------------------- the views


def test_the_views_name_nobody_and_add_up(office: Office) -> None:
    with closing(sqlite3.connect(office.path)) as db:
        page = (HOME / "docs" / "views.md").read_text(encoding="utf-8")
        views = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view' AND name GLOB 'v_*'")
        ]
        assert sorted(views) == ["v_completions", "v_sessions", "v_tallies"]
        for view in views:
            columns = [column[0] for column in db.execute(f"SELECT * FROM {view}").description]
            assert not {"contact_id", "id", "actor", "code", "share", "urn"} & set(columns)
            assert f"| {view} | {', '.join(columns)} |" in page, f"docs/views.md: write the row of {view}"
        assert _one(db, "SELECT sum(events) FROM v_completions") == _one(db, "SELECT count(*) FROM completions") > 0
        assert _one(db, "SELECT sum(n) FROM v_tallies") == _one(db, "SELECT sum(n) FROM tallies") > 0


def _one(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
