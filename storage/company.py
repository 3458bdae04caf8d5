"""Room: storage. Company: what happens between people becomes rows; a part of commit.py, in the same transaction."""

from datetime import datetime
from sqlite3 import Connection
from typing import assert_never

from bot.model.broadcast import BroadcastApproved, BroadcastMade, BroadcastRefused, BroadcastStopped
from bot.model.company import Company
from bot.model.contact import Contact
from bot.model.help import HelpAsked, HelpEnded, HelpLeft, HelpSpoken, HelpTaken
from bot.model.mentoring import (
    HouseholdJoined,
    HouseholdLeft,
    HouseholdMade,
    MenteeDropped,
    MenteeInvited,
    MenteeJoined,
    MenteeLeft,
    MenteeTaken,
    MentorWanted,
)
from bot.model.voice import LanguageChosen, VoiceApproved, VoiceRecorded, VoiceRefused, VoicesWithdrawn
from storage import broadcasts, helps, households, mentorings, roles, voices


def apply(db: Connection, contact: Contact, event: Company, channel: str, now: datetime) -> None:  # noqa: C901, PLR0912, PLR0915
    """One flat case for each event, on purpose."""
    match event:
        case HelpAsked(lesson, unit):
            helps.ask(db, contact.id, lesson, unit, now)
        case HelpTaken(number):
            helps.take(db, number, contact.id, now)
        case HelpSpoken(number, words):
            helps.speak(db, number, contact.id, words, now)
        case HelpLeft(number):
            helps.leave(db, number, contact.id, now)
        case HelpEnded(number, how):
            helps.end(db, number, how, now, by=contact.id)
        case BroadcastMade(code, lesson, notice, audience, message, approved):
            actor = roles.actor(db, contact.id)
            number = broadcasts.make(db, actor, code, lesson, notice, audience, message, now)
            if approved:
                broadcasts.approve(db, number, actor, message, now)
            else:
                broadcasts.call_approvers(db, number, now)
        case BroadcastApproved(number, message):
            broadcasts.approve(db, number, roles.actor(db, contact.id), message, now)
        case BroadcastRefused(number):
            broadcasts.refuse(db, number, now)
        case BroadcastStopped(number):
            broadcasts.stop(db, number, now)
        case MenteeInvited(code, until):
            mentorings.invite(db, contact.id, code, until, now)
        case MenteeJoined(number):
            mentorings.join(db, number, contact.id, now)
        case MenteeLeft():
            mentorings.leave(db, contact.id, now)
        case MenteeDropped(number):
            mentorings.drop(db, contact.id, number, now)
        case MentorWanted():
            mentorings.want(db, contact.id, now)
        case MenteeTaken(number):
            mentorings.take(db, number, contact.id, now)
        case HouseholdMade(code):
            households.make(db, contact.id, code, now)
        case HouseholdJoined(number):
            households.join(db, number, contact.id, now)
        case HouseholdLeft():
            households.leave(db, contact.id)
        case VoiceRecorded():
            voices.record(db, contact.id, event, channel, now)
        case VoiceApproved(number):
            voices.approve(db, number, contact.id, now)
        case VoiceRefused(number):
            voices.refuse(db, number, contact.id)
        case VoicesWithdrawn():
            voices.withdraw(db, contact.id)
        case LanguageChosen(language):
            voices.choose(db, contact.id, language)
        case _:
            assert_never(event)
