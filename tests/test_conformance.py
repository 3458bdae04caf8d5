"""Tests: every channel keeps the same promises: words arrive as typed, presses come back, nothing is lost or too long.

The rows are in tests/channels/conformance.py. What a channel receives for real is recorded beside it and tested by
the channel's own file.
"""

import re
import unicodedata
from typing import Final

import pytest

from bot.channels import CHANNELS
from bot.model.message import Button, Message, button
from bot.model.press import Choice, Go
from bot.model.update import ButtonPress, Text, pack, unpack
from tests.channels.conformance import ROWS, Row, Shown

WORDS: Final = {
    "plain": "cai vneid sao v",
    "accents": "cái VNeID cài sao vậy ạ?",
    "loose marks": unicodedata.normalize("NFD", "cái vneid cài sao vậy"),
    "faces": "👵🏽❤️‍🔥 mạng 🇻🇳",
    "markup": 'a < b & c > d "trích" <b>đậm</b> *sao* _gạch_ `mã` [nối](http://x)',
    "lines": "dòng một\ndòng hai\n\ndòng bốn",
    "a number": "1",
    "a code": "BH 7K3M",
    "a command": "/baihoc",
    "like a payload": "=lesson.x.1|2",
    "very long": "bà con hỏi dài lắm " * 550,
}
"""Said by people. The terminal takes a line at a time, so it is not asked about several."""

MESSAGES: Final = {
    "short": Message("Chào bà con!"),
    "menu": Message("Chọn:", tuple(button(f"Lựa chọn {n}", Choice("quiz.x.1", str(n))) for n in range(3))),
    "many choices": Message("Ở đâu?", tuple(button(f"Buôn số {n}", Go("bai", f"b{n}")) for n in range(14))),
    "long text": Message("Một câu dài vừa phải của bài học. " * 400, (button("Bước tiếp", Go("bai", "x")),)),
    "no space to break": Message("ă" * 9000),
    "faces at the edge": Message("a" * 1999 + "👵🏽" * 30 + "b" * 2050 + "🇻🇳" * 20),
    "loose marks at the edge": Message(unicodedata.normalize("NFD", "ế" * 4000)),
    "a long label": Message("Chọn:", (button("nhãn rất dài " * 12, Go("bai", "x")),)),
    "markup": Message('1 < 2 & "3" > <i>2</i> *x* _y_ [z](http://x)', (button("<b>&", Go("bai", "x")),)),
    "blank lines": Message("a\n\nb\n\n\nc"),
}


def test_every_channel_has_its_row() -> None:
    assert sorted(CHANNELS) == sorted(row.name for row in ROWS)


@pytest.mark.parametrize(
    "row, name", [(row, name) for row in ROWS for name in WORDS if (row.name, name) != ("terminal", "lines")]
)
def test_words_arrive_as_they_were_typed(row: Row, name: str) -> None:
    said = WORDS[name]
    what = row.typed(said)
    assert isinstance(what, Text)
    assert unicodedata.normalize("NFC", said).strip() == unicodedata.normalize("NFC", what.text).strip()
    assert what == unpack(pack(what))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("name", MESSAGES)
def test_every_button_that_is_shown_comes_back_as_its_press(row: Row, name: str) -> None:
    message = MESSAGES[name]
    payloads = [button.payload for button in message.buttons]
    for shown in row.shown(message):
        for returned in shown.returns:
            assert row.pressed is not None
            what = row.pressed(returned)
            assert isinstance(what, ButtonPress)
            assert what.payload in payloads


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("name", MESSAGES)
def test_nothing_of_a_message_is_lost(row: Row, name: str) -> None:
    message = MESSAGES[name]
    pieces = row.shown(message)
    text = _bare("".join(piece.text for piece in pieces))
    assert _bare(message.text) in text
    for number, choice in enumerate(message.buttons, 1):
        assert _offered(pieces, choice, number), f"the choice {choice.label!r} cannot be seen"


def _offered(pieces: list[Shown], choice: Button, number: int) -> bool:
    """On a button (a very long label may be cut), or numbered in the text."""
    shown = [label for piece in pieces for label in piece.labels]
    if any(choice.label.startswith(label.removesuffix("…").rstrip()) for label in shown):
        return True
    return _bare(f"{number}. {choice.label}") in _bare("".join(piece.text for piece in pieces))


def _bare(text: str) -> str:
    """Without white space, which may move where a text is cut, and composed."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("name", MESSAGES)
def test_no_message_is_more_than_the_channel_carries(row: Row, name: str) -> None:
    pieces = row.shown(MESSAGES[name])
    assert pieces
    for piece in pieces:
        assert piece.text.strip(), "an empty message is refused"
        assert _fits(len(piece.text.encode("utf-16-le")) // 2, row.limits.text)
        assert _fits(len(piece.labels), row.limits.buttons)
        assert all(_fits(len(label), row.limits.label) for label in piece.labels)
    assert all(not piece.labels for piece in pieces[:-1]), "choices stand under the last piece"


def _fits(size: int, limit: int | None) -> bool:
    return limit is None or size <= limit


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_a_cut_must_not_tear_stays_whole(row: Row) -> None:
    for piece in row.shown(MESSAGES["faces at the edge"]):
        assert not re.match("[\U0001f3fb-\U0001f3ff\ufe0f\u200d]", piece.text), "a skin colour without its face"
    for piece in row.shown(MESSAGES["loose marks at the edge"]):
        assert not unicodedata.combining(piece.text[0]), "an accent without its letter"
