"""Room: channels. What Telegram shows around a chat: the command menu, and what the bot says it is.

The names and sentences are handed in by app.py; this file only fits them to Telegram's sizes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog

from bot.channels.telegram_line import Line
from bot.model.channel import SendError

_COMMANDS: Final = 100
_NAME: Final = re.compile(r"[a-z0-9_]{1,32}")
_HELP: Final = 256
_DESCRIPTION: Final = 512
_SHORT: Final = 120

log = structlog.get_logger("telegram")


@dataclass(frozen=True, slots=True)
class TelegramMenu:
    """`commands` are (name, help) pairs in order; `description` is what a person reads before they start,
    `short_description` what stands on the bot's card. An empty one is left as it is at Telegram."""

    commands: tuple[tuple[str, str], ...] = ()
    description: str = ""
    short_description: str = ""
    in_groups: frozenset[str] = frozenset()
    """The names that a group is shown; the others are for private talks."""


async def hang_out(line: Line, menu: TelegramMenu) -> None:
    """Tell Telegram, one thing at a time. What it refuses is logged: people are served without a menu, too."""
    for method, fields in calls(menu):
        try:
            await line.call(method, fields)
        except SendError as error:
            log.warning("telegram_menu_not_set", method=method, error=type(error).__name__, words=str(error))


def calls(menu: TelegramMenu) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The calls a menu takes. Pure."""
    commands = [
        {"command": name, "description": words[:_HELP]}
        for name, words in menu.commands
        if words and _NAME.fullmatch(name)
    ]
    if commands:
        yield "setMyCommands", {"commands": commands[:_COMMANDS]}
    if shared := [command for command in commands if command["command"] in menu.in_groups]:
        yield "setMyCommands", {"commands": shared[:_COMMANDS], "scope": {"type": "all_group_chats"}}
    if menu.description:
        yield "setMyDescription", {"description": menu.description[:_DESCRIPTION]}
    if menu.short_description:
        yield "setMyShortDescription", {"short_description": menu.short_description[:_SHORT]}
