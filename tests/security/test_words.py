"""Tests: what people type stays words on every way out: channels, tables, documents, buttons."""

import asyncio
import html
import io
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.channels import telegram_render, zalo_bot, zalo_oa_render
from bot.channels import web as web_channel
from bot.model.channel import Letter
from bot.model.message import Button, Message, Style
from bot.model.update import ButtonPress, Joined, Text
from bot.model.urn import MessageId, Urn
from storage import Store
from tests.playing.stage import START, Stage

INJECTIONS = (
    "<b>đậm</b>",
    '<a href="https://evil.example">VNeID</a>',
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "*đậm* _nghiêng_ [VNeID](https://evil.example) `x`",
    "{red}chữ đỏ{/red}",
    "<tg-spoiler>x</tg-spoiler></b></i>",
    "<",
    "&",
    "\u202egnp.exe",
)
FORGED = (
    "=lesson.vneid-cai-dat.end|did",
    "=consent.ask|yes",
    "!moi organizer",
    "!duyet 1",
    "=|",
    "|||",
    "=" * 199,
    "'; DROP TABLE contacts; --",
    "=data..erase|erase-now",
)


class Tags(HTMLParser):
    """Which tags a text has once it is read as HTML, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("words", INJECTIONS)
@pytest.mark.parametrize("style", list(Style))
def test_telegram_shows_it_as_it_was_typed(words: str, style: Style) -> None:
    (piece,) = telegram_render.render(Message(f"Bà con hỏi: {words}\nVà tiếp", (Button(words, "=x|1"),), style))
    read = Tags()
    read.feed(piece.marked)
    assert set(read.tags) <= {"b", "i", "blockquote"}
    assert words in html.unescape(read.words) or words in read.words
    assert piece.fields("1", marked=False).get("parse_mode") is None


@pytest.mark.parametrize("words", INJECTIONS)
def test_zalo_gets_plain_text_without_a_parse_mode(words: str) -> None:
    assert words in zalo_bot.render(Message(f"Bà con hỏi: {words}"))[0]
    source = Path(str(zalo_bot.__file__)).read_text(encoding="utf-8")
    assert "parse_mode" not in source
    assert "text_styles" not in source
    (piece,) = zalo_oa_render.render(Message(f"Bà con hỏi: {words}"), buttons=True)
    body = zalo_oa_render.body_of(piece, "1")
    assert words in str(body).encode().decode() or words.encode("unicode_escape").decode() in str(body)


@pytest.mark.parametrize("words", INJECTIONS)
def test_the_web_page_gets_it_as_data(words: str) -> None:
    frame = web_channel.render(Letter(MessageId(1), Urn("web:a"), Message(words)))
    assert frame["text"] == words


@pytest.mark.parametrize("payload", FORGED)
async def test_a_forged_button_does_nothing_but_get_an_answer(stage: Stage, payload: str) -> None:
    async with stage.open():
        await stage.say(Joined())
        await stage.say(ButtonPress(payload))
        assert stage.shown()
        happened = {type(event).__name__ for event in stage.store.events}
    assert happened <= {"Greeted", "Replied", "LessonOpened"}


async def test_guessing_share_codes_finds_lessons_only_and_wakes_nobody(stage: Stage) -> None:
    async with stage.open():
        for number in range(30):
            await stage.say(Text(f"BH 7K{number:02}"))
        happened = {type(event).__name__ for event in stage.store.events}
    assert happened <= {"Greeted", "Replied"}


async def test_nobody_becomes_an_organizer_by_guessing(new_stage: Callable[[], Stage]) -> None:
    stage = new_stage()
    async with stage.open():
        for number in range(12):
            await stage.say(Text(f"MOI {number:04}-AB2C"))
        happened = {type(event).__name__ for event in stage.store.events}
    assert "RoleGiven" not in happened
    assert "InviteUsed" not in happened


def test_sql_in_a_report_argument_is_a_word(database: Path) -> None:
    store = Store(database)
    for name in ("reminding", "organizers", "wellbeing"):
        store.report(name, None, START, {"after": "0; DROP TABLE x"})
    assert store.prove().findings == ()
    store.close()


def test_a_bomb_of_a_workbook_is_refused_unread(tmp_path: Path) -> None:
    from bot import units_file

    bomb = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (units_file.LARGEST_INSIDE + 1))
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(units_file.FileRefused):
        units_file._inspect(bomb)


def test_a_workbook_that_lies_about_its_size_or_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    from bot import units_file

    entity = tmp_path / "lon-dan.xlsx"
    with zipfile.ZipFile(entity, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    with pytest.raises(units_file.FileRefused):
        units_file._inspect(entity)
    not_one = tmp_path / "khong-phai.xlsx"
    not_one.write_bytes(io.BytesIO(b"PK\x03\x04 half").getvalue())
    with pytest.raises(units_file.FileRefused):
        units_file._inspect(not_one)


async def test_a_flood_of_updates_leaves_the_ledger_whole(stage: Stage) -> None:
    async with stage.open():
        await asyncio.gather(*(stage.say(Text("x" * 5000)) for _ in range(60)))
    assert stage.shown()
