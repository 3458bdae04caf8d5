"""Tests: what each cue of a golden chat does on the stage. README.md of tests/chats lists them all."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from bot.feeds import feeds_of
from bot.inbox import TRIES
from bot.jobs import MEGABYTE
from bot.model.day import VIETNAM
from bot.model.invite import LASTS
from bot.model.role import Role
from bot.model.share import ShareLink
from bot.model.update import ButtonPress, Joined, Media, MediaKind, Stopped, Text, Timer, Withdrawn
from tests.playing import prepared
from tests.playing.script import ChatError
from tests.playing.stage import Stage, book_of, book_without

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
    stage.enter(channel, person or "lan")


async def _prepare(stage: Stage, words: str) -> None:
    kind, name, *pairs = words.split()
    match kind:
        case "share" | "invite":
            await _CODES[kind](stage, name, dict(pair.split("=", 1) for pair in pairs))
        case "role":
            await stage.give_role(Role(name), tuple(pairs))
        case "campaign":
            stage.book = book_of(name)
            await stage.store.figures.follow(name, feeds_of(stage.book.campaign))
        case "passed" | "agreed" | "drawn":
            await _TOLD[kind](stage, (name, *pairs))
        case "contest":
            await prepared.contest(stage, name, dict(pair.split("=", 1) for pair in pairs))
        case "jobs":
            stage.only = (name, *pairs)
        case "spent" | "adults":
            await _FIGURES[kind](stage, dict(pair.split("=", 1) for pair in (name, *pairs)))
        case _:
            known = "share, role, invite, campaign, passed, agreed, contest, drawn, jobs, spent and adults"
            raise ChatError(f"% knows {known}")


async def _share(stage: Stage, code: str, given: dict[str, str]) -> None:
    link = ShareLink(code, given["lesson"], given.get("unit"), given.get("volunteer"))
    await stage.store.add_share(link, stage.now)


async def _invite(stage: Stage, code: str, given: dict[str, str]) -> None:
    villages = tuple(filter(None, given.get("villages", "").split(",")))
    role = Role(given.get("role", "volunteer"))
    await stage.store.add_invite(code, role, villages, stage.now + LASTS, stage.now)


_CODES: Final = {"share": _share, "invite": _invite}
_TOLD: Final = {"passed": prepared.passed, "agreed": prepared.agreed, "drawn": prepared.drawn}
_FIGURES: Final = {"spent": prepared.spent, "adults": prepared.adults}


async def _accident(stage: Stage, words: str) -> None:
    kind, _, rest = words.partition(" ")
    match kind:
        case "broken-decision":
            stage.raising = int(rest or TRIES)
        case "lesson-gone":
            stage.book = book_without(stage.book, rest)
        case "health":
            free, *troubles = rest.split()
            stage.health = {"disk_free_bytes": int(free) * MEGABYTE, "trouble": troubles}
        case _:
            raise ChatError("$ knows broken-decision, lesson-gone and health")


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
        await stage.press(press[2], earlier=bool(press[1]))
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


async def _go_away(stage: Stage, argument: str, words: str) -> None:
    stage.go_away()


_DIRECTIONS: Final[dict[str, Callable[[Stage, str, str], Awaitable[None]]]] = {
    "join": lambda stage, code, words: stage.say(Joined(code or None)),
    "blocked": lambda stage, reason, words: stage.say(Stopped(reason or "blocked")),
    "withdrawn": lambda stage, reason, words: stage.say(Withdrawn(reason or "withdrawn")),
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
