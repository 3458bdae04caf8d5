"""Room: model. Event: what a decision made happen, in the past tense. storage.commit knows every one."""

from dataclasses import dataclass

from bot.model.evidence import Evidence
from bot.model.message import Lane, Message
from bot.model.role import Role


@dataclass(frozen=True, slots=True)
class Replied:
    """A message to the person whose update this is."""

    message: Message
    lane: Lane = Lane.REPLY


@dataclass(frozen=True, slots=True)
class Greeted:
    """They were told that this is a machine, so it need not be said again."""


@dataclass(frozen=True, slots=True)
class LessonOpened:
    """Someone began to read a lesson. Counted as an event, about no person."""

    lesson: str
    share: str | None = None


@dataclass(frozen=True, slots=True)
class StepFlagged:
    """ "Màn hình của tôi khác": the step (1-based) does not match what the person sees."""

    lesson: str
    step: int


@dataclass(frozen=True, slots=True)
class LessonCompleted:
    """A rung was reached. Only ever decided for a contact who gave consent."""

    lesson: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class CompletionWithdrawn:
    """The person took a self-report back: every rung they reached by their own word goes."""

    lesson: str


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """Yes to keeping what they learn; `version` is the text they saw (proof, Decree 356/2025 Art. 6)."""

    version: str


@dataclass(frozen=True, slots=True)
class ConsentRefused:
    """No, or a yes taken back: nothing is kept from here on."""

    version: str


@dataclass(frozen=True, slots=True)
class UnitChosen:
    """The village they told us; None when they would rather not say."""

    unit: str | None


@dataclass(frozen=True, slots=True)
class ShareRemembered:
    """The link that brought a consenting person, for the volunteer's count."""

    code: str


@dataclass(frozen=True, slots=True)
class OptedOut:
    """Stop. Also cancels what is queued for them."""


@dataclass(frozen=True, slots=True)
class OptedIn:
    """They wrote again after a stop, so replies are welcome again."""


@dataclass(frozen=True, slots=True)
class DataErased:
    """Everything about the person goes; figures stay, without them."""


@dataclass(frozen=True, slots=True)
class QuestionUnanswered:
    """No lesson matched. Counted, without the words."""


@dataclass(frozen=True, slots=True)
class RoleUsed:
    """Someone used a role: a line of the audit that nobody can change. `deed` is what came of it, "" for a look."""

    role: Role
    name: str
    deed: str = ""


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """Our own fault: the decision raised, or the update could not be finished in several starts."""

    reason: str


Event = (
    Replied
    | Greeted
    | LessonOpened
    | StepFlagged
    | LessonCompleted
    | CompletionWithdrawn
    | ConsentGiven
    | ConsentRefused
    | UnitChosen
    | ShareRemembered
    | OptedOut
    | OptedIn
    | DataErased
    | QuestionUnanswered
    | RoleUsed
    | TurnFailed
)
