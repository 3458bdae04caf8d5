"""Room: handlers. Command: a word that means one thing at any moment, typed, with a slash, or on a button."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.model.outcome import Outcome
from bot.model.role import Role
from handlers.turn import Turn


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is the slash form (a-z), `words` its plain forms, `help` the key of its line in a channel's menu.

    A command without words is only ever on a button. With a `role` it is for those who hold it; `needs` names the
    reports (storage/reports) that stand in `turn.reports` when it is handled. `shape` is a pattern of
    folded words (content.folding) that people type with an argument, such as "dd 4821"; its one group is the argument.
    Without `in_groups` it is between the bot and one person (handlers/in_public.py).
    """

    name: str
    handle: Callable[[Turn, str], Outcome]
    words: tuple[str, ...] = ()
    help: str = ""
    role: Role | None = None
    needs: tuple[str, ...] = ()
    shape: str = ""
    in_groups: bool = False
