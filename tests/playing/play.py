"""Tests: playing a golden chat: each cue is performed on the stage, and what came out is written down."""

import shlex
from dataclasses import fields
from typing import Final

from bot.model.channel import Letter
from bot.model.event import Event, Greeted, Replied
from bot.model.numbered import numbered
from tests.playing.cues import perform
from tests.playing.script import Block, ChatError, Cue, message_block, parse, rebuild
from tests.playing.stage import Stage

_SILENCE: Final = Block(("<<",))


async def play(text: str, stage: Stage) -> str:
    """The chat as it really goes, in the same form.

    Raises:
        ChatError: a cue cannot be performed (no such button, no such channel…).
    """
    cues = parse(text)
    came: dict[int, list[Block]] = {}
    problem = ""
    async with stage.open():
        for cue in (cue for cue in cues if cue.played):
            try:
                came[cue.number] = await _blocks_after(stage, cue)
            except ChatError as error:  # Raised once the stage is closed: a task group would bury it.
                problem = f"line {cue.number}: {cue.line}\n  {error}"
                break
    if problem:
        raise ChatError(problem)
    return rebuild(cues, came)


async def _blocks_after(stage: Stage, cue: Cue) -> list[Block]:
    events, letters = len(stage.store.events), len(stage.letters())
    await perform(stage, cue.line)
    happened = [_event_block(e) for e in stage.store.events[events:] if not isinstance(e, Replied | Greeted)]
    sent = [_letter_block(stage, letter) for letter in stage.letters()[letters:]]
    silent = not sent and cue.line[0] == ">"
    return [*happened, *sent, *((_SILENCE,) if silent else ())]


def _event_block(event: Event) -> Block:
    given = ((f.name, getattr(event, f.name)) for f in fields(event))
    words = [f"{name}={shlex.quote(str(value))}" for name, value in given if value not in (None, "")]
    return Block((" ".join(["!", type(event).__name__, *words]),))


def _letter_block(stage: Stage, letter: Letter) -> Block:
    """As the person sees it: buttons, or choices numbered in the text."""
    to = "" if letter.urn == stage.speaker else letter.urn.replace(":", " ")
    if stage.channel_of(letter.urn).limits.buttons == 0:
        return message_block(numbered(letter.message), (), to)
    return message_block(letter.message.text, tuple(b.label for b in letter.message.buttons), to)
