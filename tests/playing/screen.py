"""Tests: what people see: each message as it came, and each one that looks different later."""

from dataclasses import dataclass

from bot.model.channel import Letter, Limits
from bot.model.numbered import numbered
from bot.model.urn import Urn


@dataclass(frozen=True, slots=True)
class Seen:
    """A message on somebody's screen; `changed`: one that was there already and has other buttons now."""

    urn: Urn
    text: str
    labels: tuple[str, ...] = ()
    changed: bool = False


def seen(letter: Letter, limits: Limits) -> Seen:
    """A letter as a channel with these limits would show it: buttons, or choices numbered in the text."""
    wanted = letter.message.attachment
    attached = "\n📎 " + " ".join([wanted.kind, *(f"{k}={v}" for k, v in wanted.args)]) if wanted else ""
    if limits.buttons == 0:
        return Seen(letter.urn, numbered(letter.message) + attached)
    return Seen(letter.urn, letter.message.text + attached, tuple(b.label for b in letter.message.buttons))
