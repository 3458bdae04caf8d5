"""Room: storage. Commit: an outcome becomes rows, all in the one transaction of its caller."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import assert_never

from bot.model.contact import Contact
from bot.model.event import (
    CompletionWithdrawn,
    ConsentGiven,
    ConsentRefused,
    DataErased,
    Event,
    Greeted,
    LessonCompleted,
    LessonOpened,
    OptedIn,
    OptedOut,
    QuestionUnanswered,
    Replied,
    RoleUsed,
    ShareRemembered,
    StepFlagged,
    TurnFailed,
    UnitChosen,
)
from bot.model.outcome import Outcome
from bot.model.update import SavedUpdate
from bot.model.urn import ContactId, channel_of
from storage import audit, completions, contacts, happenings, outbox, roles, sessions, updates


@dataclass(slots=True)
class _Committing:
    """What the events of one outcome share while they are applied in order."""

    db: Connection
    saved: SavedUpdate
    contact: Contact
    now: datetime
    erased: bool = False

    @property
    def channel(self) -> str:
        return channel_of(self.saved.update.urn)

    @property
    def contact_id(self) -> ContactId | None:
        return None if self.erased else self.contact.id


def commit(db: Connection, saved: SavedUpdate, contact: Contact, outcome: Outcome, now: datetime) -> bool:
    """Apply a decision. False (and nothing changed) when this update was already answered."""
    failed = next((e for e in outcome.events if isinstance(e, TurnFailed)), None)
    ended = updates.set_aside(db, saved.id, failed.reason, now) if failed else updates.finish(db, saved.id, now)
    if not ended:
        return False
    contacts.seen(db, contact.id, now)
    sessions.save(db, contact.id, outcome.session)
    committing = _Committing(db, saved, contact, now)
    for event in outcome.events:
        _apply(committing, event)
    return True


def _apply(at: _Committing, event: Event) -> None:  # noqa: C901, PLR0912 - one flat case for each event, on purpose
    db, contact = at.db, at.contact
    match event:
        case Replied(message, lane):
            outbox.add(db, at.saved.id, at.contact_id, at.saved.update.urn, message, lane, at.now)
        case Greeted():
            contacts.set_greeted(db, contact.id)
        case LessonOpened(lesson, share):
            happenings.add(db, "opened", at.channel, at.now, lesson, share or "")
        case QuestionUnanswered():
            happenings.add(db, "unanswered", at.channel, at.now)
        case StepFlagged(lesson, step):
            happenings.flag(db, contact.id, lesson, step, at.now)
        case LessonCompleted(lesson, evidence):
            completions.add(db, contact, lesson, evidence, at.channel, at.now)
        case CompletionWithdrawn(lesson):
            completions.withdraw(db, contact.id, lesson)
        case ConsentGiven(version):
            contacts.set_consent(db, contact.id, True, version, at.channel, at.now)
        case ConsentRefused(version):
            contacts.set_consent(db, contact.id, False, version, at.channel, at.now)
        case UnitChosen(unit):
            contacts.set_unit(db, contact.id, unit)
        case ShareRemembered(code):
            contacts.set_share(db, contact.id, code)
        case OptedOut():
            contacts.set_stopped(db, contact.id, True)
            outbox.cancel(db, contact.id, at.now, "stopped")
        case OptedIn():
            contacts.set_stopped(db, contact.id, False)
        case DataErased():
            outbox.cancel(db, contact.id, at.now, "erased")
            contacts.erase(db, contact.id)
            at.erased = True
        case RoleUsed(role, name, deed):
            audit.note(db, roles.actor(db, contact.id), role, name, deed, at.now)
        case TurnFailed():
            pass  # Already told by the state of its update.
        case _:
            assert_never(event)
