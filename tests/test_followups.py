"""Follow-ups and courtesy: context helps who points back and makes no lesson of nothing; politeness changes nothing."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.book import Book
from content.courtesy import without_courtesy
from content.followups import opens_subject, points_back
from content.normal import normalise
from content.search import Verdict

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "followups.toml").read_text("utf-8"))
FOLLOWS = [line.split(" | ") for line in TABLE["follow"]]


def test_what_points_back_is_found_with_the_question_before(book: Book) -> None:
    found = [(book.finder.find(text, before), lesson) for before, text, lesson in FOLLOWS]
    first = sum(finding.ranked[0].lesson == lesson for finding, lesson in found)
    wrong = [
        (finding.ranked[0], lesson)
        for finding, lesson in found
        if finding.verdict is Verdict.ANSWER and finding.ranked[0].lesson != lesson
    ]
    assert first >= 0.85 * len(FOLLOWS)
    assert len(wrong) <= 1, wrong


def test_context_makes_no_lesson_of_what_is_none(book: Book) -> None:
    pairs = [(before, text) for text in TABLE["stranger"] for before, _, _ in FOLLOWS[::4]]
    answered = [pair for pair in pairs if book.finder.find(pair[1], pair[0]).verdict is Verdict.ANSWER]
    assert len(answered) <= 0.02 * len(pairs), answered


def test_context_does_not_hold_back_a_new_subject(book: Book) -> None:
    for before, _, _ in FOLLOWS[::4]:
        assert book.finder.find("chữ nhỏ quá, làm to lên sao", before).ranked[0].lesson == "co-chu-lon-tro-nang"


@pytest.mark.parametrize("wrapping", TABLE["wrapped"])
@pytest.mark.parametrize("question", ["cài vneid sao", "quên mật khẩu wifi nhà", "nộp hồ sơ qua mạng ở đâu"])
def test_politeness_changes_nothing(book: Book, wrapping: str, question: str) -> None:
    assert book.finder.find(wrapping.format(question)) == book.finder.find(question)


@pytest.mark.parametrize("text", ["cảm ơn nhiều ạ", "chào", "cho hỏi", "ad ơi"])
def test_nothing_but_politeness_stays(text: str) -> None:
    assert without_courtesy(normalise(text)) == normalise(text)


def test_what_only_looks_polite_stays() -> None:
    assert without_courtesy(normalise("con tôi mất máy")).text == "con toi mat may"
    assert without_courtesy(normalise("chị tôi quên mật khẩu")).text == "chi toi quen mat khau"


def test_pointing_back_and_new_subjects() -> None:
    assert points_back(normalise("thế còn máy iphone").words)
    assert not points_back(normalise("cài vneid").words)
    assert opens_subject(normalise("wifi thì sao").words, normalise("cài vneid").words)
    assert not opens_subject(normalise("vneid báo lỗi").words, normalise("cài vneid").words)


@given(st.text(max_size=300))
def test_courtesy_only_takes_away(text: str) -> None:
    normal = normalise(text)
    kept = without_courtesy(normal)
    assert kept.text in normal.text
    assert bool(kept.words) == bool(normal.words)
