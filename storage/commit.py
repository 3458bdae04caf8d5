"""Room: storage. Commit: an outcome becomes rows, all in the one transaction of its caller."""

from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Connection
from typing import assert_never

from bot.model.asking import Asked
from bot.model.company import Company
from bot.model.contact import Contact
from bot.model.deed import (
    Attended,
    DeskLinkMade,
    InviteAccepted,
    InviteMade,
    InviteRevoked,
    Posted,
    PostingWithdrawn,
    ReportIssued,
    RoleLeft,
    RoleUsed,
    SessionCorrected,
    SessionLogged,
    ShareMade,
    WrongCode,
)
from bot.model.event import (
    CompletionWithdrawn,
    ConsentGiven,
    ConsentRefused,
    ContestAnswered,
    ContestEnded,
    ContestJoined,
    ContestOpened,
    DataErased,
    DataRequested,
    Event,
    Greeted,
    GroupChosen,
    LessonCompleted,
    LessonOpened,
    LessonsSkipped,
    MinorFound,
    NumberEntered,
    OptedIn,
    OptedOut,
    QuestionUnanswered,
    Reminded,
    ReminderChosen,
    ReminderDropped,
    Replied,
    ReviewScheduled,
    ShareRemembered,
    StepFlagged,
    TurnFailed,
    UnitChosen,
)
from bot.model.linking import ChannelsLinked, ChannelUnlinked, LinkCodeMade
from bot.model.outcome import Outcome
from bot.model.share import ShareLink
from bot.model.update import Passed, SavedUpdate, Timer
from bot.model.urn import ContactId, channel_of
from bot.model.village_group import GroupCodeMade, GroupLinked, GroupParted
from storage import (
    askings,
    audit,
    company,
    completions,
    contacts,
    contests,
    desk,
    erasures,
    guidance,
    happenings,
    helps,
    households,
    invites,
    linking,
    mentorings,
    merging,
    minors,
    numbers,
    outbox,
    postings,
    reminders,
    requests,
    resigning,
    reviews,
    roles,
    sessions,
    shares,
    skips,
    snapshots,
    unanswered,
    updates,
    village_groups,
    voices,
)


@dataclass(slots=True)
class _Committing:
    """What the events of one outcome share while they are applied in order."""

    db: Connection
    saved: SavedUpdate
    contact: Contact
    now: datetime
    key: str = ""
    erased: bool = False

    @property
    def channel(self) -> str:
        return channel_of(self.saved.update.urn)

    @property
    def contact_id(self) -> ContactId | None:
        return None if self.erased else self.contact.id


def commit(
    db: Connection, saved: SavedUpdate, contact: Contact, outcome: Outcome, now: datetime, key: str = ""
) -> bool:
    """Apply a decision. False (and nothing changed) when this update was already answered.

    Raises:
        Outdated: what it rests on has changed meanwhile; nothing is kept, and it is decided again.
    """
    failed = next((e for e in outcome.events if isinstance(e, TurnFailed)), None)
    ended = updates.set_aside(db, saved.id, failed.reason, now) if failed else updates.finish(db, saved.id, now)
    if not ended:
        return False
    if not isinstance(saved.update.what, Timer | Passed):  # A timer is our word, not theirs.
        contacts.seen(db, contact.id, now)
    sessions.save(db, contact.id, outcome.session)
    committing = _Committing(db, saved, contact, now, key)
    for event in outcome.events:
        _apply(committing, event)
    return True


