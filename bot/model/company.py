"""Room: model. Company: everything that happens between people: helping, mentoring, reading aloud, telling many."""

from bot.model.broadcast import BroadcastApproved, BroadcastMade, BroadcastRefused, BroadcastStopped
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

Company = (
    HelpAsked
    | HelpTaken
    | HelpSpoken
    | HelpLeft
    | HelpEnded
    | BroadcastMade
    | BroadcastApproved
    | BroadcastRefused
    | BroadcastStopped
    | MenteeInvited
    | MenteeJoined
    | MenteeLeft
    | MenteeDropped
    | MentorWanted
    | MenteeTaken
    | HouseholdMade
    | HouseholdJoined
    | HouseholdLeft
    | VoiceRecorded
    | VoiceApproved
    | VoiceRefused
    | VoicesWithdrawn
    | LanguageChosen
)
"""Kept together, so that storage.company can know every one of them (bot.model.event holds them too)."""
