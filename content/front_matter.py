"""Room: content. The head of a lesson file: TOML between two `+++` lines. Opens no file, judges shape."""

import re
import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from content.manuscript import Line, Manuscript
from content.schema import OFFICES, TOPICS, Confidence

FENCE: Final = "+++"
"""Stands alone on the line before and the line after the head."""


def _is_text(value: object) -> bool:
    return type(value) is str and value.strip() != ""


def _is_number(value: object) -> bool:
    return type(value) is int


def _is_day(value: object) -> bool:
    return type(value) is date


def _are_texts(value: object) -> bool:
    return type(value) is list and value != [] and all(_is_text(item) for item in value)


def _are_tables(value: object) -> bool:
    return type(value) is list and value != [] and all(type(item) is dict for item in value)


def _one_of(names: Sequence[str]) -> Callable[[object], bool]:
    return lambda value: value in names


FIELDS: Final[dict[str, tuple[Callable[[object], bool], str]]] = {
    "id": (_is_text, 'write id = "the-name-of-the-file"'),
    "title": (_is_text, 'write title = "Cài VNeID vào điện thoại"'),
    "ask": (_is_text, 'write ask = "Cài VNeID vào máy", as a citizen would say it'),
    "topic": (_one_of(TOPICS), f"write one of {', '.join(TOPICS)}"),
    "audience": (_is_text, 'write audience = "Ai có điện thoại thông minh"'),
    "prepare": (_are_texts, 'write prepare = ["Điện thoại có mạng"]'),
    "minutes": (_is_number, "write minutes = 5, a whole number"),
    "office": (_one_of(OFFICES), f"write one of {', '.join(OFFICES)}"),
    "next": (_are_texts, 'write next = ["vneid-muc-1"]'),
    "checked_on": (_is_day, "write checked_on = 2026-11-20, a day without quotes"),
    "confidence": (_one_of(list(Confidence)), f"write one of {', '.join(Confidence)}"),
    "sources": (_are_tables, "write a [[sources]] block with name, date and ref"),
}

SOURCE_FIELDS: Final[dict[str, str]] = {
    "name": 'write name = "Bộ Công an, Tài liệu hướng dẫn VNeID"',
    "date": 'write date = "2022-08", in quotes',
    "ref": 'write ref = "S1", the mark in the fact sheet',
    "url": 'write url = "https://…", or leave the line out',
}


def read_front(manuscript: Manuscript, lines: Sequence[Line]) -> dict[str, Any]:
    """The fields as the author wrote them; every field that is missing or misshapen is blamed."""
    _mark_fields(manuscript, lines)
    fields = _parse(manuscript, lines)
    if not manuscript.problems:
        _judge(manuscript, fields)
    return fields


def _mark_fields(manuscript: Manuscript, lines: Sequence[Line]) -> None:
    """`tomllib` does not tell lines, so the keys are looked up in the text."""
    block = ""
    sources = 0
    for line in lines:
        if line.text.startswith("[[sources]]"):
            sources += 1
            block = f"source {sources}"
            manuscript.mark("sources", line.number)
            manuscript.mark(block, line.number)
        elif key := re.match(r"([a-z_]+)\s*=", line.text):
            manuscript.mark(f"{block} {key[1]}".strip(), line.number)


def _parse(manuscript: Manuscript, lines: Sequence[Line]) -> dict[str, Any]:
    try:
        return tomllib.loads("\n".join(line.text for line in lines))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        number = lines[0].number + int(at[1]) - 1 if at else lines[-1].number
        manuscript.blame_line(number, f"the head is not TOML ({error})", "mind the quotes, commas and brackets there")
        return {}


def _judge(manuscript: Manuscript, fields: dict[str, Any]) -> None:
    for key, (fits, remedy) in FIELDS.items():
        if key not in fields:
            manuscript.blame(key, "is missing", remedy)
        elif not fits(fields[key]):
            manuscript.blame(key, f"cannot be {fields[key]!r}", remedy)
    for key in fields.keys() - FIELDS.keys():
        manuscript.blame(key, "is no field of a lesson", f"take it out; the fields are {', '.join(FIELDS)}")
    if _are_tables(fields.get("sources")):
        for number, source in enumerate(fields["sources"], 1):
            _judge_source(manuscript, f"source {number}", source)


def _judge_source(manuscript: Manuscript, place: str, source: dict[str, Any]) -> None:
    for key, remedy in SOURCE_FIELDS.items():
        if key not in source and key != "url":
            manuscript.blame(place, f"has no {key}", remedy)
        elif key in source and not _is_text(source[key]):
            manuscript.blame(f"{place} {key}", f"cannot be {source[key]!r}", remedy)
    for key in source.keys() - SOURCE_FIELDS.keys():
        manuscript.blame(f"{place} {key}", "is no field of a source", f"the fields are {', '.join(SOURCE_FIELDS)}")
