"""Room: handlers. Permission: the one place that asks who may do what, and notes down what was done by whom.

A command or a flow with a role goes through `under`; nobody else looks at roles to allow or refuse.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Final

from bot.model.deed import RoleUsed, SessionLogged
from bot.model.event import Event, Greeted, OptedIn, Replied
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from handlers.turn import Turn

_TALK: Final = (Replied, Greeted, OptedIn)
"""What is said; everything else is a deed."""

_NAMED: Final = ("number", "role", "villages", "unit", "lesson", "period", "posting")
"""What an audit line may quote of a deed: never a code, never a person's words."""


def allowed(turn: Turn, role: Role | None) -> bool:
    """Whether whoever speaks may do what needs this role."""
    return role is None or turn.contact.may(role)


def under(turn: Turn, role: Role | None, name: str, decide: Callable[[], Outcome], *, look: bool = False) -> Outcome:
    """Decide if this person may, with a line for the audit; refuse in one sentence if not.

    With `look` the audit hears of it even when nothing came of it but an answer: a command that shows figures.
    """
    if role is None:
        return decide()
    if not allowed(turn, role):
        return reply(turn.session, Message(turn.say(f"role.only_{role}")))
    outcome = decide()
    deeds = [RoleUsed(role, name, _deed(e)) for e in outcome.events if not isinstance(e, _TALK)]
    looked = [RoleUsed(role, name)] if look and not deeds else []
    return replace(outcome, events=(*deeds, *looked, *outcome.events))


def _deed(event: Event) -> str:
    fact = event.session if isinstance(event, SessionLogged) else event
    values = [getattr(fact, f.name) for f in fields(fact) if f.name in _NAMED]
    quoted = [" ".join(value) if isinstance(value, tuple) else str(value) for value in values if value]
    return " ".join([type(event).__name__, *quoted])
