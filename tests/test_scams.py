"""The scam shield: every trap is flagged, no office is, and a stranger is never called safe."""

import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.secret import mask
from content.copybook import Copy, load_copy
from content.domain_lists import domains
from content.scams import CANNOT_TELL, OFFICIAL, SCAM_SIGNS, ScamVerdict, shield

HERE = Path(__file__).parent
CONTENT = HERE.parent / "content"


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "tables" / f"{name}.toml").read_text("utf-8"))


ADDRESSES = {kind: entry["says"] for kind, entry in table("addresses").items()}
MESSAGES = table("messages")
LISTED = [(text, kind) for kind, texts in MESSAGES.items() for text in texts]


def verdict(text: str) -> str | None:
    found = shield(mask(text).text)
    return found.verdict if found else None


def around(address: str) -> list[str]:
    """As it is forwarded: bare, in a question, after a bracket, in a decomposed sentence."""
    asked = f"link này thật hay giả ({address})"
    return [
        address,
        f"{address} có phải xã gửi không",
        asked,
        unicodedata.normalize("NFD", f"đây là trang: {address}, thật không"),
    ]


@pytest.mark.parametrize("address", ADDRESSES["scam"])
def test_a_trap_is_flagged(address: str) -> None:
    for text in around(address):
        assert verdict(text) == SCAM_SIGNS, text


@pytest.mark.parametrize("address", ADDRESSES["official"])
def test_no_office_is_flagged(address: str) -> None:
    for text in around(address):
        assert verdict(text) == OFFICIAL, text


@pytest.mark.parametrize("address", ADDRESSES["stranger"])
def test_a_stranger_is_neither_accused_nor_called_safe(address: str) -> None:
    for text in around(address):
        assert verdict(text) == CANNOT_TELL, text


def test_every_site_people_may_be_sent_to_is_official() -> None:
    assert {site: verdict(site) for site in domains().official} == dict.fromkeys(domains().official, OFFICIAL)


def test_sixty_scams_are_in_the_tables() -> None:
    assert len(set(ADDRESSES["scam"])) >= 60


@pytest.mark.parametrize("text, kind", LISTED)
def test_a_forwarded_message(text: str, kind: str) -> None:
    assert verdict(text) == (None if kind == "none" else kind)


@pytest.mark.parametrize("text", [text for text in MESSAGES["scam_signs"] if "+" not in text])
def test_a_message_without_accents_is_read_the_same(text: str) -> None:
    marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    assert verdict("".join(char for char in marks if not unicodedata.combining(char))) == SCAM_SIGNS


def test_a_trap_beside_a_real_address_is_the_one_that_is_named() -> None:
    found = shield("vào https://dichvucong.gov.vn hoặc vneid-gov.xyz đều được")
    assert found is not None
    assert (found.verdict, found.address) == (SCAM_SIGNS, "vneid-gov . xyz")


@pytest.mark.parametrize("address", [*ADDRESSES["scam"], *ADDRESSES["stranger"]])
def test_a_strange_address_cannot_be_pressed_in_the_answer(address: str) -> None:
    found = shield(address)
    assert found is not None
    assert not re.search(r"://|\w\.\w", said(SENTENCES, found).replace(".gov.vn", ""))


SENTENCES = load_copy(CONTENT / "copy" / "safety.toml")


def said(copy: Copy, found: ScamVerdict) -> str:
    reasons = [copy.say(reason.key, value=reason.value) for reason in found.reasons]
    return "\n".join([copy.say(found.head, address=found.address), *reasons, copy.say(found.advice)])


@pytest.mark.parametrize(
    "text", [*ADDRESSES["scam"], *ADDRESSES["official"], *ADDRESSES["stranger"], *(t for t, _ in LISTED)]
)
def test_every_verdict_can_be_said(text: str) -> None:
    found = shield(mask(text).text)
    assert found is None or "{" not in said(SENTENCES, found)


def test_every_sign_has_its_sentence() -> None:
    signs = tomllib.loads((CONTENT / "words" / "scam_signs.toml").read_text("utf-8"))["sign"]
    assert {f"scam.why_{sign['why']}" for sign in signs} <= set(SENTENCES.sentences)


@pytest.mark.parametrize("key", SENTENCES.sentences)
def test_every_sentence_is_short_and_plain(key: str) -> None:
    sentence = SENTENCES.sentences[key]
    assert sentence == unicodedata.normalize("NFC", sentence)
    assert max(len(line) for line in sentence.splitlines()) <= 130
    assert not {"click", "link", "hotline", "website", "update"} & set(sentence.lower().split())


@pytest.mark.parametrize("key", SENTENCES.sentences)
def test_only_confirmed_numbers_are_named(key: str) -> None:
    numbers = re.findall(r"\b1\d\d\b|\b5656\b|\b1[89]00[ .]?\d{4}\b", SENTENCES.sentences[key])
    assert {re.sub(r"\D", "", number) for number in numbers} <= domains().phones


@given(st.text())
def test_whatever_is_written_it_never_raises(text: str) -> None:
    shield(text)


PARTS = st.sampled_from(
    [
        "http://",
        "www.",
        ".",
        "@",
        "/",
        "gov",
        "vn",
        "com",
        "vneid",
        "xn--",
        ":80",
        "[",
        "]",
        "\\",
        "%2e",
        "ạ",
        "-",
        "1",
        " ",
        "apk",
        "。",
    ]
)


@given(st.lists(PARTS, max_size=30).map("".join))
def test_whatever_looks_like_an_address_it_never_raises(text: str) -> None:
    shield(text)


@pytest.mark.parametrize("part", ["a.", "a-", "http://", "@", "www.", "a@a.", "xn--", "1.", "gov.vn.", "a/", "[.]"])
def test_a_very_long_message_is_read_at_once(part: str) -> None:
    shield(part * 50_000)
