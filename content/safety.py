"""Room: content. Safety: what must be heard before any lesson is looked for. Judges words only, never raises.

The patterns live in words/alarms.toml, what is said in copy/safety.toml under safety.<kind>.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from content.patterns import any_of, readings

LISTS: Final = Path(__file__).parent / "words"
READ: Final = 2000
"""Characters that are looked at; a cry for help stands at the beginning."""

_WINDOW: Final = 16


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong, and the lessons to read after the first help. The words are safety.<kind> of the copy."""

    kind: str
    lessons: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The sentence to say first."""
        return f"safety.{self.kind}"


@dataclass(frozen=True, slots=True)
class Sign:
    """One [[alarm]] of the list."""

    alarm: Alarm
    says: re.Pattern[str]
    together: tuple[tuple[re.Pattern[str], ...], ...]
    spelled: re.Pattern[str]
    unless: re.Pattern[str]
    written: tuple[str, ...]

    def heard_in(self, text: str, heard: tuple[str, ...]) -> bool:
        """Whether any reading of the text raises this alarm and nothing takes it back."""
        if not self._raised_in(text, heard):
            return False
        return not any(word in text for word in self.written) and not any(map(self.unless.search, heard))

    def _raised_in(self, text: str, heard: tuple[str, ...]) -> bool:
        if self.spelled.search(text) or any(map(self.says.search, heard)):
            return True
        return any(self._near_together(window) for reading in heard for window in _windows(reading))

    def _near_together(self, window: str) -> bool:
        return any(all(word.search(window) for word in words) for words in self.together)


def alarm(text: str) -> Alarm | None:
    """The gravest alarm in a masked text, or None when it is a question like any other."""
    text = unicodedata.normalize("NFC", text[:READ]).casefold()
    heard = readings(text)
    return next((sign.alarm for sign in signs() if sign.heard_in(text, heard)), None)


def _windows(reading: str) -> Iterator[str]:
    """Sixteen words at a time, each word at least once among its neighbours of eight."""
    words = reading.split()
    for start in range(0, max(len(words) - _WINDOW // 2, 1), _WINDOW // 2):
        yield " ".join(words[start : start + _WINDOW])


@cache
def signs() -> tuple[Sign, ...]:
    """The list on disk, read once.

    Raises:
        ValueError: the list cannot be read; it is ours, so it is our bug.
    """
    try:
        lists = tomllib.loads((LISTS / "alarms.toml").read_text("utf-8"))
        return tuple(_sign(entry, lists["words"]) for entry in lists["alarm"])
    except (KeyError, re.error, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"words/alarms.toml cannot be read: {error}") from error


def _sign(entry: dict[str, Any], words: dict[str, str]) -> Sign:
    return Sign(
        Alarm(entry["kind"], tuple(entry["lessons"])),
        says=any_of(entry["says"], words),
        together=tuple(tuple(any_of([word], words) for word in together) for together in entry.get("together", ())),
        spelled=any_of(entry.get("spelled", []), {}),
        unless=any_of(entry.get("unless", []), words),
        written=tuple(entry.get("written", ())),
    )
