"""The normaliser: however it was typed, the same plain syllables; never an error, never a second opinion."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.habits import HABITS
from content.book import Book
from content.folding import fold
from content.normal import dictionary, normalise, plain
from content.syllables import SYLLABLES, is_syllable, undo_telex, undo_vni


@pytest.mark.parametrize(
    "typed,meant",
    [
        ("Cài VNeID sao vậy?", "cai vneid sao vay"),
        ("ddawng kys vneid", "dang ky vneid"),
        ("laafm muwcs 2 bao laau thif cos", "lam muc 2 bao lau thi co"),
        ("nguwowif ta bao khoong dduwowcj", "nguoi ta bao khong duoc"),
        ("d9o6i ma6t kha63u", "doi mat khau"),
        ("quên pass vneid h lm s", "quen mat khau vneid gio lam sao"),
        ("đk cks free k", "dang ky chu ky so mien phi khong"),
        ("vi en ai đi là gì", "vneid la gi"),
        ("mã ô tê pê", "ma otp"),
        ("vô gờ meo hông được", "vo gmail hong duoc"),
        ("bật bốn gờ", "bat 4g"),
        ("trời ơiiii", "troi oi"),
        ("máy a35 với 4g", "may a35 voi 4g"),
        ("reset máy, test file list", "reset may test tep list"),
        ("CCCD, ĐDĐT, BHYT", "can cuoc dinh danh dien tu bao hiem y te"),
        ("", ""),
        ("🥲🥲 ?!", ""),
    ],
)
def test_however_typed(typed: str, meant: str) -> None:
    assert plain(typed) == meant


def test_two_meanings_are_both_kept() -> None:
    found = normalise("mk")
    assert found.text == "mat khau"
    assert ("minh",) in found.also


def test_clean_text_stays_as_it_is(book: Book) -> None:
    """Titles and steps are written by the house: nothing in them but accents and capitals may be touched."""
    for lesson in book.offered():
        for word in fold(lesson.title).split():
            if is_syllable(word) and word not in dictionary().short:
                assert word in normalise(word).text.split()


def test_what_is_written_out_is_plain_already() -> None:
    words = dictionary()
    written = {reading for readings in words.short.values() for reading in readings}
    written |= {name for ways in words.names.values() for _, name in ways}
    assert [reading for reading in written if plain(" ".join(reading)) != " ".join(reading)] == []


def test_foreign_words_are_left_alone() -> None:
    words = dictionary()
    assert [word for word in words.foreign if is_syllable(word)] == [], "the table knows these already"
    assert [word for word in words.foreign - words.short.keys() if word not in plain(word).split()] == []


def test_the_syllable_table_knows_the_language() -> None:
    assert 2000 < len(SYLLABLES) < 4000
    assert all(map(is_syllable, ("nghieng", "khuyu", "quoc", "giuong", "gi", "xoan", "oan", "yeu", "ruou", "quyen")))
    assert not any(map(is_syllable, ("nge", "ka", "qo", "fam", "wa", "ngy", "ceo", "zalo")))


@pytest.mark.parametrize("habit", ["NFD", "capitals", "no accents"])
def test_accents_and_capitals_never_matter(book: Book, habit: str) -> None:
    for lesson in book.offered():
        for phrasing in lesson.phrasings:
            assert plain(HABITS[habit](phrasing)) == plain(phrasing)


@pytest.mark.parametrize("habit,share", [("telex", 0.97), ("VNI", 0.9)])
def test_keys_left_behind_are_undone(book: Book, habit: str, share: float) -> None:
    said = [phrasing for lesson in book.offered() for phrasing in lesson.phrasings if not phrasing.isascii()]
    same = sum(plain(HABITS[habit](phrasing)) == plain(phrasing) for phrasing in said)
    assert same / len(said) >= share


_OWN = st.sampled_from(
    sorted({*dictionary().short, *(word for ways in dictionary().names.values() for said, _ in ways for word in said)})
)


@given(st.text(max_size=200))
def test_never_raises_and_has_no_second_opinion(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.lists(_OWN, max_size=8))
def test_our_own_short_forms_in_any_order_are_final(words: list[str]) -> None:
    text = " ".join(words)
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=200))
def test_nfd_is_nfc(text: str) -> None:
    assert plain(unicodedata.normalize("NFD", text)) == plain(unicodedata.normalize("NFC", text))


@given(st.sampled_from(sorted(SYLLABLES)))
def test_a_syllable_is_never_undone(syllable: str) -> None:
    assert undo_telex(syllable) == syllable
    assert undo_vni(syllable) is None
