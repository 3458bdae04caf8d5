"""Tests: a long text as several messages: nothing lost, nothing too long, cut where a reader would pause."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import split, utf16_units

VIETNAMESE = st.text(st.sampled_from("aăâbđêoôơưý \n.,1️⃣👨‍👩‍👧🏽̣́"), max_size=400)


@given(VIETNAMESE, st.integers(min_value=2, max_value=60))
def test_nothing_is_lost_and_every_piece_fits(text: str, limit: int) -> None:
    pieces = split(text, limit, utf16_units)
    assert "".join(pieces) == text
    assert all(0 < utf16_units(piece) <= limit for piece in pieces)


@given(st.lists(st.sampled_from(["bà", "con", "ơi", "học", "👵🏽"]), max_size=60).map(" ".join))
def test_words_shorter_than_a_message_stay_whole(text: str) -> None:
    words = [word for piece in split(text, 12, utf16_units) for word in piece.split()]
    assert text.split() == words


@pytest.mark.parametrize(
    "text, limit, expected",
    [
        ("", 10, ()),
        ("vừa đủ", 6, ("vừa đủ",)),
        ("Một đoạn.\n\nHai đoạn.", 15, ("Một đoạn.\n\n", "Hai đoạn.")),
        ("Dòng một\nDòng hai", 12, ("Dòng một\n", "Dòng hai")),
        ("Câu một. Câu hai.", 12, ("Câu một. ", "Câu hai.")),
        ("khôngcódấucách", 5, ("không", "códấu", "cách")),
        # The paragraph ends too early: a piece of two letters helps nobody.
        ("A.\n\nbốn năm sáu bảy", 12, ("A.\n\nbốn năm ", "sáu bảy")),
    ],
)
def test_cuts_fall_where_a_reader_would_pause(text: str, limit: int, expected: tuple[str, ...]) -> None:
    assert expected == split(text, limit)


def test_a_letter_keeps_its_marks_and_an_emoji_its_halves() -> None:
    decomposed = unicodedata.normalize("NFD", "ệ")
    assert (f"a{decomposed}", decomposed) == split(f"a{decomposed}{decomposed}", 5)
    assert ("👵🏽", "👵🏽") == split("👵🏽👵🏽", 3)


def test_an_emoji_counts_as_two() -> None:
    assert 4 == utf16_units("ab👵")


def test_a_limit_smaller_than_one_character_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="too small"):
        split("👵", 1, utf16_units)
