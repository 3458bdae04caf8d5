"""Safety: every alarm is heard however it is typed, a question is not an alarm, and each has its words."""

import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.secret import mask
from content.copybook import load_copy
from content.loader import load_lessons
from content.safety import alarm, signs

HERE = Path(__file__).parent
CONTENT = HERE.parent / "content"
TABLE: dict[str, Any] = tomllib.loads((HERE / "tables" / "alarms.toml").read_text("utf-8"))
KINDS = sorted({sign.alarm.kind for sign in signs()})
ALARMS = [(text, kind) for kind, texts in TABLE["alarms"].items() for text in texts]
SPELLED = [(text, kind) for kind, texts in TABLE["with_accents"].items() for text in texts]


@pytest.mark.parametrize("text, kind", [*ALARMS, *SPELLED])
def test_an_alarm_is_heard(text: str, kind: str) -> None:
    found = alarm(mask(text).text)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("text, kind", [pair for pair in ALARMS if "[" not in pair[0]])
def test_it_is_heard_without_accents_in_capitals_and_decomposed(text: str, kind: str) -> None:
    for typed in (bare(text), bare(text).upper(), text.upper(), unicodedata.normalize("NFD", text)):
        found = alarm(typed)
        assert found is not None, typed
        assert found.kind == kind, typed


@pytest.mark.parametrize("text", TABLE["quiet"]["says"])
def test_a_question_is_no_alarm(text: str) -> None:
    assert alarm(mask(text).text) is None


def test_no_phrasing_of_another_lesson_raises_an_alarm() -> None:
    """A phrasing may raise the alarm whose lessons hold it; any other would never be reached."""
    lost = {
        (lesson.id, phrase)
        for lesson in load_lessons(CONTENT / "lessons").library
        for phrase in (lesson.title, lesson.ask, *lesson.phrasings)
        if (found := alarm(phrase)) and lesson.id not in found.lessons
    }
    assert lost == set()


def test_every_kind_is_in_the_table() -> None:
    assert set(TABLE["alarms"]) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_words(kind: str) -> None:
    assert load_copy(CONTENT / "copy" / "safety.toml").say(f"safety.{kind}")


def test_every_lesson_exists() -> None:
    lessons = {path.stem for path in (CONTENT / "lessons").glob("*.md")}
    assert {lesson for sign in signs() for lesson in sign.alarm.lessons} <= lessons


@given(st.text())
def test_whatever_is_written_it_never_raises(text: str) -> None:
    alarm(text)


WORDS = st.sampled_from(
    ["nó", "bảo", "em", "chuyển", "tiền", "công", "an", "gọi", "bị", "lừa", "con", "ngay", "đọc", "mã"]
)


@given(st.lists(WORDS, min_size=200, max_size=400).map(" ".join))
def test_a_long_story_is_read_to_its_end(text: str) -> None:
    alarm(text)


def bare(text: str) -> str:
    marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in marks if not unicodedata.combining(char))
