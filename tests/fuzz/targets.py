"""Tests: fuzz: what reads what others wrote, and what it may raise. Everything else it raises is a bug."""

import io
import json
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import httpx
import openpyxl
from hypothesis import strategies as st

from bot.channels import telegram_parse, zalo_bot_parse, zalo_oa_parse
from bot.channels.zalo_sounds import is_zalos
from bot.exports.units_template import units_template_xlsx
from bot.logbook import blotted
from bot.model.invite import invite_typed
from bot.model.press import unpack_press
from bot.model.secret import mask
from bot.model.share import code_typed
from bot.model.sound import sound
from bot.model.update import unpack
from bot.model.village_group import group_typed
from bot.units_file import FileRefused, read_units_file
from bot.web.frame import TooLongError, parse
from content.folding import fold
from content.loader import load_lessons
from content.merit_said import read_criterion
from content.normal import normalise
from content.number_said import read_number
from content.posting_said import kind_said, read_posting
from content.safety import alarm
from content.scams import shield
from content.seal import opened
from content.understanding import ask_line
from handlers.commands import meant
from tests.playing.stage import START, book_of

ROOT: Final = Path(__file__).parents[1]

WORDS: Final = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            ["otp", "mã", "mật khẩu", "482913", "0912 345 678", "http://", "vneid.gov.vn", "chuyển tiền", "công an"]
        )
        | st.sampled_from(["BH 7K3M", "MOI 7K3M-9QRT", "/kiemtra", "khẩn cấp", "\u0301", " ", "\n", *"=|[]đ1.-"]),
        max_size=40,
    ).map("".join),
)
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@dataclass(frozen=True, slots=True)
class Target:
    """`read` is tried with everything `inputs` draws."""

    name: str
    inputs: st.SearchStrategy[Any]
    read: Callable[[Any], object]
    may_raise: tuple[type[Exception], ...] = ()


def recorded(channel: str) -> list[Any]:
    """The bodies that tests know of a channel."""
    files = sorted((ROOT / "channels" / channel).glob("*.json"))
    whole = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return [body.get("raw", body.get("body", body)) for body in whole]


@st.composite
def spoiled(draw: st.DrawFn, bodies: list[Any]) -> Any:
    """A real body with one place of it replaced, or taken away, some times over."""
    body = json.loads(json.dumps(draw(st.sampled_from(bodies))))
    for _ in range(draw(st.integers(0, 4))):
        places = list(_places(body))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        if isinstance(holder, dict) and draw(st.booleans()):
            holder.pop(key)
        else:
            holder[key] = draw(JSON)
    return body


def _places(body: Any) -> Any:
    pairs = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, inner in list(pairs):
        yield body, key
        yield from _places(inner)


def _bytes(body: Any) -> bytes:
    return json.dumps(body).encode()


LESSON: Final = (ROOT / "content" / "bai-mau.md").read_text(encoding="utf-8")


@st.composite
def lesson_files(draw: st.DrawFn) -> str:
    """The model lesson with some of its lines cut, doubled, moved or replaced."""
    lines = LESSON.splitlines()
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, max(0, len(lines) - 1)))
        change = draw(st.sampled_from(("cut", "double", "swap", "replace")))
        if change == "cut":
            del lines[at : at + draw(st.integers(1, 5))]
        elif change == "double":
            lines.insert(at, lines[at] if lines else "")
        elif change == "swap" and lines:
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines.insert(at, draw(WORDS))
    return "\n".join(lines)


def _load(text: str) -> object:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bai-mau.md").write_text(text, encoding="utf-8", errors="replace")
        return load_lessons(Path(folder))


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """Our own empty form with cells of any kind, and some bytes spoiled on the way."""
    book = openpyxl.load_workbook(io.BytesIO(_form()))
    sheet = book.worksheets[draw(st.integers(0, len(book.worksheets) - 1))]
    for _ in range(draw(st.integers(0, 6))):
        value = draw(st.one_of(st.integers(-(10**15), 10**15), st.floats(allow_nan=False), st.booleans(), _CELLS))
        sheet.cell(draw(st.integers(1, 40)), draw(st.integers(1, 12))).value = value
    out = io.BytesIO()
    book.save(out)
    whole = bytearray(out.getvalue())
    for _ in range(draw(st.integers(0, 3))):
        whole[draw(_ANYWHERE) % len(whole)] = draw(st.integers(0, 255))
    return bytes(whole[: draw(_ANYWHERE) % len(whole)] if draw(st.integers(0, 3)) == 3 else whole)


_ANYWHERE: Final = st.integers(0, 1_000_000)
"""A place in a file whose length differs a little from one drawing to the next: it holds the time it was made."""
_CELLS: Final = st.sampled_from(
    ["", " ", "=1+1", "=cmd|' /C calc'!A0", "12.5", "1.234", "Buôn M'O", "-1", "2026-13-40", "\u202e"]
)


