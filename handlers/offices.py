"""Room: handlers. Where a person helps: the commune's own desks first, then national numbers for the topic."""

from typing import Final

from content.campaign import Office
from content.schema import Lesson
from handlers.turn import Turn

_DEFAULT: Final = ("hanh-chinh-cong", "cong-an", "to-cong-nghe")
_NUMBERS: Final[dict[str, tuple[str, ...]]] = {"vneid": ("1900.0368",), "an-toan": ("113", "156")}
"""Which hotline helps with which topic (facts/lessons_core.md, table of numbers)."""


def directions(turn: Turn, about: Lesson | str | None) -> str:
    """Who to ask about a lesson, about a matter of one office, or about anything."""
    lesson = about if isinstance(about, Lesson) else None
    office = lesson.office if lesson else about
    names = dict.fromkeys((office, "to-cong-nghe") if isinstance(office, str) else _DEFAULT)
    lines = [_line(turn, name) for name in names]
    lines += _hotlines(turn, lesson)
    parts = [turn.say("help.offices", lines="\n".join(lines))]
    if not any(_phone(turn, name) for name in names):
        parts.append(turn.say("help.unknown_phone"))
    return "\n".join([*parts, turn.say("help.take")])


def _line(turn: Turn, name: str) -> str:
    office = turn.book.campaign.office(name)
    if office is None:
        return turn.say("help.office", name=turn.say(f"help.{name}"))
    return turn.say(f"help.{_shape(office)}", name=office.name, phone=office.phone, where=office.where)


def _shape(office: Office) -> str:
    if office.phone and office.where:
        return "office_full"
    if office.phone:
        return "office_phone"
    return "office_where" if office.where else "office"


def _phone(turn: Turn, name: str) -> str | None:
    office = turn.book.campaign.office(name)
    return office.phone if office else None


def _hotlines(turn: Turn, lesson: Lesson | None) -> list[str]:
    numbers = _NUMBERS.get(lesson.topic, ()) if lesson else ()
    return [
        turn.say("help.hotline", number=line.number, purpose=line.purpose)
        for line in turn.book.campaign.hotlines
        if line.number in numbers
    ]
