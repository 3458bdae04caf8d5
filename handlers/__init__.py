"""Room: handlers. decide(): Turn → Outcome. No I/O, no await, no clock, no randomness.

ROUTES is the one ordered list of who gets a turn first.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.model.event import Event, Greeted, OptedIn, OptedOut, Replied, TurnFailed
from bot.model.message import Message, Style
from bot.model.outcome import Outcome
from bot.model.update import ButtonPress, Joined, Media, Passed, Text, Timer
from handlers import asking, in_public, passed, routes
from handlers.flows import proving
from handlers.needs import needs
from handlers.turn import Turn

Route = Callable[[Turn], Outcome | None]

ROUTES: Final[tuple[Route, ...]] = (
    routes.blocked,
    routes.withdrawn,
    routes.timer,
    passed.passed,
    routes.stop_words,
    asking.in_danger,
    routes.only_a_secret,
    proving.verbatim,
    asking.forwarded,
    proving.pasted,
    in_public.private_matter,
    routes.joined,
    routes.command,
    routes.pressed,
    routes.step,
    routes.number,
    routes.media,
    asking.question,
    routes.fallback,
)


def decide(turn: Turn) -> Outcome:
    """The answer to one update: the first route that takes it, and what must be said before it."""
    turn = _awake(turn)
    decided = next(taken for route in ROUTES if (taken := route(turn)) is not None)
    outcome = in_public.kept_public(turn, decided)
    return replace(outcome, events=(*_before(turn, outcome), *outcome.events))


def apologise(turn: Turn, reason: str) -> Outcome:
    """Our own fault: the session stays as it was, the person hears about it, the update is set aside."""
    if isinstance(turn.update.what, Timer | Passed):  # Nobody asked, so nobody waits for an excuse.
        return Outcome(turn.session, (TurnFailed(reason),))
    return Outcome(turn.session, (TurnFailed(reason), Replied(Message(turn.say("failed.apology")))))


def _awake(turn: Turn) -> Turn:
    """The turn without a conversation whose time has run out."""
    session = turn.session
    expired = session is not None and session.expires_at is not None and session.expires_at <= turn.now
    return replace(turn, session=None) if expired else turn


def _before(turn: Turn, outcome: Outcome) -> tuple[Event, ...]:
    """Welcome back after a stop, "I am a machine" once, a warning about a secret."""
    if not isinstance(turn.update.what, Text | ButtonPress | Media | Joined) or _stops(outcome):
        return ()
    return (*_returned(turn), *_introduced(turn), *_warned(turn))


def _stops(outcome: Outcome) -> bool:
    return any(isinstance(event, OptedOut) for event in outcome.events)


def _returned(turn: Turn) -> tuple[Event, ...]:
    return (OptedIn(), Replied(Message(turn.say("hello.back")))) if turn.contact.stopped else ()


def _introduced(turn: Turn) -> tuple[Event, ...]:
    """Once a person; the welcome already says it by itself."""
    if turn.contact.greeted:
        return ()
    if isinstance(turn.update.what, Joined) and turn.update.what.code is None:
        return (Greeted(),)
    return (Greeted(), Replied(Message(turn.say("hello.intro"))))


def _warned(turn: Turn) -> tuple[Event, ...]:
    what = turn.update.what
    masked = what.masked if isinstance(what, Text | Media) else ()
    if not masked:
        return ()
    named = ", ".join(turn.say(f"secret.{kind}") for kind in masked)
    words = [turn.say("secret.warning", what=named), *([turn.say("in_group.secret")] if turn.contact.is_group else [])]
    return (Replied(Message("\n".join(words), style=Style.WARNING)),)


__all__ = ["ROUTES", "Turn", "apologise", "decide", "needs"]