@cache
def _form() -> bytes:
    book = book_of()
    return units_template_xlsx(book.campaign.units, ("adults", "residents"), book.copy)


def _import(body: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(body)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks up about dates that are none; the cell is refused.
            return read_units_file(path, book_of().copy)


OFFICE: Final = st.lists(
    st.sampled_from(
        ["chỉ tiêu", "tin bài", "video", "người lớn", "thôn", "công dân bài", "buôn M'Guê", "nguồn", "ngày"]
    )
    | st.sampled_from(
        ["1", "12", "312", "1.234", "71,3%", "1e309", "nan", "9" * 5_000, "31/02", "1/11/2026", "hôm qua"]
    )
    | st.sampled_from([" ", " ", "của", "\n", "\x0b", "\x00", "٣", "=1+1", "%", "/", "."])
    | st.text(max_size=6),
    max_size=30,
).map(" ".join)
"""Lines of figures as an office types them, and as nobody does."""


def _typed_at_office(said: str) -> object:
    """Each reader of such lines; what they read must be a number that a table of the store takes."""
    book, today = book_of(), date(2026, 11, 20)
    number = read_number(said, book.campaign, book.copy, today)
    assert isinstance(number, str) or str(number).isprintable()
    kind = kind_said(said, book.copy)
    posting = read_posting(*kind, book.campaign, today) if kind else "none"
    assert isinstance(posting, str) or posting.n > 0
    return number, posting, read_criterion(said, book.campaign, today)


def _paper(said: str) -> None:
    """Nobody writes one by chance."""
    assert opened(said, "secret", "ea-trang-2026", date(2026, 11, 20)) is None


ADDRESSES: Final = st.lists(
    st.sampled_from(
        [
            "https://f1.zdn.vn",
            "https://",
            "http://",
            "zdn.vn",
            ".zdn.vn",
            "/",
            "f1",
            "evil.example",
            "127.0.0.1",
            "[::1]",
            ":443",
            ":80",
        ]
    )
    | st.sampled_from([*"@/\\#?:.%[]", "%2e", "%00", "\t", "\u2044", "\uff0f", "\u3002", "\u017f", "\u212a"])
    | st.text(max_size=3),
    max_size=10,
).map("".join)


def _address(said: str) -> object:
    """What we take for Zalo's is Zalo's for the one who opens it, too."""
    if not is_zalos(said):
        return None
    host = httpx.URL(said).host
    assert f".{host}".endswith(".zdn.vn"), host
    return host


ME: Final = telegram_parse.Me(881, "hocvuso_bot")

TARGETS: Final = (
    Target(
        "telegram payloads",
        spoiled(recorded("telegram")),
        lambda b: telegram_parse.parse(b, ME, START),
        telegram_parse.UNREADABLE,
    ),
    Target("zalo oa payloads", spoiled(recorded("zalo_oa")), lambda b: zalo_oa_parse.parse(b, START), (ValueError,)),
    Target("zalo bot payloads", spoiled(recorded("zalo_bot")), lambda b: _zalo_bot(_bytes(b)), (ValueError,)),
    Target("anything as json", JSON, lambda b: _zalo_bot(_bytes(b)), (ValueError,)),
    Target("web frames", JSON.map(json.dumps) | WORDS, parse, (TooLongError,)),
    Target("inbox bodies", JSON.map(json.dumps) | WORDS, unpack, (LookupError, TypeError, ValueError)),
    Target("press payloads", WORDS | st.text(max_size=80), unpack_press),
    Target("codes", WORDS, lambda text: (code_typed(text), invite_typed(text), group_typed(text), meant(text))),
    Target("papers", WORDS | st.text("23456789ABCDEFGHJKLMNPQRSTUVWXYZ -ßı", max_size=40), _paper),
    Target("lines of an office", OFFICE, _typed_at_office),
    Target("recordings", st.binary(max_size=40), lambda data: sound(data, "x")),
    Target("addresses of recordings", ADDRESSES, _address, (httpx.InvalidURL,)),
    Target("masking", WORDS, mask),
    Target("scam shield", WORDS, shield),
    Target("alarms", WORDS, alarm),
    Target("normaliser", WORDS, lambda text: (fold(text), normalise(text))),
    Target("finder", WORDS, lambda text: ask_line(book_of(), text)),
    Target("log lines", WORDS, blotted),
    Target("lesson files", lesson_files(), _load),
    Target("workbooks", workbooks(), _import, (FileRefused,)),
)


def _zalo_bot(body: bytes) -> object:
    event = zalo_bot_parse.read_webhook(body)
    return None if event is None else zalo_bot_parse.parse(event, START)
