"""Tests: Telegram's pure parts as tables. What an update means, how a message looks, what a press leaves."""

import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import error as ptb

from bot.channels.telegram_errors import Moved, Over, TakenElsewhere, Unmarkable, classified
from bot.channels.telegram_line import bot_url
from bot.channels.telegram_menu import TelegramMenu, calls
from bot.channels.telegram_parse import UNREADABLE, Me, Move, Parsed, parse, update_id
from bot.channels.telegram_press import rows_after
from bot.channels.telegram_render import render
from bot.channels.telegram_vigil import pause_after
from bot.model.channel import ConnectionFailed, ContactStopped, Misconfigured, Rejected, Throttled
from bot.model.message import Button, Message, Style
from bot.model.update import Text, pack, unpack
from tests.providers.telegram_rules import check_keyboard, shown, units

ME = Me(110201543, "hocvuso_bot")
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
RECORDED = sorted((Path(__file__).parent / "channels" / "telegram").glob("*.json"))
TOKEN = "110201543:SECRET"


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_an_update_means_what_its_file_says(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    parsed = parse(case["raw"], ME, NOW)
    assert case["means"] == _meaning(parsed)
    assert case.get("moves") == ([parsed.move.old, parsed.move.new] if parsed.move else None)
    assert (parsed.pressed is not None) == ("callback_query" in case["raw"])


def _meaning(parsed: Parsed) -> dict[str, Any] | None:
    update = parsed.update
    if update is None:
        return None
    assert unpack(pack(update.what)) == update.what
    return {"urn": update.urn, "external_id": update.external_id, "what": json.loads(pack(update.what))}


def test_a_bot_that_does_not_know_its_name_still_hears_replies() -> None:
    heard = [path.stem for path in RECORDED if path.stem.startswith("group") and _hears(path, Me(ME.id))]
    assert heard == ["group_removed", "group_reply"]


def _hears(path: Path, me: Me) -> bool:
    return parse(json.loads(path.read_text("utf-8"))["raw"], me, NOW).update is not None


BAD: list[Any] = [
    None, 7, "x", [], {}, {"update_id": "1"}, {"update_id": True}, {"update_id": 1, "message": None},
    {"update_id": 1, "message": {}}, {"update_id": 1, "message": {"chat": 5}},
    {"update_id": 1, "message": {"chat": {"id": "7", "type": "private"}, "from": {"id": 7}, "text": "x"}},
    {"update_id": 1, "message": {"chat": {"id": 7, "type": "private"}, "from": {"id": 7}, "text": 5}},
    {"update_id": 1, "callback_query": {"id": "1", "data": "x"}},
    {"update_id": 1, "my_chat_member": {"chat": {"id": 7, "type": "private"}}},
]  # fmt: skip


@pytest.mark.parametrize("raw", BAD, ids=repr)
def test_what_is_no_update_is_unreadable(raw: Any) -> None:
    with pytest.raises(UNREADABLE):
        parse(raw, ME, NOW)


@pytest.mark.parametrize("raw, number", [({"update_id": 5}, 5), ({"update_id": "5"}, None), ([], None), ({}, None)])
def test_the_number_to_confirm(raw: Any, number: int | None) -> None:
    assert update_id(raw) == number


@given(st.text(st.characters(), max_size=50))
def test_any_text_can_be_saved_and_is_nfc(text: str) -> None:
    message = {"chat": {"id": 7, "type": "private"}, "from": {"id": 7, "is_bot": False}, "text": text}
    parsed = parse({"update_id": 1, "message": message}, ME, NOW)
    assert parsed.update is not None
    pack(parsed.update.what).encode()
    if isinstance(parsed.update.what, Text):
        assert unicodedata.is_normalized("NFC", parsed.update.what.text)


def test_half_an_emoji_is_replaced() -> None:
    message = {"chat": {"id": 7, "type": "private"}, "from": {"id": 7}, "text": "chào \ud83d"}
    update = parse({"update_id": 1, "message": message}, ME, NOW).update
    assert update is not None
    assert Text("chào \ufffd") == update.what


# -------------------------------------------------------------------------------------------- render


@given(st.text(max_size=300), st.sampled_from(Style))
def test_whatever_we_say_is_valid_and_reads_the_same(text: str, style: Style) -> None:
    pieces = render(Message(text, style=style))
    assert "".join(shown(piece.marked, "HTML") for piece in pieces) == text.strip()


@given(
    st.lists(st.sampled_from(["Bước một. ", "Mở ứng dụng VNeID\n", "\n\n", "<b>&amp;", "👍🏽", "a" * 500]), max_size=90)
)
def test_long_words_go_in_pieces_that_fit_and_lose_nothing(parts: list[str]) -> None:
    text = "".join(parts)
    pieces = render(Message(text, (Button("Tiếp", "=a|b"),)))
    assert "".join("".join(piece.plain for piece in pieces).split()) == "".join(text.split())
    assert all(units(piece.plain) <= 4096 for piece in pieces)
    assert [bool(piece.buttons) for piece in pieces] == [False] * (len(pieces) - 1) + [True] * bool(pieces)


@pytest.mark.parametrize(
    "style, marked",
    [
        (Style.PLAIN, "A &lt; B &amp; C\nhai"),
        (Style.CARD, "<b>A &lt; B &amp; C</b>\nhai"),
        (Style.WARNING, "<b>A &lt; B &amp; C</b>\nhai"),
    ],
)
def test_a_card_and_a_warning_start_in_bold(style: Style, marked: str) -> None:
    assert marked == render(Message("A < B & C\nhai", style=style))[0].marked


def test_one_button_a_row() -> None:
    fields = render(Message("Chọn", (Button("Một", "=a|1"), Button("Hai", "=a|2"))))[0].fields("7")
    assert [["Một"], ["Hai"]] == [[b["text"] for b in row] for row in check_keyboard(fields["reply_markup"])]


# --------------------------------------------------------------------------- presses, errors, the rest


@pytest.mark.parametrize(
    "pressed, labels",
    [
        ("=a|1", ["✓ Đúng", "Nhờ giúp"]),
        ("/giupdo|", ["Đúng", "Sai", "✓ Nhờ giúp"]),
        ("cũ", ["Đúng", "Sai", "Nhờ giúp"]),
    ],
)
def test_what_was_answered_goes_and_what_still_works_stays(pressed: str, labels: list[str]) -> None:
    rows = [[{"text": t, "callback_data": p}] for t, p in (("Đúng", "=a|1"), ("Sai", "=a|2"), ("Nhờ giúp", "/giupdo|"))]
    after = rows_after(rows, pressed)
    assert labels == [row[0]["text"] for row in after]
    assert after == rows_after(after, pressed)


@pytest.mark.parametrize(
    "error, meant",
    [
        (ptb.Forbidden("Forbidden: bot was blocked by the user"), ContactStopped),
        (ptb.Forbidden("Forbidden (403)"), ConnectionFailed),
        (ptb.BadRequest("Chat not found"), Rejected),
        (ptb.BadRequest("Button_data_invalid"), Rejected),
        (ptb.BadRequest("Can't parse entities: unsupported start tag"), Unmarkable),
        (ptb.BadRequest("Message is not modified: specified new"), Over),
        (ptb.BadRequest("Query is too old and response timeout expired or query id is invalid"), Over),
        (ptb.InvalidToken("Unauthorized"), Misconfigured),
        (ptb.EndPointNotFound("x"), Misconfigured),
        (ptb.Conflict("Conflict: terminated"), TakenElsewhere),
        (ptb.ChatMigrated(-100), Moved),
        (ptb.TimedOut(), ConnectionFailed),
        (ptb.NetworkError("Bad Gateway"), ConnectionFailed),
        (ptb.TelegramError("Invalid server response"), ConnectionFailed),
    ],
    ids=str,
)
def test_each_refusal_has_its_class(error: ptb.TelegramError, meant: type[Exception]) -> None:
    assert type(classified(error, TOKEN)) is meant


@pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")
def test_too_fast_says_how_long() -> None:
    error = classified(ptb.RetryAfter(17), TOKEN)
    assert isinstance(error, Throttled)
    assert error.retry_after == 17


def test_no_token_and_no_page_in_the_reason() -> None:
    page = ptb.BadRequest(f"Bad (400) /bot{TOKEN}/x 110201543%3ASECRET. Parsing the server response b'<html>' failed")
    assert "SECRET" not in str(classified(page, TOKEN))
    assert "html" not in str(classified(page, TOKEN))


@pytest.mark.parametrize(
    "given_url, url",
    [
        ("", "https://api.telegram.org/bot"),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081/bot"),
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081/bot"),
        ("http://127.0.0.1:8081/bot", "http://127.0.0.1:8081/bot"),
        ("http://x/bot{token}/test", "http://x/bot{token}/test"),
    ],
)
def test_the_base_url_may_be_given_in_every_usual_form(given_url: str, url: str) -> None:
    assert url == bot_url(given_url)


def test_a_menu_is_fitted_to_telegrams_sizes() -> None:
    menu = TelegramMenu((("batdau", "B" * 300), ("có_dấu", "x"), ("trong", "")), "D" * 600, "S" * 200)
    sent = dict(calls(menu))
    assert [{"command": "batdau", "description": "B" * 256}] == sent["setMyCommands"]["commands"]
    assert (512, 120) == (
        len(sent["setMyDescription"]["description"]),
        len(sent["setMyShortDescription"]["short_description"]),
    )
    assert not list(calls(TelegramMenu()))


def test_pauses_grow_and_end() -> None:
    assert [1.0, 1.5, 2.25] == [pause_after(n) for n in (1, 2, 3)]
    assert pause_after(100_000) == 30.0


def test_a_move_names_both_addresses() -> None:
    parsed = parse(
        {"update_id": 1, "message": {"chat": {"id": -5, "type": "group"}, "migrate_to_chat_id": -100}}, ME, NOW
    )
    assert parsed.move == Move("telegram:-5", "telegram:-100")  # type: ignore[arg-type]
