"""Tests: who may do what, for every command there is; invites; and an audit that nobody can change."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.model.code import LETTERS, code_from, number_from, spaced
from bot.model.contact import Contact
from bot.model.deed import InviteAccepted, RoleUsed
from bot.model.event import DataErased, Event
from bot.model.help import HelpAsked, HelpTaken
from bot.model.invite import SHAPE, Invite, invite_opened, invite_typed
from bot.model.outcome import Outcome
from bot.model.role import Role
from bot.model.update import SavedUpdate, Text, Update
from bot.model.urn import ContactId, make_urn
from content.book import Book
from handlers.commands import COMMANDS, Command, meant
from handlers.flows import FLOWS
from storage import Outdated, Store, reporting
from tests.playing.stage import START, Stage

SPEAKERS: Final = {
    "resident": None,
    "volunteer": Role.VOLUNTEER,
    "organizer": Role.ORGANIZER,
}
CODE: Final = "7K3M9QRT"
NewStage = Callable[[], Stage]


def may(command: Command, speaker: str) -> bool:
    """The rule, said once more and independently: nobody's, a volunteer's, or the organizer's alone."""
    return command.role is None or speaker == "organizer" or (speaker == "volunteer" and command.role == "volunteer")


@pytest.mark.parametrize("speaker", SPEAKERS)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize("way", ["typed", "pressed"])
async def test_the_permission_matrix(command: Command, speaker: str, way: str, new_stage: NewStage, book: Book) -> None:
    stage, role = new_stage(), SPEAKERS[speaker]
    async with stage.open():
        if role:
            await stage.give_role(role, ("buon-m-gue",))
        said = f"/{command.name} x" if way == "typed" else f"(press /{command.name}|x)"
        await _perform(stage, said)
        refusals = {book.copy.say(f"role.only_{role}") for role in Role}
        refused = any(message.text in refusals for message in stage.shown())
        audited = [event for event in stage.store.events if isinstance(event, RoleUsed)]
        assert refused == (not may(command, speaker))
        assert bool(audited) == (command.role is not None and may(command, speaker))


async def _perform(stage: Stage, said: str) -> None:
    from tests.playing.cues import perform

    await perform(stage, f"> {said}")


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.role and c.words], ids=lambda command: command.name)
async def test_plain_words_of_a_role_are_a_question_for_anybody_else(
    command: Command, new_stage: NewStage, book: Book
) -> None:
    stage = new_stage()
    async with stage.open():
        await _perform(stage, command.words[0])
        refusals = {book.copy.say(f"role.only_{role}") for role in Role}
        assert stage.shown()
        assert not any(message.text in refusals for message in stage.shown())


def test_a_flow_behind_a_command_with_a_role_has_one_too() -> None:
    ours = {flow.name: flow.role for flow in FLOWS if flow.role is not None}
    assert (
        ours.items()
        >= {
            "inviting": Role.ORGANIZER,
            "sharing": Role.VOLUNTEER,
            "guidance": Role.VOLUNTEER,
            "correcting": Role.VOLUNTEER,
        }.items()
    )


@pytest.mark.parametrize("speaker", SPEAKERS)
async def test_help_names_what_the_role_can_do(speaker: str, new_stage: NewStage, book: Book) -> None:
    stage, role = new_stage(), SPEAKERS[speaker]
    async with stage.open():
        if role:
            await stage.give_role(role, ())
        await _perform(stage, "trợ giúp")
        said = stage.shown()[-1].text
        for other in Role:
            known = speaker in {"organizer", other.value}
            assert (book.copy.say(f"role.help_{other}") in said) == known


# -------------------------------------------------------------------------------------------------- codes


def test_a_code_has_a_digit_and_no_letter_that_looks_like_another() -> None:
    codes = [code_from(f"{number:x}", 8) for number in range(500)]
    assert len(set(codes)) == 500
    assert all(any(c.isdigit() for c in code) and set(code) <= set(LETTERS) for code in codes)
    assert code_from("a", 8) == code_from("a", 8)
    assert all(len(number_from(f"{n:x}", 4)) == 4 for n in range(50))
    assert spaced("7K3M9QRT") == "7K3M-9QRT"


@pytest.mark.parametrize(
    "text", ["MOI 7K3M-9QRT", "moi 7k3m9qrt", "Mời 7K3M 9QRT.", "mã mời 7k3m-9qrt", "MOI: 7K3M-9QRT"]
)
def test_an_invite_is_read_however_it_is_typed(text: str) -> None:
    assert invite_typed(text) == CODE
    found = meant(text)
    assert found is not None
    assert found[0].shape == SHAPE


@pytest.mark.parametrize(
    "text", ["mỗi ngày nghe", "mới hôm qua", "mọi người đều biết", "moi 7K3M", "MOI 7K3M-9QRTX", "mời"]
)
def test_ordinary_words_are_no_invite(text: str) -> None:
    assert invite_typed(text) is None
    found = meant(text)
    assert found is None or not found[0].shape


def test_a_link_with_a_share_code_is_no_invite() -> None:
    assert invite_opened("7K3M9Q") is None
    assert invite_opened("7k3m-9qrt") == CODE
    assert invite_opened(None) is None


# ------------------------------------------------------------------------------------------------ storage


@pytest.fixture
def store(database: Path) -> Store:
    return Store(database, key="the installation's own")


