"""Room: model. Deed: what volunteers and organizers made happen, and whoever came to them; events like all others."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.guidance import GuidanceSession
from bot.model.posting import Posting
from bot.model.role import Role


@dataclass(frozen=True, slots=True)
class ShareMade:
    """A volunteer spreads a lesson: opens of the code and what is learned through it count for them."""

    code: str
    lesson: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class SessionLogged:
    """A guidance session or a class took place."""

    session: GuidanceSession


@dataclass(frozen=True, slots=True)
class SessionCorrected:
    """One thing of a logged session was wrong; with the field "withdrawn" all of it was."""

    number: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Attended:
    """They sent the code of a session while it took place. Only ever decided for a contact who gave consent."""

    number: int
    lesson: str


@dataclass(frozen=True, slots=True)
class InviteMade:
    """An organizer invites somebody. The code is shown once and kept only as a hash."""

    code: str
    role: Role
    villages: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class InviteRevoked:
    """An invite that nobody has used is closed."""

    number: int


@dataclass(frozen=True, slots=True)
class InviteAccepted:
    """Somebody took a role on themselves. Only ever decided for a contact who gave consent."""

    number: int
    role: Role
    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleLeft:
    """They gave every role back."""


@dataclass(frozen=True, slots=True)
class WrongCode:
    """A code that opens nothing, counted so that nobody can try them all."""


@dataclass(frozen=True, slots=True)
class DeskLinkMade:
    """An organizer asks for the web desk. The code is shown once and kept only as a hash."""

    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """Something about the plan came out: news, a video, a loudspeaker hour, a banner."""

    posting: Posting


@dataclass(frozen=True, slots=True)
class PostingWithdrawn:
    """It was logged by mistake."""

    number: int


@dataclass(frozen=True, slots=True)
class ReportIssued:
    """The last report of a period was signed and sent: what it says is public from now on."""

    plan: str
    period: str


@dataclass(frozen=True, slots=True)
class RoleUsed:
    """Someone used a role: a line of the audit that nobody can change. `deed` is what came of it, "" for a look."""

    role: Role
    name: str
    deed: str = ""


Deed = (
    ShareMade
    | SessionLogged
    | SessionCorrected
    | Attended
    | InviteMade
    | InviteRevoked
    | InviteAccepted
    | RoleLeft
    | WrongCode
    | DeskLinkMade
    | Posted
    | PostingWithdrawn
    | ReportIssued
    | RoleUsed
)
