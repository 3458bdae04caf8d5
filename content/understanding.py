"""Room: content. Understanding: what a message asks for, safety first. Decides nothing about what is then said.

The order: cries for help and dangerous wishes, things forwarded to be judged, small talk, a bare family name, and only
then the search. A fuzzy match never steals what stands before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from time import perf_counter
from typing import Any, Final

from bot.model.secret import mask
from content.asides import Referral, Talk, referrals, talk, talk_of
from content.book import Book
from content.corpus import REFERRAL, TALK, UNSAFE
from content.courtesy import without_courtesy
from content.families import Split, family_of, split_of
from content.normal import normalise
from content.safety import Alarm, alarm
from content.scams import ScamVerdict, shield
from content.search import Finding, Verdict

_CHOICES: Final = 3
_SHOWN: Final = 5
_CLEARLY: Final = 0.5
"""A chance from which small talk or another office is taken for what was meant."""
_SURELY: Final = 0.8
"""A chance from which a wish is refused: to refuse an honest question is worse than to ask back."""
_DONE_TO_THEM: Final = "bi"
_CHAT: Final = 8
"""Small talk is short; whoever writes more has something to ask."""


class Kind(StrEnum):
    """What a message asks for."""

    ANSWER = "answer"
    """One lesson, for sure."""
    CLARIFY = "clarify"
    """One of `choices`."""
    SPLIT = "split"
    """One of two siblings: ask `split.question`."""
    FAMILY = "family"
    """Only the name of a family: always ask."""
    REFERRAL = "referral"
    """Another office's matter."""
    NONE = "none"
    """Nothing we teach."""
    TALK = "talk"
    """Small talk."""
    ALARM = "alarm"
    """Help first, or a refusal: `alarm` says which."""
    SCAM = "scam"
    """Something forwarded to be judged: `scam` has the verdict."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood; only what its kind needs is filled, `ranked` always as far as known."""

    kind: Kind
    ranked: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    referral: str | None = None
    talk: str | None = None
    used_previous: bool = False
    split: Split | None = None
    alarm: Alarm | None = None
    scam: ScamVerdict | None = None
    reply: str = ""
    """The sentence for small talk or a referral."""
    office: str | None = None
    """Who helps with a matter that nobody teaches here (schema.OFFICES)."""


def understand(
    book: Book, text: str, *, previous: str | None = None, open_lesson: str | None = None, calm: bool = False
) -> Understanding:
    """What a citizen's message asks for, read with what was asked before or with the lesson that is open.

    With `calm` the asker has found neither a cry for help nor a forwarded message in it, and nobody looks again.
    """
    text = mask(text).text
    finding = book.finder.find(text, previous or _title(book, open_lesson))
    return (
        _alarmed(book, text, finding, calm=calm)
        or (None if calm else _judged(book, text, finding))
        or _chatting(text, finding)
        or _of_family(book, text, finding)
        or _found(finding)
    )


def ask_line(book: Book, line: Mapping[str, Any] | str) -> dict[str, Any]:
    """One line of `hocvuso ask --jsonl`: a question, alone or with the one before it."""
    question = line if isinstance(line, str) else str(line["q"])
    previous = None if isinstance(line, str) else line.get("prev")
    start = perf_counter()
    meant = understand(book, question, previous=previous)
    return {
        "q": question,
        "ranked": list(meant.ranked),
        "answered": meant.kind is Kind.ANSWER,
        "clarify": bool(meant.choices) and meant.kind is not Kind.ANSWER,
        "kind": meant.alarm.kind if meant.alarm else str(meant.kind),
        "ms": round((perf_counter() - start) * 1000, 3),
    }


def _title(book: Book, lesson_id: str | None) -> str | None:
    lesson = book.lesson(lesson_id) if lesson_id else None
    return lesson.title if lesson else None


def _alarmed(book: Book, text: str, finding: Finding, *, calm: bool) -> Understanding | None:
    """Help first; the lessons that go with it come before what the search would say."""
    heard = (None if calm else alarm(text)) or _likely_refusal(text, finding)
    if heard is None:
        return None
    lessons = _first(_offered(book, heard.lessons), finding)
    choices = lessons[:_CHOICES] if heard.lessons else ()
    return Understanding(Kind.ALARM, lessons if choices else (), choices, alarm=heard)


def _likely_refusal(text: str, finding: Finding) -> Alarm | None:
    """A wish we do not help with, said in words no pattern knows; whoever says "bị" had it done to them."""
    clear = finding.other.score >= _SURELY and finding.other.lesson.startswith(UNSAFE)
    if not clear or _DONE_TO_THEM in normalise(text).words:
        return None
    return Alarm(finding.other.lesson.removeprefix(UNSAFE))


def _judged(book: Book, text: str, finding: Finding) -> Understanding | None:
    verdict = shield(text)
    if verdict is None:
        return None
    lessons = _offered(book, verdict.lessons)
    if lessons or finding.verdict is not Verdict.NONE:
        lessons = _first(lessons, finding)
    return Understanding(Kind.SCAM, lessons, lessons[:_CHOICES], scam=verdict)


def _chatting(text: str, finding: Finding) -> Understanding | None:
    said = talk_of(text) or _likely_talk(text, finding)
    return Understanding(Kind.TALK, talk=said.id, reply=said.text) if said else None


def _likely_talk(text: str, finding: Finding) -> Talk | None:
    if not finding.other.lesson.startswith(TALK) or finding.other.score < _CLEARLY:
        return None
    return talk(finding.other.lesson.removeprefix(TALK)) if len(text.split()) <= _CHAT else None


def _of_family(book: Book, text: str, finding: Finding) -> Understanding | None:
    family = None if finding.used_previous else family_of(without_courtesy(normalise(text)).words)
    lessons = _offered(book, family.lessons) if family else ()
    if len(lessons) < 2:  # nothing to choose from: the search answers
        return None
    return Understanding(Kind.FAMILY, _first(lessons, finding), lessons[:_CHOICES])


def _found(finding: Finding) -> Understanding:
    ranked = tuple(match.lesson for match in finding.ranked[:_SHOWN])
    if finding.verdict is Verdict.ANSWER:
        return Understanding(Kind.ANSWER, ranked, used_previous=finding.used_previous)
    if finding.verdict is Verdict.NONE:
        return replace(_elsewhere(finding), ranked=ranked)
    split = split_of(ranked) if sum(match.score for match in finding.ranked[:2]) >= _CLEARLY else None
    return Understanding(
        Kind.SPLIT if split else Kind.CLARIFY,
        ranked,
        ranked[:_CHOICES],
        used_previous=finding.used_previous,
        split=split,
    )


def _elsewhere(finding: Finding) -> Understanding:
    """Another office's matter if that is clear, else nothing we know."""
    office = _office_for(finding)
    if office is None:
        return Understanding(Kind.NONE, used_previous=finding.used_previous)
    return Understanding(Kind.REFERRAL, referral=office.id, reply=office.text, office=office.office)


def _office_for(finding: Finding) -> Referral | None:
    clear = finding.other.score >= _CLEARLY and finding.other.lesson.startswith(REFERRAL)
    return referrals().get(finding.other.lesson.removeprefix(REFERRAL)) if clear else None


def _offered(book: Book, lessons: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(lesson for lesson in lessons if book.lesson(lesson))


def _first(lessons: tuple[str, ...], finding: Finding) -> tuple[str, ...]:
    """These lessons, then what the search found."""
    return tuple(dict.fromkeys((*lessons, *(match.lesson for match in finding.ranked))))[:_SHOWN]
