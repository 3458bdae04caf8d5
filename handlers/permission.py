"""Room: handlers. Permission: the one place that asks who may do what, and notes down what was done by whom.

A command or a flow with a role goes through `under`; nobody else looks at roles to allow or refuse.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Final

from bot.model.event import Event, Greeted, OptedIn, Replied, RoleUsed
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from handlers.turn import Turn

_TALK: Final = (Replied, Greeted, OptedIn)
"""What is said; everything else is a deed."""

_NAMED: Final = ("code", "unit", "lesson", "id", "number")
"""What an audit line may quote of a deed: never a person's words."""


def allowed(turn: Turn, role: Role | None) -> bool:
    """Whether whoever speaks may do what needs this role."""
    return role is None or turn.contact.may(role)


def under(turn: Turn, role: Role | None, name: str, decide: Callable[[], Outcome]) -> Outcome:
    """Decide if this person may, with a line for the audit; refuse in one sentence if not."""
    if role is None:
        return decide()
    if not allowed(turn, role):
        return reply(turn.session, Message(turn.say(f"role.only_{role}")))
    outcome = decide()
    return replace(outcome, events=(*_used(role, name, outcome), *outcome.events))


def _used(role: Role, name: str, outcome: Outcome) -> tuple[Event, ...]:
    """One line a deed; opening a command that only shows something is a line too."""
    deeds = [event for event in outcome.events if not isinstance(event, _TALK)]
    return tuple(RoleUsed(role, name, _deed(event)) for event in deeds) or (RoleUsed(role, name),)


def _deed(event: Event) -> str:
    quoted = [str(getattr(event, f.name)) for f in fields(event) if f.name in _NAMED and getattr(event, f.name)]
    return " ".join([type(event).__name__, *quoted])
