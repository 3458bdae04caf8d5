"""Room: handlers. Wanted: the command an update is: pressed, typed, or chosen from a menu."""

from bot.model.press import Go, unpack_press
from bot.model.update import ButtonPress
from handlers.commands import Command, meant, named
from handlers.permission import allowed
from handlers.turn import Turn, once
from handlers.waiting import picked


@once
def typed(turn: Turn) -> tuple[Command, str] | None:
    """The command that a typed text is, with its argument, whoever types it."""
    return meant(turn.text) if turn.text else None


@once
def wanted(turn: Turn) -> tuple[Command, str] | None:
    """The command that a press or a typed text is, with its argument, whoever says it.

    Plain words mean a command with a role only for those who hold it: for anyone else they are a question.
    """
    if isinstance(turn.update.what, ButtonPress):
        press = unpack_press(turn.update.what.payload)
        command = named(press.command) if isinstance(press, Go) else None
        return (command, press.argument) if command and isinstance(press, Go) else None
    found = typed(turn)
    if found is None or allowed(turn, found[0].role) or turn.text.lstrip().startswith("/"):
        return found
    return None


def chosen(turn: Turn) -> tuple[Command, str] | None:
    """The command behind a choice that was typed as its number or its label."""
    option = picked(turn)
    command = named(option.go.command) if option and option.go else None
    return (command, option.go.argument) if command and option and option.go else None
