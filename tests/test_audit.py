"""Tests: whatever is done in a role stands in the audit, and only its holders can do it. Every step is walked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Final

import pytest

from bot.model.contact import Consent, Contact
from bot.model.deed import InviteAccepted, RoleUsed
from bot.model.event import Event, Greeted, OptedIn, Replied
from bot.model.help import HelpSpoken
from bot.model.outcome import Outcome
from bot.model.role import Role
from bot.model.session import Session
from bot.model.update import ButtonPress, Media, MediaKind, Text, What
from bot.model.urn import ContactId
from content.book import Book
from handlers.commands import COMMANDS
from handlers.flows import FLOWS
from tests.playing.stage import START, book_of
from tests.playing.walk import Person, reachable

TALK: Final = (Replied, Greeted, OptedIn, RoleUsed)
SAID: Final = (
    *("1", "25", "già 5, nữ 10", "hôm qua", "cài vneid", "xin mời bà con đến nhà văn hóa", "bỏ qua", "31/12 20:00"),
    "nhập số người lớn buôn M'Guê 312 nguồn công an xã",
)
HEARD: Final[tuple[What, ...]] = (*map(Text, SAID), Media(MediaKind.VOICE, file="AwAC"), Media(MediaKind.PHOTO))
"""What people may say at a step beside its buttons; enough to come out at the end of every flow with a role."""
DEEDS: Final = {
    "ShareMade", "SessionLogged", "SessionCorrected", "InviteMade", "InviteRevoked", "RoleLeft", "DeskLinkMade",
    "HelpTaken", "HelpLeft", "BroadcastMade", "BroadcastApproved", "BroadcastRefused", "BroadcastStopped",
    "MenteeInvited", "MenteeDropped", "MenteeTaken", "VoiceRecorded", "VoiceApproved", "VoiceRefused", "ContestEnded",
    "NumberEntered",
}  # fmt: skip
"""What the walk must have seen done; one that is missing means that the walk no longer gets there. A contest is always
open on it, so that none is opened: tests/chats/thi-mo.chat shows that one."""

Deed = tuple[Person, What, Outcome]


def holder(*roles: Role) -> Contact:
    """Somebody who agreed to be remembered, with these roles."""
    villages = ("buon-m-gue", "buon-m-o") if Role.VOLUNTEER in roles else ()
    return Contact(
        ContactId(1), greeted=True, consent=Consent.GIVEN, consent_at=START, roles=frozenset(roles), villages=villages
    )


@cache
def steps() -> tuple[Person, ...]:
    """Every kind of waiting step there is, and how a flow with a role goes on after what is typed."""
    book = book_of()
    walked = {_kind(person): person for person in (*reachable(book), *(Person(book, holder(role)) for role in Role))}
    typed = (person.after(person.hears(what)) for person in walked.values() for what in HEARD if _in_a_role(person))
    return tuple(({_kind(person): person for person in typed} | walked).values())


def _in_a_role(person: Person) -> bool:
    return person.session is not None and person.session.flow in ROLES


def _kind(person: Person) -> tuple[str, str, frozenset[Role]]:
    """One step of one lesson stands for all the others."""
    session = person.session or Session("", "")
    return session.flow, "1" if session.step.isdecimal() else session.step, person.contact.roles


ROLES: Final = {flow.name: flow.role for flow in FLOWS if flow.role is not None}


@cache
def done() -> tuple[Deed, ...]:
    """Everything that can be done: each button of each step, words at each step, and each command."""
    return tuple(_done(steps()))


def _done(people: Iterable[Person]) -> Iterator[Deed]:
    for person in people:
        pressed = (ButtonPress(b.payload) for b in person.menu.buttons) if person.menu else ()
        commands = (Text(f"/{command.name} 1") for command in COMMANDS) if person.session is None else ()
        for what in (*pressed, *commands, *HEARD):
            yield person, what, person.hears(what)


def _deeds(outcome: Outcome) -> list[Event]:
    return [event for event in outcome.events if not isinstance(event, TALK)]


def test_every_deed_of_a_role_has_its_line_in_the_audit() -> None:
    by_roles, by_others = defaultdict[str, list[str]](list), set[str]()
    for person, what, outcome in done():
        lines = [event.deed.partition(" ")[0] for event in outcome.events if isinstance(event, RoleUsed)]
        for event in _deeds(outcome):
            name = type(event).__name__
            if not person.contact.roles:
                by_others.add(name)
            elif name not in lines:
                by_roles[name].append(f"{person.session and person.session.key}: {what}")
    seen_only_in_roles = set(by_roles) - by_others
    assert not seen_only_in_roles, {name: by_roles[name][:3] for name in seen_only_in_roles}


def test_every_deed_of_a_role_is_met_on_the_walk() -> None:
    audited = {
        event.deed.partition(" ")[0]
        for _, _, outcome in done()
        for event in outcome.events
        if isinstance(event, RoleUsed)
    }
    assert DEEDS - audited == set()


def test_nobody_without_a_role_does_what_a_role_does() -> None:
    for person, what, outcome in done():
        if not person.contact.roles:
            named = {type(event).__name__ for event in _deeds(outcome) if not isinstance(event, InviteAccepted)}
            assert not named & DEEDS, (person.session, what)


def test_a_role_taken_on_is_a_line_too() -> None:
    accepted = [outcome for _, _, outcome in done() if any(isinstance(e, InviteAccepted) for e in outcome.events)]
    assert accepted
    for outcome in accepted:
        assert any(isinstance(e, RoleUsed) and e.deed.startswith("InviteAccepted") for e in outcome.events)


def test_the_audit_says_that_words_were_passed_on_and_never_which(book: Book) -> None:
    person = replace(Person(book, holder(Role.VOLUNTEER)), session=Session("talk", "open", "1"))
    outcome = person.hears(Text("bác bấm vào hình ngôi nhà"))
    assert [type(event) for event in outcome.events] == [RoleUsed, HelpSpoken, Replied]
    assert outcome.events[0] == RoleUsed(Role.VOLUNTEER, "talk", "HelpSpoken 1")


# ------------------------------------------------------------------------------- a role that was lost, or never held


def test_every_flow_with_a_role_is_met_with_buttons() -> None:
    met = {person.session.flow for person in steps() if person.session and person.menu}
    assert set(ROLES) <= met


@pytest.mark.parametrize("flow", ROLES)
@pytest.mark.parametrize(
    "roles", [(), (Role.VOLUNTEER,), (Role.ORGANIZER,)], ids=["resident", "volunteer", "organizer"]
)
def test_a_button_of_a_flow_obeys_who_presses_it(flow: str, roles: tuple[Role, ...]) -> None:
    """The matrix of the commands (test_roles.py) for what buttons begin: the step waits, the role is another one."""
    allowed = ROLES[flow] in roles or Role.ORGANIZER in roles
    did = []
    for person in steps():
        if person.session is None or person.session.flow != flow or person.menu is None:
            continue
        speaker = replace(person, contact=holder(*roles))
        for button in person.menu.buttons:
            outcome = speaker.hears(ButtonPress(button.payload))
            did += [event for event in outcome.events if isinstance(event, RoleUsed)]
            if not allowed:
                assert not any(type(event).__name__ in DEEDS for event in outcome.events), button.label
                assert outcome.session is None or outcome.session.flow != flow or outcome.session == person.session
    assert bool(did) == (allowed and flow in _with_deeds())


@cache
def _with_deeds() -> frozenset[str]:
    """The flows with a role in which a button alone does something."""
    return frozenset(
        person.session.flow
        for person in steps()
        if person.session and person.session.flow in ROLES and person.menu
        for button in person.menu.buttons
        if any(isinstance(event, RoleUsed) for event in person.hears(ButtonPress(button.payload)).events)
    )
