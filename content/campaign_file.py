"""Room: content. Reads one campaign file into its shapes, or says all that is wrong; judges only shape."""

import re
import tomllib
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints

from content.calendar import Rule, parse_rule
from content.campaign import Campaign
from content.campaign_check import check_campaign
from content.manuscript import Manuscript, manuscript_of
from content.problem import Problem

Shape = TypeVar("Shape")

_PLAIN: Final[dict[type, str]] = {
    str: 'write text in quotes, as in name = "xã Ea Trang"',
    int: "write a whole number without quotes",
    float: "write a number without quotes, with a point for the decimals",
    bool: "write true or false without quotes",
}
_RULE_REMEDY: Final = (
    'write a date rule such as "before 2026-11-30", "yearly 10-10" or "quarterly before 15 of last month"'
)


def load_campaign(path: Path) -> Campaign | tuple[Problem, ...]:
    """Give the plan, or all problems of its file at once; never raises for what an author wrote."""
    file = "/".join(path.parts[-3:])
    try:
        manuscript = manuscript_of(file, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return (Problem(file, 1, f"the file cannot be read ({error})", "save it as UTF-8 under this name"),)
    campaign = _read(manuscript, Campaign, _parse(manuscript), "")
    if campaign is not None:
        check_campaign(campaign, manuscript, path.stem)
    return tuple(sorted(manuscript.problems)) if campaign is None or manuscript.problems else campaign


def _parse(manuscript: Manuscript) -> dict[str, Any]:
    _mark_lines(manuscript)
    try:
        return tomllib.loads("\n".join(line.text for line in manuscript.lines))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else len(manuscript.lines)
        manuscript.blame_line(line, f"the file is not TOML ({error})", "mind the quotes, commas and brackets there")
        return {}


def _mark_lines(manuscript: Manuscript) -> None:
    """`tomllib` does not tell lines, so blocks and keys are looked up in the text: "targets 3 value"."""
    block, counts = "", dict[str, int]()
    for line in manuscript.lines:
        if header := re.match(r"\[\[([a-z_.]+)\]\]", line.text):
            counts[header[1]] = counts.get(header[1], 0) + 1
            block = f"{header[1].replace('.', ' ')} {counts[header[1]]}"
            manuscript.mark(block, line.number)
        elif header := re.match(r"\[([a-z_.]+)\]", line.text):
            block = header[1].replace(".", " ")
            manuscript.mark(block, line.number)
        elif key := re.match(r"([a-z_]+)\s*=", line.text):
            manuscript.mark(f"{block} {key[1]}".strip(), line.number)


def _read(manuscript: Manuscript, shape: type[Shape], table: dict[str, Any], place: str) -> Shape | None:
    """Fill a shape from a table; None when anything in it had to be blamed."""
    if not table and manuscript.problems:
        return None
    before = len(manuscript.problems)
    hints, known = get_type_hints(shape), [field.name for field in _fields(shape)]
    for key in table.keys() - set(known):
        _blame(manuscript, place, key, "is not known here", f"take it out; known are {', '.join(known)}")
    values = {
        key: _value(manuscript, hints[key], table[key], f"{place} {key}".strip()) for key in known if key in table
    }
    for field in _fields(shape):
        if field.name not in table and field.default is MISSING:
            _blame(manuscript, place, field.name, "is missing", f"add {field.name}")
    return shape(**values) if len(manuscript.problems) == before else None


def _fields(shape: type) -> tuple[Field[Any], ...]:
    return fields(shape) if is_dataclass(shape) else ()


def _blame(manuscript: Manuscript, place: str, key: str, wrong: str, remedy: str) -> None:
    """A key that is not there has no line, so its block's line is shown."""
    whole = f"{place} {key}".strip()
    manuscript.mark(whole, manuscript.where.get(place, 1))
    manuscript.blame(whole, wrong, remedy)


def _value(manuscript: Manuscript, hint: Any, raw: Any, place: str) -> Any:
    """Read one value as its hint asks; what does not fit is blamed and None stands in for it."""
    hint = _without_none(hint)
    if hint == Rule:
        return _rule(manuscript, raw, place)
    if is_dataclass(hint) and isinstance(hint, type):
        return _table(manuscript, hint, raw, place)
    if get_origin(hint) is tuple:
        return _items(manuscript, get_args(hint)[0], raw, place)
    if get_origin(hint) is Literal or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        return _choice(manuscript, hint, raw, place)
    return _scalar(manuscript, hint, raw, place)


def _without_none(hint: Any) -> Any:
    """`X | None` is read as X: a file leaves out what is not known."""
    if hint == Rule | None:
        return Rule
    rest = [arg for arg in get_args(hint) if arg is not type(None)]
    return rest[0] if len(rest) == 1 and type(None) in get_args(hint) else hint


def _rule(manuscript: Manuscript, raw: Any, place: str) -> Rule | None:
    try:
        return parse_rule(str(raw))
    except ValueError as error:
        manuscript.blame(place, f"is no date rule ({error})", _RULE_REMEDY)
        return None


def _table(manuscript: Manuscript, shape: type[Shape], raw: Any, place: str) -> Shape | None:
    if isinstance(raw, dict):
        return _read(manuscript, shape, raw, place)
    manuscript.blame(place, f"cannot be {raw!r}", f"write it as a block [{place}]")
    return None


def _items(manuscript: Manuscript, hint: Any, raw: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        manuscript.blame(place, f"cannot be {raw!r}", f"write a list in brackets, or blocks [[{place}]]")
        return ()
    several = is_dataclass(hint)
    return tuple(_value(manuscript, hint, item, f"{place} {n}" if several else place) for n, item in enumerate(raw, 1))


def _choice(manuscript: Manuscript, hint: Any, raw: Any, place: str) -> Any:
    names = list(get_args(hint)) or [str(name) for name in hint]
    if raw in names:
        return raw if get_args(hint) else hint(raw)
    manuscript.blame(place, f"cannot be {raw!r}", f"write one of {', '.join(names)}")
    return None


def _scalar(manuscript: Manuscript, hint: Any, raw: Any, place: str) -> Any:
    """`bool` counts as a number in Python, never in a plan."""
    fits = type(raw) is hint or (hint is float and type(raw) is int)
    if fits and raw != "":
        return raw
    manuscript.blame(place, f"cannot be {raw!r}", _PLAIN[hint])
    return None
