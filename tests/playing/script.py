"""Tests: the script of a golden chat. Cues are played, what follows each is expected; knows no engine.

The syntax is documented in tests/chats/README.md.
"""

import re
import textwrap
from dataclasses import dataclass, field
from typing import Final

CUES: Final = "@%$>+="
EMPTY_LINE: Final = "¶"
REST: Final = "…"
_WIDTH: Final = 100
_BUTTON_LINE: Final = re.compile(r"  \[.*\]")


class ChatError(Exception):
    """A chat that cannot be played, with the line to mend."""


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that came out: an event, a message, or silence, as lines of the file."""

    lines: tuple[str, ...]

    @property
    def text_lines(self) -> tuple[str, ...]:
        """The lines without those of the buttons."""
        count = len(self.lines)
        while count > 1 and _BUTTON_LINE.fullmatch(self.lines[count - 1]):
            count -= 1
        return self.lines[:count]

    @property
    def button_lines(self) -> tuple[str, ...]:
        """The lines of the buttons."""
        return self.lines[len(self.text_lines) :]

    @property
    def is_message(self) -> bool:
        """Whether somebody is told something."""
        return self.lines[0].startswith("< ")

    @property
    def shortened(self) -> bool:
        """Whether the author wrote "…" for the rest of the text."""
        return self.text_lines[-1].endswith(REST)

    def covers(self, other: "Block") -> bool:
        """Whether `other` is what this (perhaps shortened) block says."""
        if not self.shortened:
            return self == other
        start = "\n".join(self.text_lines)[: -len(REST)].rstrip()
        buttons = self.button_lines or other.button_lines
        return "\n".join(other.text_lines).startswith(start) and buttons == other.button_lines

    def shorten(self, other: "Block") -> "Block":
        """`other`, as short as this block is."""
        text = other.text_lines[: len(self.text_lines)]
        return Block((*text[:-1], f"{text[-1]} {REST}", *(other.button_lines if self.button_lines else ())))


@dataclass(slots=True)
class Cue:
    """A line that is played (or a remark, which is only kept), and the blocks expected after it."""

    number: int
    line: str
    expected: list[Block] = field(default_factory=list)

    @property
    def played(self) -> bool:
        """Remarks and empty lines are kept, not played."""
        return self.line[:1] in CUES and self.line != ""


def parse(text: str) -> list[Cue]:
    """The cues of a chat.

    Raises:
        ChatError: a line is none of the known kinds, or something is expected before anything is played.
    """
    cues: list[Cue] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line[0] in CUES or line[0] == "#":
            cues.append(Cue(number, line.rstrip()))
        elif line[0] in "!<~":
            _expecting(cues, number).expected.append(Block((line.rstrip(),)))
        elif line.startswith("  ") and cues and cues[-1].expected:
            last = cues[-1].expected.pop()
            cues[-1].expected.append(Block((*last.lines, line.rstrip())))
        else:
            raise ChatError(f"line {number}: not understood: {line!r}")
    return cues


def _expecting(cues: list[Cue], number: int) -> Cue:
    if not cues or not cues[-1].played:
        raise ChatError(f"line {number}: nothing was played before this line")
    return cues[-1]


def rebuild(cues: list[Cue], came: dict[int, list[Block]]) -> str:
    """The file with what really came; a shortened block stays as it is while it is still true."""
    lines: list[str] = []
    for cue in cues:
        lines.append(cue.line)
        shown = iter(block for block in cue.expected if block.is_message)
        for block in came.get(cue.number, []):
            kept = _kept(next(shown, None), block) if block.is_message else block
            lines += kept.lines
    return "\n".join(lines) + "\n"


def _kept(old: Block | None, block: Block) -> Block:
    if old is None or not old.shortened:
        return block
    return old if old.covers(block) else old.shorten(block)


def message_block(text: str, labels: tuple[str, ...], to: str = "") -> Block:
    """A message as the file shows it; `to` names the person when it is not whoever speaks."""
    lines = [line or EMPTY_LINE for line in text.split("\n")]
    first = f"< ({to}) {lines[0]}" if to else f"< {lines[0]}"
    return Block((first, *(f"  {line}" for line in lines[1:]), *_buttons(labels)))


def change_block(labels: tuple[str, ...], to: str = "") -> Block:
    """The buttons that a message has from now on."""
    first, *rest = _buttons(labels) or ["  ¶"]
    return Block((f"~ ({to}) {first.strip()}" if to else f"~ {first.strip()}", *rest))


def _buttons(labels: tuple[str, ...]) -> list[str]:
    """The buttons, some to a line; a label is never broken."""
    kept = " ".join(f"[{label.replace(' ', chr(0))}]" for label in labels)
    lines = textwrap.wrap(kept, _WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return [f"  {line.replace(chr(0), ' ')}" for line in lines]
