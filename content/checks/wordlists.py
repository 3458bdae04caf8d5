"""Room: content. The lists under words/ that the check reads: jargon, official addresses, promises."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent.parent / "words"


@dataclass(frozen=True, slots=True)
class Jargon:
    """A word not everyone knows: either explained in the same lesson, or never said."""

    pattern: re.Pattern[str]
    word: str
    explained: tuple[str, ...]
    instead: str
    unless: tuple[str, ...]

    def said_in(self, text: str) -> bool:
        """Whether the word stands there as itself, not as a part of a name."""
        for name in self.unless:
            text = text.replace(name, "…")
        return self.pattern.search(text) is not None


@dataclass(frozen=True, slots=True)
class Official:
    """Addresses and numbers a citizen may be sent to, and sites that may only be named as a source."""

    sites: frozenset[str]
    press: frozenset[str]
    phones: frozenset[str]


@dataclass(frozen=True, slots=True)
class Promise:
    """Something no lesson may say, `unless` it stands in one of these phrases or in one of these lessons."""

    pattern: re.Pattern[str]
    name: str
    remedy: str
    unless: tuple[str, ...]
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allowance:
    """A lesson that may say it after all, because the source `ref` does."""

    lesson: str
    says: str
    ref: str


@dataclass(frozen=True, slots=True)
class Words:
    """All lists together."""

    jargon: tuple[Jargon, ...]
    official: Official
    promises: tuple[Promise, ...]
    allowances: tuple[Allowance, ...]


def load_words(folder: Path = HERE) -> Words:
    """The lists as they stand on disk.

    Raises:
        ValueError: a list is not TOML, or an entry lacks something; the lists are ours, so it is our bug.
    """
    try:
        promises = _table(folder / "promises.toml")
        return Words(
            jargon=tuple(_jargon(entry) for entry in _table(folder / "jargon.toml")["jargon"]),
            official=_official(_table(folder / "official.toml")),
            promises=tuple(_promise(entry) for entry in promises["promise"]),
            allowances=tuple(Allowance(e["lesson"], e["says"].casefold(), e["ref"]) for e in promises["allowed"]),
        )
    except (KeyError, re.error, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"a list in {folder.name}/ cannot be read: {error}") from error


def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _jargon(entry: dict[str, Any]) -> Jargon:
    word = entry["word"]
    # "AI" and "PIN" are jargon, "ai" (who) and "pin" (battery) are not.
    case = re.NOFLAG if word.isupper() else re.IGNORECASE
    explained = tuple(entry.get("explained", ()))
    instead = entry.get("instead", "") if explained else entry["instead"]
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", case)
    return Jargon(pattern, word, explained, instead, tuple(entry.get("unless", ())))


def _official(lists: dict[str, Any]) -> Official:
    return Official(
        sites=frozenset(entry["domain"] for entry in lists["site"]),
        press=frozenset(entry["domain"] for entry in lists["press"]),
        phones=frozenset(re.sub(r"\D", "", entry["number"]) for entry in lists["phone"]),
    )


def _promise(entry: dict[str, Any]) -> Promise:
    return Promise(
        pattern=re.compile(entry["pattern"], re.IGNORECASE),
        name=entry["name"],
        remedy=entry["remedy"],
        unless=tuple(phrase.casefold() for phrase in entry.get("unless", ())),
        lessons=tuple(entry.get("lessons", ())),
    )
