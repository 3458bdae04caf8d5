"""Room: model. Press: what a button carries, packed into at most 64 bytes (Telegram's callback limit,
facts/telegram.md §2).

Two kinds exist. A `Choice` belongs to one waiting step and is stale once the talk has moved on.
A `Go` is a command on a button ("open this lesson", "help"): it works at any time, from any old message.
"""

from dataclasses import dataclass
from typing import Final

PAYLOAD_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to the step with the key `at` (see Session.key)."""

    at: str
    pick: str


@dataclass(frozen=True, slots=True)
class Go:
    """A command with an optional argument, valid at any time."""

    command: str
    argument: str = ""


Press = Choice | Go


def pack_press(press: Press) -> str:
    """The payload of a button.

    Raises:
        ValueError: it would be longer than 64 bytes, which is a mistake of ours, not of a person.
    """
    payload = f"={press.at}|{press.pick}" if isinstance(press, Choice) else f"/{press.command}|{press.argument}"
    if len(payload.encode()) > PAYLOAD_BYTES:
        raise ValueError(f"a button payload of more than {PAYLOAD_BYTES} bytes: {payload}")
    return payload


def unpack_press(payload: str) -> Press | None:
    """The press a payload means, or None for a payload that is not ours (forged, or from an older program)."""
    mark, rest = payload[:1], payload[1:]
    head, bar, tail = rest.partition("|")
    if not bar or not head:
        return None
    if mark == "=":
        return Choice(head, tail)
    if mark == "/":
        return Go(head, tail)
    return None
