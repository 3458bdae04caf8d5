"""Room: model. Event: what a decision made happen, in the past tense. storage.commit knows every one."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.asking import Asked
from bot.model.company import Company
from bot.model.contest import Margin
from bot.model.deed import Deed
from bot.model.evidence import Evidence
from bot.model.linking import ChannelsLinked, ChannelUnlinked, LinkCodeMade
from bot.model.message import Lane, Message
from bot.model.number import Number, Rate
from bot.model.reminder import Kind
from bot.model.request import RequestKind
from bot.model.village_group import GroupCodeMade, GroupLinked, GroupParted


@dataclass(frozen=True, slots=True)
class Replied:
    """A message to the person whose update this is."""

    message: Message
    lane: Lane = Lane.REPLY
    until: datetime | None = None
    """When it is no longer worth sending ("còn 7 ngày" is wrong tomorrow); None: always good."""


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
class GroupChosen:
    """The group they told us, None when they would rather not say; `minor`: under 16, and a parent said yes."""

    group: str | None
    minor: bool = False


@dataclass(frozen=True, slots=True)
class MinorFound:
    """Somebody we know turns out to be under 16: without a parent's yes nothing about them may be kept or counted."""


@dataclass(frozen=True, slots=True)
class LessonsSkipped:
    """A placement quiz lets them leave these lessons of the path out. It proves nothing and counts for nothing."""

    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewScheduled:
    """A question of a passed lesson will be asked again at `due`; `card` is what fsrs knows of it."""

    lesson: str
    question: int
    card: str
    due: datetime


@dataclass(frozen=True, slots=True)
class ContestOpened:
    """An organizer sets a contest up."""

    title: str
    questions: tuple[str, ...]
    starts: datetime
    ends: datetime
    margin: Margin


@dataclass(frozen=True, slots=True)
class ContestEnded:
    """An organizer ends a contest before its time."""

    number: int


@dataclass(frozen=True, slots=True)
class ContestJoined:
    """A person begins their one attempt. `name` is what they chose to be called, "" for a number."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class ContestAnswered:
    """One answer, in its place of this person's own order. `last`: with it the attempt is over."""

    number: int
    place: int
    question: str
    right: bool
    last: bool


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
class DataRequested:
    """They ask something about their data that a person of the office has to settle, within the law's days."""

    kind: RequestKind


@dataclass(frozen=True, slots=True)
class QuestionUnanswered:
    """No lesson matched. Counted; the words are kept only of who agreed to that, else they are ""."""

    words: str = ""
    nearest: str = ""
    """The lesson that came closest, "" when none did or when there are no words to read it with."""


@dataclass(frozen=True, slots=True)
class ReminderChosen:
    """They want to be reminded of this kind of thing. Only ever decided for a contact who gave consent."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class ReminderDropped:
    """They no longer do; None: of nothing at all. Also cancels the reminders that are queued for them."""

    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Reminded:
    """They were told of one occasion, by the reminder that this turn sends. Each occasion counts once."""

    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class NumberEntered:
    """An organizer gave a denominator, an office's figure or its percentage, with source and day."""

    number: Number | Rate


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """Our own fault: the decision raised, or the update could not be finished in several starts."""

    reason: str


Event = (
    Replied
    | Greeted
    | Asked
    | LessonOpened
    | StepFlagged
    | LessonCompleted
    | CompletionWithdrawn
    | ConsentGiven
    | ConsentRefused
    | UnitChosen
    | GroupChosen
    | MinorFound
    | LessonsSkipped
    | ReviewScheduled
    | ContestOpened
    | ContestEnded
    | ContestJoined
    | ContestAnswered
    | ShareRemembered
    | OptedOut
    | OptedIn
    | DataErased
    | DataRequested
    | QuestionUnanswered
    | ReminderChosen
    | ReminderDropped
    | Reminded
    | Company
    | NumberEntered
    | LinkCodeMade
    | ChannelsLinked
    | ChannelUnlinked
    | GroupCodeMade
    | GroupLinked
    | GroupParted
    | TurnFailed
    | Deed
)
