"""Tests: a person who talks to the decisions alone: no file, no clock, thousands of turns a second."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.model.contact import Consent, Contact
from bot.model.event import (
    CompletionWithdrawn,
    ConsentGiven,
    ConsentRefused,
    DataErased,
    Event,
    Greeted,
    GroupChosen,
    LessonCompleted,
    LessonsSkipped,
    MinorFound,
    OptedIn,
    OptedOut,
    ShareRemembered,
    UnitChosen,
)
from bot.model.evidence import Completion, Evidence
from bot.model.guidance import COUNTS
from bot.model.invite import LASTS, Invite
from bot.model.linking import ChannelUnlinked, LinkOffer
from bot.model.links import Links
from bot.model.message import Message
from bot.model.outcome import Outcome
from bot.model.report import Report
from bot.model.role import Role
from bot.model.session import Session
from bot.model.update import ButtonPress, Joined, Text, Update, What
from bot.model.urn import ContactId, make_urn
from content.book import Book
from handlers import Turn, decide
from tests.playing.stage import START


class Reports(dict[str, Report]):
    """What the decisions may ask for; a report of no interest here has no rows."""

    def __missing__(self, name: str) -> Report:
        return ()


_CLASS: Final = {"id": 1, "kind": "class", "lesson": "vneid-cai-dat", "unit": "buon-m-gue", "day": "2026-11-19"}
_INVITE: Final = {"id": 1, "role": "volunteer", "villages": "buon-m-o", "expires_at": (START + LASTS).isoformat()}

_CONTEST: Final = {
    "id": 1,
    "title": "Thi",
    "questions": "tin-gia:0 tin-gia:1 mat-khau-otp:0",
    "margin": 95,
    "starts_at": START.isoformat(),
    "ends_at": (START + LASTS).isoformat(),
    "entry": None,
    "name": None,
    "answered": None,
    "right": None,
    "started_at": None,
    "finished_at": None,
}
_REVIEW: Final = {
    "lesson": "tin-gia",
    "passed_at": (START - LASTS).isoformat(),
    "wanted": 0,
    "question": None,
    "card": None,
    "due_at": None,
    "asked_at": None,
}

_HELP: Final = {"id": 1, "lesson": "vneid-cai-dat", "unit": "buon-m-o", "state": "taken", "side": "taker"}
_BROADCAST: Final = {
    "id": 1,
    "code": "7S42T",
    "lesson": "vneid-cai-dat",
    "notice": "",
    "villages": "",
    "grp": "",
    "undone": 0,
    "state": "sending",
    "sent": 1,
    "failed": 0,
    "cancelled": 0,
    "skipped": 0,
    "waiting": 1,
    "opened": 0,
    "learned": 0,
    "reached": 1,
    "groups": 1,
    "groups_sent": 0,
}
_VOICE: Final = {
    "id": 1,
    "lesson": "vneid-cai-dat",
    "step": 1,
    "wording": "",
    "language": "ede",
    "channel": "web",
    "file": "-",
}
_MENTEE: Final = {"id": 1, "code": "58794", "joined": 1, "lessons": 2, "last_day": "2026-11-19", "unit": "buon-m-o"}

REPORTS: Final = Reports(
    {
        "broadcast": (_BROADCAST,),
        "helpers_on_hand": ({"n": 1},),
        "household": (),
        "mentee_code": (_MENTEE,),
        "mentee_offer": (_MENTEE,),
        "mentors": ({"actor": 1, "mentees": 5},),
        "my_broadcasts": (_BROADCAST,),
        "my_helps": (_HELP, {**_HELP, "id": 2}),
        "my_mentees": (_MENTEE,),
        "open_helps": ({**_HELP, "id": 2},),
        "orphans": ({**_MENTEE, "id": 2},),
        "waiting_broadcasts": (_BROADCAST,),
        "village_groups": ({"id": 1, "village": "buon-m-o", "day": "2026-11-19"},),
        "waiting_voices": (_VOICE,),
        "contest": (_CONTEST,),
        "invite": (_INVITE,),
        "link_offer": ({"id": 1, "channel": "telegram"},),
        "own_channels": ({"channel": "web"}, {"channel": "telegram"}),
        "open_invites": (_INVITE,),
        "own_sessions": ({**_CLASS, **dict.fromkeys(COUNTS), "heads": 12, "code": "4821", "came": 3},),
        "questions": ({"words": "x", "nearest": "", "n": 2, "first": "2026-11-19", "last": "2026-11-20"},),
        "flagged": ({"lesson": "tin-gia", "step": 1, "n": 3, "first": "2026-11-19", "last": "2026-11-20"},),
        "unattended": ({"asked": 3, "yesterday": 1, "steps": 1, "approvals": 1, "helps": 1},),
        "reviews": (_REVIEW,),
        "rollcall": ({**_CLASS, "already": 0},),
        "rollcall_waiting": (_CLASS,),
        "wrong_codes": ({"n": 0},),
    }
)
"""A row of each, so that no step is without something to show."""

_LOGGING: Final = (("unit", "buon-m-gue"), ("day", "2026-11-19"), ("kind", "class"), ("lesson", ""), ("heads", "12"))


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
        invite = Invite(1, Role.VOLUNTEER, ("buon-m-o",), self.now + LASTS)
        links = Links("https://hoc.example")
        offer = LinkOffer(1, own=False, channel="telegram")
        seen = (update, self.contact, self.session, self.now, self.book)
        return Turn(*seen, None, REPORTS, invite, offer, links, chance="chance")

    def hears(self, what: What) -> Outcome:
        """The answer to `what`, without going on."""
        return decide(self.turn(what))

    def after(self, outcome: Outcome) -> "Person":
        """The same person once the outcome is committed."""
        contact = self.contact
        for event in outcome.events:
            contact = _applied(contact, event, self.now)
        menus = [message for message in outcome.messages if message.buttons]
        waits_on = self.menu if outcome.session == self.session else None
        menu = menus[-1] if menus else waits_on
        return replace(self, contact=contact, session=outcome.session, menu=menu)

    def later(self, time: timedelta) -> "Person":
        """The same person some time on."""
        return replace(self, now=self.now + time)


def _applied(contact: Contact, event: Event, now: datetime) -> Contact:  # noqa: C901, PLR0911, PLR0912 - one flat case for each
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
        case GroupChosen(group, minor):
            return replace(contact, group=group, group_asked=True, minor=minor)
        case MinorFound():
            return Contact(contact.id, contact.stopped, contact.greeted)
        case LessonsSkipped(lessons):
            return replace(contact, skipped=(*contact.skipped, *lessons))
        case ShareRemembered(code):
            return replace(contact, share=contact.share or code)
        case LessonCompleted(lesson, evidence) if not contact.has(lesson, evidence):
            return replace(contact, completions=(*contact.completions, Completion(lesson, evidence, now)))
        case CompletionWithdrawn(lesson):
            gone = (lesson, Evidence.SELF_REPORTED)
            kept = tuple(c for c in contact.completions if (c.lesson, c.evidence) != gone)
            return replace(contact, completions=kept)
        case DataErased() | ChannelUnlinked():
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
    for words in ("kiểm tra", "/xoadulieu", "đồng ý lưu", "vneid", "nhắc nhở"):
        yield newcomer.after(newcomer.hears(Text(words)))
    for words in ("dữ liệu", "đổi thôn", "đổi nhóm", "tôi biết rồi", "ôn bài", "thi"):
        yield agreed.after(agreed.hears(Text(words)))
    reminded = replace(agreed, session=Session("reminder", "do-dang", "vneid-cai-dat"))
    yield reminded.after(reminded.hears(Text("…")))
    yield from _with_a_role(newcomer, agreed)


def _with_a_role(newcomer: Person, agreed: Person) -> Iterator[Person]:
    """Those who were invited, those who came to a class, and what volunteers and organizers begin."""
    for words in ("MOI 7K3M-9QRT", "DD 4821", "NOI 7K3M-9QRT", "tách kênh"):
        yield newcomer.after(newcomer.hears(Text(words)))
    helper = replace(agreed.contact, roles=frozenset({Role.VOLUNTEER}), villages=("buon-m-gue", "buon-m-o"))
    office = replace(agreed.contact, roles=frozenset({Role.ORGANIZER}))
    for contact, words in ((helper, "/chiase"), (helper, "/buoihoc"), (office, "/moi"), (office, "/mothi")):
        person = replace(agreed, contact=contact)
        yield person.after(person.hears(Text(words)))
    spoken = (
        *((newcomer.contact, words) for words in ("nhờ giúp", "giúp đỡ", "trả lời 1", "có phải xã gửi không")),
        *((agreed.contact, words) for words in ("chọn tiếng", "kem 58794", "gia đình số")),
        *((helper, words) for words in ("/phat", "/hotro", "/hocvien", "/ghiam", "/nghegiong", "/noinhom")),
        *((office, words) for words in ("/duyet", "/thongke")),
    )
    for contact, words in spoken:
        person = replace(agreed, contact=contact)
        yield person.after(person.hears(Text(words)))
    setting_up = replace(agreed, contact=office, session=Session("mothi", "set"))
    yield setting_up.after(setting_up.hears(Text("…")))
    checking = replace(agreed, contact=helper, session=Session("guidance", "counts", answers=_LOGGING))
    yield checking.after(checking.hears(Text("bỏ qua")))
