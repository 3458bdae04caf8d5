"""Tests: playing a golden chat: each cue is performed on the stage, and what came out is written down."""

import shlex
from dataclasses import fields, is_dataclass
from typing import Any, Final

from bot.model.asking import Asked
from bot.model.event import Event, Greeted, Replied
from bot.model.message import Message
from tests.playing.cues import perform
from tests.playing.screen import Seen
from tests.playing.script import Block, ChatError, Cue, change_block, message_block, parse, rebuild
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
    events, shown = len(stage.store.events), len(stage.seen())
    await perform(stage, cue.line)
    happened = [_event_block(e) for e in stage.store.events[events:] if not isinstance(e, Replied | Greeted | Asked)]
    # Messages of one person keep their order; whose go out first is the outbox's own business, and may differ.
    by_person = sorted(stage.seen()[shown:], key=lambda one: (one.urn != stage.speaker, one.urn))
    sent = [_seen_block(stage, one) for one in by_person]
    silent = not sent and cue.line[0] == ">"
    return [*happened, *sent, *((_SILENCE,) if silent else ())]


def _event_block(event: Event) -> Block:
    given = ((f.name, value) for f in fields(event) if not isinstance(value := getattr(event, f.name), Message))
    words = [f"{name}={shlex.quote(_plainly(value))}" for name, value in given if value not in (None, "", ())]
    return Block((" ".join(["!", type(event).__name__, *words]),))


def _plainly(value: Any) -> str:
    """A fact inside an event by what it holds, several things in a row."""
    if is_dataclass(value):
        return " ".join(str(v) for f in fields(value) if (v := getattr(value, f.name)) not in (None, ""))
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _seen_block(stage: Stage, seen: Seen) -> Block:
    to = "" if seen.urn == stage.speaker else seen.urn.replace(":", " ")
    return change_block(seen.labels, to) if seen.changed else message_block(seen.text, seen.labels, to)
