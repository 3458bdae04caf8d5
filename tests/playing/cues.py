"""Tests: what each cue of a golden chat does on the stage. README.md of tests/chats lists them all."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from bot.inbox import TRIES
from bot.model.day import VIETNAM
from bot.model.invite import LASTS
from bot.model.message import Message
from bot.model.role import Role
from bot.model.share import ShareLink
from bot.model.update import ButtonPress, Joined, Media, MediaKind, Stopped, Text, Timer
from bot.model.urn import make_urn
from tests.playing import prepared
from tests.playing.script import ChatError
from tests.playing.stage import CHANNELS, Stage, book_of, book_without

_PRESS: Final = re.compile(r"\[(\^?)(.+)\]")
_DIRECTION: Final = re.compile(r"\(([a-z]+)(?: ([^)]*))?\)(?: (.*))?")
_LONG: Final = "zzz xyz "
_SPANS: Final = {"m": "minutes", "h": "hours", "d": "days"}


async def perform(stage: Stage, line: str) -> None:
    """Do what a line says.

    Raises:
        ChatError: it cannot be done (no such button, no such channel…).
    """
    await _CUES[line[0]](stage, line[1:].strip())


async def _speaker(stage: Stage, words: str) -> None:
    channel, _, person = words.partition(" ")
    if channel not in CHANNELS:
        raise ChatError(f"no channel {channel}; there are {', '.join(CHANNELS)}")
    stage.speaker = make_urn(channel, person or "lan")


async def _prepare(stage: Stage, words: str) -> None:
    kind, name, *pairs = words.split()
    match kind:
        case "share":
            given = dict(pair.split("=", 1) for pair in pairs)
            link = ShareLink(name, given["lesson"], given.get("unit"), given.get("volunteer"))
            await stage.store.add_share(link, stage.now)
        case "role":
            await stage.give_role(Role(name), tuple(pairs))
        case "invite":
            given = dict(pair.split("=", 1) for pair in pairs)
            villages = tuple(filter(None, given.get("villages", "").split(",")))
            role = Role(given.get("role", "volunteer"))
            await stage.store.add_invite(name, role, villages, stage.now + LASTS, stage.now)
        case "campaign":
            stage.book = book_of(name)
        case "passed" | "agreed":
            await (prepared.passed if kind == "passed" else prepared.agreed)(stage, (name, *pairs))
        case "contest":
            await prepared.contest(stage, name, dict(pair.split("=", 1) for pair in pairs))
        case "adults":
            await prepared.adults(stage, dict(pair.split("=", 1) for pair in (name, *pairs)))
        case _:
            raise ChatError("% knows share, role, invite, campaign, passed, agreed, contest and adults")


async def _accident(stage: Stage, words: str) -> None:
    kind, _, rest = words.partition(" ")
    match kind:
        case "broken-decision":
            stage.raising = int(rest or TRIES)
        case "lesson-gone":
            stage.book = book_without(stage.book, rest)
        case _:
            raise ChatError("$ knows broken-decision and lesson-gone")


async def _later(stage: Stage, words: str) -> None:
    number, unit = words[:-1], words[-1:]
    if unit not in _SPANS or not number.isdigit():
        raise ChatError("write +90m, +2h or +3d")
    await stage.move_to(stage.now + timedelta(**{_SPANS[unit]: int(number)}))


async def _at(stage: Stage, words: str) -> None:
    moment = datetime.fromisoformat(words).replace(tzinfo=VIETNAM)
    if moment < stage.now:
        raise ChatError("time does not run backwards")
    await stage.move_to(moment)


async def _says(stage: Stage, words: str) -> None:
    if press := _PRESS.fullmatch(words):
        await stage.say(ButtonPress(_payload(stage, press[2], earlier=bool(press[1]))))
    elif direction := _DIRECTION.fullmatch(words):
        await _acts(stage, direction[1], direction[2] or "", direction[3] or "")
    else:
        await stage.say(Text(words))


async def _acts(stage: Stage, name: str, argument: str, words: str) -> None:
    if name in set(MediaKind):
        await stage.say(Media(MediaKind(name), words, file=argument))
    elif name in _DIRECTIONS:
        await _DIRECTIONS[name](stage, argument, words)
    else:
        raise ChatError(f"nobody can do ({name}); known: {', '.join([*_DIRECTIONS, *MediaKind])}")


def _payload(stage: Stage, label: str, *, earlier: bool) -> str:
    """What the button carries. One that is not there is a dead end, so it fails the chat."""
    if stage.channel.limits.buttons == 0:
        raise ChatError("this channel has no buttons: type the number")
    shown = stage.shown()
    looked_at = reversed(shown[:-1]) if earlier else iter(shown[-1:])
    found = next((b.payload for m in looked_at for b in m.buttons if b.label == label), None)
    if found is None:
        raise ChatError(f"no button [{label}]; the last message has {_labels(shown[-1:])}")
    return found


def _labels(messages: list[Message]) -> str:
    return " ".join(f"[{b.label}]" for m in messages for b in m.buttons) or "none"


async def _go_away(stage: Stage, argument: str, words: str) -> None:
    stage.go_away()


_DIRECTIONS: Final[dict[str, Callable[[Stage, str, str], Awaitable[None]]]] = {
    "join": lambda stage, code, words: stage.say(Joined(code or None)),
    "blocked": lambda stage, reason, words: stage.say(Stopped(reason or "blocked")),
    "timer": lambda stage, name, words: stage.say(Timer(name, "1")),
    "press": lambda stage, payload, words: stage.say(ButtonPress(payload)),
    "again": lambda stage, argument, words: stage.say_again(),
    "long": lambda stage, size, words: stage.say(Text((_LONG * int(size))[: int(size)])),
    "nfd": lambda stage, argument, words: stage.say(Text(unicodedata.normalize("NFD", words))),
    "away": _go_away,
    "back": lambda stage, argument, words: stage.come_back(),
}

_CUES: Final[dict[str, Callable[[Stage, str], Awaitable[None]]]] = {
    "@": _speaker,
    "%": _prepare,
    "$": _accident,
    "+": _later,
    "=": _at,
    ">": _says,
}