async def arrives(store: Store, person: str, number: int = 1) -> SavedUpdate:
    """An update of somebody who has agreed to be remembered."""
    update = Update(make_urn("web", person), f"{person}-{number}", START, Text("x"))
    saved = await store.save_update(update)
    assert saved is not None

    def agree(db: sqlite3.Connection) -> None:
        db.execute("UPDATE contacts SET consent = 'given' WHERE id = ?", (saved.contact_id,))

    await store._writer.do(agree)
    return saved


async def invited(store: Store) -> Invite:
    until = START + timedelta(days=7)
    await store.add_invite(CODE, Role.VOLUNTEER, ("buon-m-o",), until, START)
    found = store.codes.invite(CODE, Contact(ContactId(1)), START)
    assert found is not None
    return found


async def test_a_code_is_not_on_the_disk_and_means_nothing_under_another_key(store: Store, database: Path) -> None:
    await invited(store)
    store.close()
    written = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
    assert CODE.encode() not in written
    other = Store(database, key="somebody else's")
    assert other.codes.invite(CODE, Contact(ContactId(1)), START) is None
    other.close()


async def test_two_take_one_invite_and_only_the_first_gets_it(store: Store) -> None:
    invite = await invited(store)
    decision = Outcome(None, (InviteAccepted(invite.id, invite.role, invite.villages),))
    first, second = await arrives(store, "lan"), await arrives(store, "hoa")
    assert await store.commit(first, Contact(first.contact_id), decision, START)
    with pytest.raises(Outdated):
        await store.commit(second, Contact(second.contact_id), decision, START)
    assert (await store.load(first)).contact.villages == ("buon-m-o",)
    assert (await store.load(second)).contact.roles == frozenset()
    assert store.prove().updates == {"done": 1, "pending": 1}
    store.close()


async def test_without_consent_no_role_is_held(store: Store) -> None:
    invite = await invited(store)
    saved = await arrives(store, "lan")
    await store._writer.do(lambda db: db.execute("UPDATE contacts SET consent = 'unasked'").rowcount)
    decision = Outcome(None, (InviteAccepted(invite.id, invite.role, invite.villages),))
    await store.commit(saved, Contact(saved.contact_id), decision, START)
    assert (await store.load(saved)).contact.roles == frozenset()
    store.close()


@pytest.mark.parametrize(
    "change", ["UPDATE audit SET deed = 'x'", "DELETE FROM audit", "REPLACE INTO audit SELECT * FROM audit"]
)
async def test_the_audit_cannot_be_changed(change: str, store: Store, database: Path) -> None:
    await invited(store)
    store.close()
    with sqlite3.connect(database) as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(change)
    db.close()


async def test_erasing_takes_the_role_and_leaves_a_line_that_leads_to_nobody(store: Store, database: Path) -> None:
    invite = await invited(store)
    saved, later = await arrives(store, "lan"), await arrives(store, "lan", 2)
    used = (InviteAccepted(invite.id, invite.role, invite.villages), RoleUsed(Role.VOLUNTEER, "nhanmoi"))
    await store.commit(saved, Contact(saved.contact_id), Outcome(None, used), START)
    await store.commit(later, Contact(later.contact_id), Outcome(None, (DataErased(),)), START)
    store.close()
    with sqlite3.connect(database) as db:
        assert [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("roles", "actors", "audit")] == [
            0,
            0,
            2,
        ]
    db.close()


async def test_the_operator_takes_a_role_away(store: Store) -> None:
    invite = await invited(store)
    saved = await arrives(store, "lan")
    accepted = Outcome(None, (InviteAccepted(invite.id, invite.role, invite.villages),))
    await store.commit(saved, Contact(saved.contact_id), accepted, START)
    (helper,) = store.report("helpers", None, START)
    assert await store.remove_roles(helper["actor"], START)
    assert not await store.remove_roles(helper["actor"], START)
    assert (await store.load(saved)).contact.roles == frozenset()
    store.close()


async def test_nobody_waits_for_a_volunteer_whose_role_was_taken_away(store: Store) -> None:
    invite = await invited(store)
    accepted = InviteAccepted(invite.id, invite.role, invite.villages)
    deeds: tuple[tuple[str, Event], ...] = ("tam", accepted), ("lan", HelpAsked("", "")), ("tam", HelpTaken(1))
    for number, (person, event) in enumerate(deeds):
        saved = await arrives(store, person, number)
        await store.commit(saved, Contact(saved.contact_id), Outcome(None, (event,)), START)
    (held,) = store.report("helpers", None, START)
    assert await store.remove_roles(held["actor"], START)
    states = store._reader.execute("SELECT state, taker_id FROM helps").fetchall()
    assert [taker for _, taker in states] == [None]
    store.close()


async def test_what_is_old_is_forgotten(store: Store, database: Path) -> None:
    await invited(store)
    await store.forget(START + timedelta(days=98))
    store.close()
    with sqlite3.connect(database) as db:
        assert db.execute("SELECT count(*) FROM invites").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM audit").fetchone() == (1,)
    db.close()


@pytest.mark.parametrize("name", reporting.names())
def test_every_report_runs_and_says_what_it_is(name: str, store: Store) -> None:
    text = (reporting.FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    assert text.startswith("-- "), "its first line says what it is and which parameters it takes"
    assert isinstance(store.report(name, Contact(ContactId(1)), START), tuple)
    store.close()


def test_every_need_is_a_report() -> None:
    wanted = {name for one in (*COMMANDS, *FLOWS) for name in one.needs}
    assert wanted <= set(reporting.names())
