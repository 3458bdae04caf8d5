"""Room: model. Session: where a contact is in a conversation. Small, named, plain JSON."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self


@dataclass(frozen=True, slots=True)
class Session:
    """A waiting step: the flow, its step, what the talk is about, and what was answered so far.

    `expires_at` (aware UTC) is when the thread is dropped and the next message starts afresh.
    """

    flow: str
    step: str
    about: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    expires_at: datetime | None = None

    @property
    def key(self) -> str:
        """What a button of this step carries; a press with another key is stale."""
        return f"{self.flow}.{self.about}.{self.step}"

    def answer(self, name: str) -> str | None:
        """What was answered under `name`, if anything."""
        return dict(self.answers).get(name)

    def with_answer(self, name: str, value: str) -> Self:
        """The same session with one more answer."""
        kept = {**dict(self.answers), name: value}
        return replace(self, answers=tuple(kept.items()))

    def at(self, step: str) -> Self:
        """The same session at another step."""
        return replace(self, step=step)


def pack_session(session: Session) -> str:
    """JSON for the session row."""
    return json.dumps(
        {
            "flow": session.flow,
            "step": session.step,
            "about": session.about,
            "answers": dict(session.answers),
            "expires_at": session.expires_at.isoformat() if session.expires_at else None,
        },
        ensure_ascii=False,
    )


def unpack_session(body: str) -> Session:
    """The inverse of `pack_session`."""
    fields = json.loads(body)
    expires = fields["expires_at"]
    return Session(
        flow=fields["flow"],
        step=fields["step"],
        about=fields["about"],
        answers=tuple(fields["answers"].items()),
        expires_at=datetime.fromisoformat(expires) if expires else None,
    )
