"""Room: handlers. Flow: a conversation. Its menu shows a step, its take answers one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.model.event import Event
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from bot.model.session import Session
from handlers.menu import Menu
from handlers.turn import Turn

THREAD: Final = timedelta(hours=24)
"""How long a step waits. Next day a bare "1" means nothing any more."""

CARRIED: Final = ("share",)
"""Answers that go along when one conversation leads to another."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation by name.

    `menu(turn, session)` is what the waiting step shows, also again after a stale press; None when the
    step no longer exists (its lesson went away). `take(turn, session, pick)` decides on a choice.
    `hear(turn, session)` may take words that are no choice (a date, a number); None leaves them to the other
    routes. `role`, `needs` and `in_groups` are those of a command (handlers/commands/command.py).
    """

    name: str
    menu: Callable[[Turn, Session], Menu | None]
    take: Callable[[Turn, Session, str], Outcome]
    hear: Callable[[Turn, Session], Outcome | None] | None = None
    role: Role | None = None
    needs: tuple[str, ...] = ()
    in_groups: bool = False


def begin(turn: Turn, flow: str, step: str, about: str = "", **answers: str) -> Session:
    """A fresh session that keeps what must not be forgotten from the one before."""
    before = turn.session.answers if turn.session else ()
    kept = {name: value for name, value in before if name in CARRIED}
    return waiting(turn, Session(flow, step, about, tuple({**kept, **answers}.items())))


def waiting(turn: Turn, session: Session) -> Session:
    """The session with its deadline pushed on."""
    return replace(session, expires_at=turn.now + THREAD)


def ask(turn: Turn, session: Session, menu: Menu, *before: Message, events: tuple[Event, ...] = ()) -> Outcome:
    """Show a step: perhaps some words first, then its menu; the session waits for the answer."""
    fresh = waiting(turn, session)
    return reply(fresh, *before, menu.message(fresh), events=events)