def _apply(at: _Committing, event: Event) -> None:  # noqa: C901, PLR0912, PLR0915 - one flat case for each event, on purpose
    db, contact = at.db, at.contact
    if isinstance(event, Company):
        company.apply(db, contact, event, at.channel, at.now)
        return
    match event:
        case Replied(message, lane, until):
            outbox.add(db, at.saved.id, at.contact_id, at.saved.update.urn, message, lane, at.now, until)
        case Greeted():
            contacts.set_greeted(db, contact.id)
        case Asked(about):
            askings.note(db, contact.id, about, at.now)
        case LessonOpened(lesson, share):
            happenings.add(db, "opened", at.channel, at.now, lesson, share or "")
            reminders.opened(db, contact.id, lesson, at.now)
        case QuestionUnanswered(words, nearest):
            happenings.add(db, "unanswered", at.channel, at.now)
            unanswered.add(db, words, nearest, at.channel, at.now)
        case StepFlagged(lesson, step):
            happenings.flag(db, contact.id, lesson, step, at.now)
        case LessonCompleted(lesson, evidence):
            completions.add(db, contact, lesson, evidence, at.channel, at.now)
            reminders.learned(db, contact.id, lesson, at.now)
        case CompletionWithdrawn(lesson):
            completions.withdraw(db, contact.id, lesson)
        case ConsentGiven(version):
            contacts.set_consent(db, contact.id, True, version, at.channel, at.now)
        case ConsentRefused(version):
            helps.let_go(db, contact.id, at.now)
            mentorings.part(db, contact.id, at.now)
            households.leave(db, contact.id)
            voices.forget(db, contact.id)
            contacts.set_consent(db, contact.id, False, version, at.channel, at.now)
            for alone, urn in linking.scatter(db, contact.id, at.saved.update.urn, at.now):
                contacts.set_consent(db, alone, False, version, channel_of(urn), at.now)
            reminders.forget_all(db, contact.id, at.now)
        case UnitChosen(unit):
            contacts.set_unit(db, contact.id, unit)
        case GroupChosen(group, minor):
            contacts.set_group(db, contact.id, group, minor=minor)
        case MinorFound():
            helps.let_go(db, contact.id, at.now)
            mentorings.part(db, contact.id, at.now)
            households.leave(db, contact.id)
            voices.forget(db, contact.id)
            minors.unknow(db, contact.id)
            linking.scatter(db, contact.id, at.saved.update.urn, at.now)
            reminders.forget_all(db, contact.id, at.now)
        case LessonsSkipped(lessons):
            skips.add(db, contact.id, lessons, at.now)
        case ReviewScheduled(lesson, question, card, due):
            reviews.schedule(db, contact.id, lesson, question, card, due, at.now)
        case ContestOpened(title, questions, starts, ends, margin):
            contests.open_one(db, title, questions, (starts, ends), margin, roles.actor(db, contact.id))
        case ContestEnded(number):
            contests.end(db, number, at.now)
        case ContestJoined(number, name):
            contests.join(db, contact.id, number, name, at.channel, at.now)
        case ContestAnswered(number, place, question, right, last):
            contests.answer(db, contact.id, number, place, question, right=right, last=last, now=at.now)
        case ShareRemembered(code):
            contacts.set_share(db, contact.id, code)
        case OptedOut():
            contacts.set_stopped(db, contact.id, True)
            mentorings.resign(db, contact.id, at.now)
            helps.part(db, contact.id, at.now)
            reminders.forget_all(db, contact.id, at.now)
            village_groups.part(db, contact.id, at.now)
            outbox.cancel(db, contact.id, at.now, "stopped")
        case OptedIn():
            contacts.set_stopped(db, contact.id, False)
        case DataErased():
            outbox.cancel(db, contact.id, at.now, "erased")
            erasures.note(db, contact.id, at.now)
            helps.part(db, contact.id, at.now)
            mentorings.part(db, contact.id, at.now)
            households.leave(db, contact.id)
            contacts.erase(db, contact.id)
            at.erased = True
        case InviteMade(code, role, villages, until):
            invites.make(db, code, at.key, role, villages, roles.actor(db, contact.id), until, at.now)
        case InviteRevoked(number):
            invites.revoke(db, number, at.now)
        case InviteAccepted(number, role, villages):
            invites.use(db, number, at.now)
            roles.give(db, contact.id, role, villages, at.now)
        case RoleLeft():
            resigning.resign(db, contact.id, at.now)
        case ShareMade(code, lesson, unit):
            shares.make(db, ShareLink(code, lesson, unit, str(roles.actor(db, contact.id))), at.now)
        case SessionLogged(session):
            guidance.log(db, session, roles.actor(db, contact.id), at.now)
        case SessionCorrected(number, name, value):
            guidance.correct(db, number, name, value, roles.actor(db, contact.id), at.now)
        case Attended(number, lesson):
            guidance.attend(db, contact, number, lesson, at.channel, at.now)
        case Posted(posting):
            postings.log(db, posting, roles.actor(db, contact.id), at.now)
        case PostingWithdrawn(number):
            postings.withdraw(db, number, roles.actor(db, contact.id), at.now)
        case ReportIssued(plan, period):
            snapshots.issue(db, plan, period, at.now)
        case WrongCode():
            invites.note_wrong(db, contact.id, at.now)
        case DeskLinkMade(code, until):
            desk.make_link(db, contact.id, code, at.key, until)
        case LinkCodeMade(code, until):
            linking.make(db, contact.id, code, at.key, until)
        case ChannelsLinked(number):
            kept = linking.spend(db, number, at.now)
            merging.merge(db, kept, contact.id, at.now)
            at.contact = replace(contact, id=kept)
        case ChannelUnlinked():
            at.contact = replace(contact, id=linking.part(db, contact.id, at.saved.update.urn, at.now))
        case GroupCodeMade(code, unit, until):
            village_groups.make_code(db, contact.id, code, at.key, unit, until)
        case GroupLinked(number):
            village_groups.link(db, number, contact.id, at.now)
        case GroupParted(number) if number is not None:
            village_groups.release(db, number, at.now)
        case GroupParted():
            village_groups.part(db, contact.id, at.now)
        case DataRequested(kind):
            requests.add(db, contact.id, kind, at.channel, at.now)
        case RoleUsed(role, name, deed):
            audit.note(db, roles.actor(db, contact.id), role, name, deed, at.now)
        case ReminderChosen(kind):
            reminders.choose(db, contact.id, kind, at.now)
        case ReminderDropped(dropped):
            reminders.drop(db, contact.id, dropped, at.now)
        case Reminded(kind, key):
            reminders.told(db, contact.id, kind, key, at.saved.id, at.now)
        case NumberEntered(number):
            numbers.enter(db, (number,), "chat", at.now)
        case TurnFailed():
            pass  # Already told by the state of its update.
        case _:
            assert_never(event)
