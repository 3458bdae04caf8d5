"""Finding the right lesson: the model knows the shipped words; the search ranks, asks back and refuses as it should."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.book import Book
from content.corpus import examples, fingerprint
from content.linear import MODEL, shipped
from content.loader import load_lessons
from content.normal import normalise
from content.schema import Library
from content.search import Finder, Verdict
from content.thresholds import Trial, derive
from content.train import LESSONS
from content.training import train


@pytest.fixture(scope="module")
def library() -> Library:
    """Every lesson, also those the first plan does not offer."""
    return load_lessons(LESSONS).library


@pytest.fixture(scope="module")
def finder(library: Library) -> Finder:
    return Finder(library)


def test_the_model_knows_the_words(library: Library) -> None:
    model = shipped()
    assert model is not None, "content/search.model.npz is missing. Run: python -m content.train"
    assert model.fingerprint == fingerprint(library), (
        "A phrasing or a list in content/words changed since the model was trained. Run: python -m content.train"
    )


def test_the_model_is_small() -> None:
    assert MODEL.stat().st_size <= 2_000_000


def test_training_is_the_same_every_time(library: Library) -> None:
    few = examples(library)[:300]
    first, again = train(few, "x", rounds=2), train(few, "x", rounds=2)
    assert (first.weights == again.weights).all()
    assert (first.offset == again.offset).all()


def test_almost_every_phrasing_leads_home(library: Library, finder: Finder) -> None:
    astray = [
        (lesson.id, phrasing)
        for lesson in library
        for phrasing in lesson.phrasings[::6]
        if lesson.id not in [match.lesson for match in finder.find(phrasing).ranked[:3]]
    ]
    assert len(astray) <= 6, astray


@pytest.mark.parametrize(
    "question,lesson",
    [
        ("vi en ai đi cài kiểu chi", "vneid-cai-dat"),
        ("laamf muwcs 2 owr ddaau", "vneid-muc-2"),
        ("máy tui rớt cái tõm dưới ao, giờ xài máy khác vô căn cước sao", "vneid-doi-dien-thoai"),
        ("quên sáu số mở app căn cước", "vneid-quen-mat-khau"),
        ("wifi nhà tui quên mk r", "wifi-4g"),
        ("chữ trên máy nhỏ xíu bà coi không ra", "co-chu-lon-tro-nang"),
        ("vợ mới sanh, làm giấy khai sinh cho bé ở nhà được không", "khai-sinh-truc-tuyen"),
    ],
)
def test_what_villagers_type(finder: Finder, question: str, lesson: str) -> None:
    assert finder.find(question).ranked[0].lesson == lesson


@pytest.mark.parametrize(
    "question",
    [
        "giá tiêu bữa nay nhiêu một ký",
        "làm hộ chiếu cho bé ở đâu",
        "heo nhà tui bỏ ăn ba bữa rồi",
        "xin cấp lại thẻ căn cước bị mất",
        "where is the nearest beach",
        "nhà tôi với nhà bên cạnh cãi nhau vì cây xoài ngả qua mái, nói hoài không chặt, mùa mưa lá rụng nghẹt máng",
        "",
        "🥲",
    ],
)
def test_what_is_not_ours_is_not_answered(finder: Finder, question: str) -> None:
    assert finder.find(question).verdict is not Verdict.ANSWER


def test_chances_add_up(finder: Finder) -> None:
    assert finder.chances(normalise("cài vneid")).sum() == pytest.approx(1)


def test_a_short_follow_up_is_read_with_the_question_before(finder: Finder) -> None:
    found = finder.find("thế còn máy iphone", "cài vneid vào máy")
    assert found.used_previous
    assert found.ranked[0].lesson == "vneid-cai-dat"


def test_a_new_subject_stands_alone(finder: Finder) -> None:
    found = finder.find("wifi quên mật khẩu", "cài vneid vào máy")
    assert not found.used_previous
    assert found.ranked[0].lesson == "wifi-4g"


def test_a_lesson_not_offered_here_is_never_ranked(library: Library) -> None:
    here = Finder(lesson for lesson in library if not lesson.id.startswith("dak-lak"))
    found = here.find("cài app đắk lắk số")
    assert found.verdict is not Verdict.ANSWER
    assert not any(match.lesson.startswith("dak-lak") for match in found.ranked)


def test_a_lesson_the_model_has_not_met_is_found_all_the_same(library: Library) -> None:
    strange = replace(next(iter(library)), id="bai-la", phrasings=("nuôi chim yến trong nhà yến",), title="Nuôi yến")
    assert Finder([*library, strange]).find("nhà yến nuôi chim yến").ranked[0].lesson == "bai-la"


def test_without_lessons_nothing_is_found() -> None:
    assert Finder([]).find("cài vneid").verdict is Verdict.NONE


@given(st.text(max_size=300), st.none() | st.text(max_size=60))
def test_never_raises(book: Book, text: str, previous: str | None) -> None:
    found = book.finder.find(text, previous)
    assert len({match.lesson for match in found.ranked}) == len(found.ranked)


def test_thresholds_keep_their_promises() -> None:
    ours = [Trial(0.9, 0.95, taught=True, right=True)] * 99 + [Trial(0.5, 0.6, taught=True, right=False)] * 3
    others = [Trial(0.3, 0.4, taught=False, right=False)] * 10
    found = derive(ours + others)
    assert found.direct > 0.5
    assert found.inside < 0.6
