"""Understanding a message: safety first, then talk, families, siblings, other offices; follow-ups in their context."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.asides import referrals, talk
from content.book import Book
from content.corpus import strangers
from content.families import families, splits
from content.folding import fold
from content.loader import load_lessons
from content.schema import OFFICES
from content.train import LESSONS
from content.understanding import Kind, ask_line, understand


@pytest.mark.parametrize(
    "text,kind",
    [
        ("cài vneid vào máy sao", Kind.ANSWER),
        ("vneid", Kind.FAMILY),
        ("cks", Kind.FAMILY),
        ("lừa đảo", Kind.FAMILY),
        ("cảm ơn cháu nhiều nhé", Kind.TALK),
        ("ok", Kind.TALK),
        ("a lô", Kind.TALK),
        ("đồ ngu", Kind.TALK),
        ("bạn là ai", Kind.TALK),
        ("cho gặp người thật", Kind.TALK),
        ("làm hộ chiếu ở đâu", Kind.REFERRAL),
        ("đăng ký kết hôn cần giấy gì", Kind.REFERRAL),
        ("sang tên xe máy cũ", Kind.REFERRAL),
        ("mai trời có mưa không", Kind.NONE),
        ("công thức nấu phở bò", Kind.NONE),
        ("tôi muốn tự tử", Kind.ALARM),
        ("vừa bị lừa mất hai chục triệu rồi", Kind.ALARM),
        ("hack zalo người yêu giùm", Kind.ALARM),
        ("http://vneid-capnhat.xyz/nhanqua.apk", Kind.SCAM),
        ("", Kind.NONE),
    ],
)
def test_what_a_message_asks_for(book: Book, text: str, kind: Kind) -> None:
    assert understand(book, text).kind is kind


def test_a_bare_family_offers_at_most_three(book: Book) -> None:
    meant = understand(book, "vneid")
    assert 2 <= len(meant.choices) <= 3
    assert meant.ranked[: len(meant.choices)] == meant.choices


def test_another_office_says_where_to_go(book: Book) -> None:
    meant = understand(book, "tôi muốn làm hộ chiếu")
    assert meant.referral == "ho-chieu"
    assert meant.reply == referrals()["ho-chieu"].text


def test_a_follow_up_is_read_with_the_open_lesson(book: Book) -> None:
    meant = understand(book, "quên mất rồi thì sao", open_lesson="vneid-cai-dat")
    assert meant.used_previous


def test_talk_does_not_swallow_a_question(book: Book) -> None:
    assert understand(book, "cảm ơn, cho hỏi thêm cài vneid sao").kind is not Kind.TALK


def test_what_must_not_be_seen_is_not_searched(book: Book) -> None:
    assert understand(book, "otp của tôi là 482913").kind is not Kind.ANSWER


def test_jsonl_lines(book: Book) -> None:
    plain, rich = ask_line(book, "cài vneid"), ask_line(book, {"q": "thế còn iphone", "prev": "cài vneid"})
    assert set(plain) == set(rich) == {"q", "ranked", "answered", "clarify", "kind", "ms"}
    assert rich["ranked"][0] == "vneid-cai-dat"


def test_the_lists_name_real_things() -> None:
    lessons = load_lessons(LESSONS).library
    named = {name for family in families() for name in family.lessons}
    named |= {option.lesson for split in splits() for option in split.options}
    assert [name for name in named if lessons.lesson(name) is None] == []
    assert [found.id for found in referrals().values() if found.office not in OFFICES] == []
    assert all(1 <= len(family.lessons) <= 3 for family in families())
    assert talk("human") is not None


def test_two_siblings_are_split_by_one_question_only() -> None:
    pairs = [split.lessons for split in splits()]
    assert len(pairs) == len(set(pairs))


def test_no_line_of_the_lists_is_said_twice() -> None:
    said = Counter((line.name, fold(line.text)) for line in strangers())
    owners = Counter(text for _, text in said)
    assert [line for line, times in said.items() if times > 1 and line[1]] == []
    assert [text for text, times in owners.items() if times > 1 and len(text.split()) > 3] == []


@given(st.text(max_size=200))
def test_never_raises(book: Book, text: str) -> None:
    meant = understand(book, text)
    assert len(meant.ranked) <= 5
    assert len(meant.choices) <= 3
