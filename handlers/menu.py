"""Room: handlers. Menu: a message with choices, and reading which choice an answer means.

Every choice can be pressed, answered by its number, or by its label, with or without accents.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.model.message import Message, Style, button
from bot.model.press import Choice, Go
from bot.model.session import Session
from content.folding import fold

_NUMBER: Final = re.compile(r"(?:so |cau |chon |bam |nut |dap an )?(\d{1,2})")
_WORDS: Final = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `pick` goes to the waiting step; a `go` works from any old message too."""

    label: str
    pick: str = ""
    go: Go | None = None
    names: tuple[str, ...] = ()
    """Other words people use for it."""


@dataclass(frozen=True, slots=True)
class Menu:
    """A text and its choices, in order."""

    text: str
    options: tuple[Option, ...] = ()
    style: Style = Style.PLAIN
    records: bool = False
    """It waits for a voice message."""

    def message(self, session: Session) -> Message:
        """The menu as a message whose buttons belong to `session`'s step."""
        buttons = tuple(button(option.label, option.go or Choice(session.key, option.pick)) for option in self.options)
        return Message(self.text, buttons, self.style, records=self.records)

    def read(self, text: str) -> Option | None:
        """The choice a typed answer means: its number, its label, or another name of it."""
        said = fold(text)
        number = number_said(said)
        if number is not None:
            return self.options[number - 1] if 1 <= number <= len(self.options) else None
        return next((option for option in self.options if said and said in _labels(option)), None)


def number_said(said: str) -> int | None:
    """The number that folded words are, and nothing but: "1", "so 2", "ba"."""
    match = _NUMBER.fullmatch(said)
    return int(match[1]) if match else _WORDS.get(said.removeprefix("so "))


def _labels(option: Option) -> Sequence[str]:
    return [_folded(name) for name in (option.label, *option.names)]


_folded: Final = lru_cache(4096)(fold)
"""Our own labels, read again at every step. What people type is never kept here."""
