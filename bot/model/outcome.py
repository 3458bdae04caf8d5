"""Room: model. Outcome: a decision. The session afterwards and what happened, in order."""

from dataclasses import dataclass

from bot.model.event import Event, Replied
from bot.model.message import Message
from bot.model.session import Session


@dataclass(frozen=True, slots=True)
class Outcome:
    """`session` replaces the old one; None ends the conversation."""

    session: Session | None
    events: tuple[Event, ...]

    @property
    def messages(self) -> tuple[Message, ...]:
        """What the person gets to read, in order."""
        return tuple(e.message for e in self.events if isinstance(e, Replied))


def reply(session: Session | None, *messages: Message, events: tuple[Event, ...] = ()) -> Outcome:
    """The common outcome: some events, then these messages."""
    return Outcome(session, (*events, *(Replied(m) for m in messages)))
