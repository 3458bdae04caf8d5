"""Tests: a person who talks to the decisions alone: no file, no clock, thousands of turns a second."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.model.contact import Consent, Contact
from bot.model.event import (
    CompletionWithdrawn,
    ConsentGiven,
    ConsentRefused,
    DataErased,
    Event,
    Greeted,
    LessonCompleted,
    OptedIn,
    OptedOut,
    ShareRemembered,
    UnitChosen,
)
from bot.model.evidence import Completion, Evidence
from bot.model.message import Message
from bot.model.outcome import Outcome
from bot.model.session import Session
from bot.model.update import ButtonPress, Joined, Text, Update, What
from bot.model.urn import ContactId, make_urn
from content.book import Book
from handlers import Turn, decide
from tests.playing.stage import START


@dataclass(frozen=True, slots=True)
class Person:
    """Where somebody is: what is known of them, the waiting step, the last message with buttons."""

    book: Book
    contact: Contact = field(default_factory=lambda: Contact(ContactId(1)))
    session: Session | None = None
    menu: Message | None = None
    now: datetime = START

    def turn(self, what: What) -> Turn:
        """What a decision gets to see."""
        update = Update(make_urn("web", "lan"), "-", self.now, what)
        return Turn(update, self.contact, self.session, self.now, self.book)

    def hears(self, what: What) -> Outcome:
        """The answer to `what`, without going on."""
        return decide(self.turn(what))

    def after(self, outcome: Outcome) -> "Person":
        """The same person once the outcome is committed."""
        contact = self.contact
        for event in outcome.events:
            contact = _applied(contact, event, self.now)
        menus = [message for message in outcome.messages if message.buttons]
        menu = menus[-1] if menus else self.menu
        return replace(self, contact=contact, session=outcome.session, menu=menu)

    def later(self, time: timedelta) -> "Person":
        """The same person some time on."""
        return replace(self, now=self.now + time)


def _applied(contact: Contact, event: Event, now: datetime) -> Contact:  # noqa: C901, PLR0911 - one flat case for each
    match event:
        case Greeted():
            return replace(contact, greeted=True)
        case OptedOut():
            return replace(contact, stopped=True)
        case OptedIn():
            return replace(contact, stopped=False)
        case ConsentGiven():
            return replace(contact, consent=Consent.GIVEN, consent_at=now)
        case ConsentRefused():
            return Contact(contact.id, contact.stopped, contact.greeted, Consent.REFUSED, now)
        case UnitChosen(unit):
            return replace(contact, unit=unit, unit_asked=True)
        case ShareRemembered(code):
            return replace(contact, share=contact.share or code)
        case LessonCompleted(lesson, evidence) if not contact.has(lesson, evidence):
            return replace(contact, completions=(*contact.completions, Completion(lesson, evidence, now)))
        case CompletionWithdrawn(lesson):
            gone = (lesson, Evidence.SELF_REPORTED)
            kept = tuple(c for c in contact.completions if (c.lesson, c.evidence) != gone)
            return replace(contact, completions=kept)
        case DataErased():
            return Contact(ContactId(contact.id + 1))
        case _:
            return contact


def reachable(book: Book) -> Iterator[Person]:
    """A person at every step there is, each step once: what the openings lead to by buttons alone."""
    waiting, seen = deque(_openings(book)), set()
    while waiting:
        person = waiting.popleft()
        key = person.session.key if person.session else ""
        if key in seen:
            continue
        seen.add(key)
        yield person
        if person.menu is not None:
            presses = (ButtonPress(button.payload) for button in person.menu.buttons)
            waiting.extend(person.after(person.hears(press)) for press in presses)


def _openings(book: Book) -> Iterator[Person]:
    """The open chat, and what is only ever asked for in words."""
    newcomer = Person(book)
    agreed = replace(newcomer, contact=Contact(ContactId(1), consent=Consent.GIVEN, consent_at=START))
    yield newcomer.after(newcomer.hears(Joined()))
    for words in ("kiểm tra", "/xoadulieu", "đồng ý lưu", "vneid"):
        yield newcomer.after(newcomer.hears(Text(words)))
    for words in ("dữ liệu", "đổi thôn"):
        yield agreed.after(agreed.hears(Text(words)))
