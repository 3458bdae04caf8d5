"""Room: content. Domain lists: what words/official.toml and words/lookalikes.toml know of web addresses."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

LISTS: Final = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Brand:
    """A name people trust, and where it really lives."""

    name: str
    own: frozenset[str]
    whole: bool


@dataclass(frozen=True, slots=True)
class Domains:
    """Both lists."""

    official: frozenset[str]
    official_endings: tuple[str, ...]
    phones: frozenset[str]
    office_names: tuple[str, ...]
    office_parts: frozenset[str]
    near_names: tuple[str, ...]
    brands: tuple[Brand, ...]
    everyday: frozenset[str]
    stores: frozenset[str]
    shorteners: frozenset[str]
    free_hosting: frozenset[str]
    cheap_endings: tuple[str, ...]
    bait: tuple[str, ...]
    chats: frozenset[str]
    bare_endings: frozenset[str]
    spoken_endings: frozenset[str]


@cache
def domains() -> Domains:
    """The lists on disk, read once.

    Raises:
        ValueError: a list cannot be read; the lists are ours, so it is our bug.
    """
    try:
        official = tomllib.loads((LISTS / "official.toml").read_text("utf-8"))
        return _domains(official, tomllib.loads((LISTS / "lookalikes.toml").read_text("utf-8")))
    except (KeyError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"words/official.toml, words/lookalikes.toml: {error}") from error


def _domains(official: dict[str, Any], lists: dict[str, Any]) -> Domains:
    return Domains(
        official=frozenset(entry["domain"] for entry in official["site"]),
        official_endings=tuple(lists["official_endings"]),
        phones=frozenset(re.sub(r"\D", "", entry["number"]) for entry in official["phone"]),
        office_names=tuple(lists["office_names"]),
        office_parts=frozenset(lists["office_parts"]),
        near_names=tuple(lists["near_names"]),
        brands=tuple(
            Brand(entry["name"], frozenset(entry["own"]), entry.get("whole", False)) for entry in lists["brand"]
        ),
        everyday=frozenset(lists["everyday"]),
        stores=frozenset(lists["stores"]),
        shorteners=frozenset(lists["shorteners"]),
        free_hosting=frozenset(lists["free_hosting"]),
        cheap_endings=tuple(lists["cheap_endings"]),
        bait=tuple(lists["bait"]),
        chats=frozenset(lists["chats"]),
        bare_endings=frozenset(lists["bare_endings"]),
        spoken_endings=frozenset(lists["spoken_endings"]),
    )
