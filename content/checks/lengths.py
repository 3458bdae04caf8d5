"""Room: content. How long and how many: what fits a small screen and one breath. Judges only."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from content.checks.proof import Proof, Said
from content.problem import Problem

LONGEST: Final = {
    "title": 60,
    "ask": 40,
    "audience": 120,
    "prepare": 100,
    "summary": 200,
    "step": 300,
    "trouble": 300,
    "safety": 200,
    "question": 200,
    "option": 80,
    "why": 250,
    "phrasing": 400,
}
ID_LONGEST: Final = 30
"""A button's payload carries the id within Telegram's 64 bytes."""

SENTENCE_LONGEST: Final = 25
MINUTES: Final = (2, 20)

_SENTENCE_END: Final = re.compile(r'(?<=[.!?…])["”)]*\s+|\s→\s')


def check_lengths(proof: Proof) -> Iterator[Problem]:
    """Characters of each text."""
    phrasings = (Said(f"phrasing {n}", text) for n, text in enumerate(proof.lesson.phrasings, 1))
    for said in (*proof.spoken(), *phrasings):
        longest = LONGEST[_noun(said.place)]
        if len(said.text) > longest:
            yield proof.problem(
                said.place, f"has {len(said.text)} characters", f"cut it to {longest} or split it in two"
            )


def check_counts(proof: Proof) -> Iterator[Problem]:
    """How many of each, and the minutes."""
    lesson = proof.lesson
    yield from _count(proof, "prepare", lesson.prepare, 1, 5)
    yield from _count(proof, "next", lesson.next, 1, 3)
    yield from _count(proof, "## Các bước", lesson.steps, 3, 7)
    yield from _count(proof, "## Khi gặp khó", lesson.troubles, 2, 5)
    yield from _count(proof, "## Câu hỏi kiểm tra", lesson.quiz, 3, 5)
    yield from _count(proof, "## Bà con hay hỏi", lesson.phrasings, 50, 100)
    for number, question in enumerate(lesson.quiz, 1):
        yield from _count(proof, f"question {number}", question.options, 2, 4)
    if not MINUTES[0] <= lesson.minutes <= MINUTES[1]:
        yield proof.problem(
            "minutes", f"is {lesson.minutes}", f"estimate honestly between {MINUTES[0]} and {MINUTES[1]}"
        )


def check_sentences(proof: Proof) -> Iterator[Problem]:
    """Words of each sentence: a ten-year-old has to follow, and an elder has to hear it read aloud."""
    for said in proof.spoken():
        for sentence in _SENTENCE_END.split(said.own_words):
            words = [word for word in sentence.split() if re.search(r"[\w…]", word)]
            if len(words) > SENTENCE_LONGEST:
                wrong = f'has a sentence of {len(words)} words ("{" ".join(words[:4])} …")'
                yield proof.problem(said.place, wrong, f"make two of it, each at most {SENTENCE_LONGEST} words")


def check_right_places(proof: Proof) -> Iterator[Problem]:
    """Whoever always presses the first answer should not pass."""
    places = {question.right for question in proof.lesson.quiz}
    if len(places) == 1 and len(proof.lesson.quiz) > 2:
        wrong = f"has every right answer at number {places.pop() + 1}"
        yield proof.problem("## Câu hỏi kiểm tra", wrong, "move some of the right answers")


def check_id(proof: Proof) -> Iterator[Problem]:
    """The id travels in buttons, links and counts."""
    if fault := id_fault(proof.lesson.id):
        yield proof.problem("id", fault, f"name the file with a-z, 0-9 and -, at most {ID_LONGEST} characters")


def id_fault(lesson_id: str) -> str | None:
    """What is wrong with an id, if anything."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", lesson_id):
        return f"{lesson_id!r} has other signs than a-z, 0-9 and - between them"
    return f"has {len(lesson_id)} characters" if len(lesson_id) > ID_LONGEST else None


def _count(proof: Proof, place: str, items: Sequence[object], least: int, most: int) -> Iterator[Problem]:
    if not least <= len(items) <= most:
        yield proof.problem(place, f"has {len(items)} items", f"write {least} to {most}")


def _noun(place: str) -> str:
    """`question 2 option 1` is an option."""
    return next(word for word in reversed(place.split()) if not word.isdigit())
