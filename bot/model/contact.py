"""Room: model. Contact: the person, as little as we keep of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.asking import Asking
from bot.model.evidence import Completion, Evidence
from bot.model.role import Role
from bot.model.urn import ContactId


class Consent(StrEnum):
    """Whether we may keep what they learn. Silence is UNASKED, never yes (Law 91/2025, Art. 9.4.d)."""

    UNASKED = "unasked"
    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Contact:
    """A person who writes to us.

    Without consent only the address, the stop mark and the answer "no" exist; unit, group, share and
    completions stay empty.
    """

    id: ContactId
    stopped: bool = False
    greeted: bool = False
    """Whether they have been told that a machine answers (Law 134/2025 Art. 11)."""
    consent: Consent = Consent.UNASKED
    consent_at: datetime | None = None
    notice: str = ""
    """The version of the notice they last said yes to: it says what the yes covers."""
    unit: str | None = None
    """Village id of the active campaign; None means not asked or not told."""
    unit_asked: bool = False
    group: str | None = None
    """Which path they walk (content.campaign.PathGroup)."""
    group_asked: bool = False
    minor: bool = False
    """Under 16, kept with a parent's yes: no name and no place on a list of persons."""
    asked: tuple[Asking, ...] = ()
    """Which of our questions they were asked."""
    share: str | None = None
    """The share code that brought them, for the volunteer's count."""
    completions: tuple[Completion, ...] = ()
    skipped: tuple[str, ...] = ()
    """Lessons that a placement quiz let them leave out. No rung, no proof: only the order of the path."""
    roles: frozenset[Role] = frozenset()
    villages: tuple[str, ...] = ()
    """Where they volunteer, by unit id; an organizer works everywhere and has none."""
    language: str = ""
    """What they would rather listen to than Vietnamese (bot.model.voice)."""
    is_group: bool = False
    """Not a person but a chat of many: nothing is ever kept, asked or counted (handlers/in_public.py)."""

    def has(self, lesson: str, evidence: Evidence) -> bool:
        """Whether this lesson stands on this rung."""
        return any(c.lesson == lesson and c.evidence == evidence for c in self.completions)

    def may(self, role: Role) -> bool:
        """Whether they hold this role; an organizer holds a volunteer's too."""
        return role in self.roles or Role.ORGANIZER in self.roles

    @property
    def learned(self) -> tuple[str, ...]:
        """Lessons with any rung, in the order they were first reached, each once."""
        return tuple(dict.fromkeys(c.lesson for c in self.completions))
