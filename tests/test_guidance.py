"""Tests: sessions are counted once, corrected with a trail, and witness only who was there; numbers as typed."""

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.model.contact import Contact
from bot.model.deed import Attended, SessionCorrected, SessionLogged
from bot.model.event import ConsentRefused, Event
from bot.model.evidence import Evidence
from bot.model.guidance import GuidanceSession, SessionKind
from bot.model.outcome import Outcome
from bot.model.update import SavedUpdate, Text, Update
from bot.model.urn import make_urn
from handlers.flows.guidance import WORDS
from handlers.numbers import MOST, count_said, counts_said, day_said
from storage import Outdated, Store
from tests.playing.stage import START

TODAY: Final = date(2026, 11, 20)
LESSON: Final = "vneid-cai-dat"
LOGGED: Final = GuidanceSession("buon-m-o", TODAY, SessionKind.CLASS, LESSON, 25, "4821", elders=5, women=0)


class House:
    """A store in which people who agreed to be remembered do things."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.store = Store(database)
        self.now = START
        self._said = 0

    async def does(self, person: str, *events: Event) -> SavedUpdate:
        """One decision of theirs, committed."""
        self._said += 1
        saved = await self.store.save_update(Update(make_urn("web", person), str(self._said), self.now, Text("x")))
        assert saved is not None
        yes = "UPDATE contacts SET consent = 'given' WHERE id = ? AND consent = 'unasked'"
        await self.store._writer.do(lambda db: db.execute(yes, (saved.contact_id,)).rowcount)
        await self.store.commit(saved, Contact(saved.contact_id), Outcome(None, events), self.now)
        return saved

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What stands in the file."""
        with sqlite3.connect(self.database) as db:
            found = db.execute(query).fetchall()
        db.close()
        return found

    def counted(self) -> dict[str, object]:
        """The counters of sessions and heads."""
        wanted = "series IN ('classes', 'guidance_sessions') OR series LIKE 'attended.%'"
        return {
            str(row[0]): row[1] for row in self.rows(f"SELECT series, sum(n) FROM tallies WHERE {wanted} GROUP BY 1")
        }


@pytest.fixture
def house(database: Path) -> House:
    return House(database)


async def test_a_session_is_counted_with_its_heads_and_what_was_not_counted_is_not_nobody(house: House) -> None:
    await house.does("tam", SessionLogged(LOGGED))
    assert house.counted() == {"classes": 1, "attended.heads": 25, "attended.elders": 5}
    assert house.rows("SELECT women, minorities FROM guidance") == [(0, None)]
    assert house.store.prove().findings == ()


async def test_a_correction_moves_the_counters_and_leaves_a_trail(house: House) -> None:
    await house.does("tam", SessionLogged(LOGGED))
    await house.does("tam", SessionCorrected(1, "heads", "30"))
    await house.does("tam", SessionCorrected(1, "kind", "session"))
    assert house.counted() == {"guidance_sessions": 1, "attended.heads": 30, "attended.elders": 5}
    trail = house.rows("SELECT field, was, became FROM guidance_trail ORDER BY id")
    assert trail == [("heads", "25", "30"), ("kind", "class", "session")]
    assert house.store.prove().findings == ()


async def test_a_session_cannot_be_corrected_after_a_week_or_twice_withdrawn(house: House) -> None:
    await house.does("tam", SessionLogged(LOGGED))
    await house.does("tam", SessionCorrected(1, "withdrawn", "yes"))
    with pytest.raises(Outdated):
        await house.does("tam", SessionCorrected(1, "withdrawn", "yes"))
    await house.does("tam", SessionLogged(replace(LOGGED, code="4822")))
    house.now += timedelta(days=7, seconds=1)
    with pytest.raises(Outdated):
        await house.does("tam", SessionCorrected(2, "heads", "30"))
    assert house.counted()["classes"] == 1


async def test_two_sessions_of_a_day_have_two_codes(house: House) -> None:
    await house.does("tam", SessionLogged(LOGGED))
    with pytest.raises(Outdated):
        await house.does("mai", SessionLogged(LOGGED))
    await house.does("mai", SessionLogged(replace(LOGGED, day=TODAY - timedelta(days=1))))


async def test_attending_twice_is_one_proof_and_a_withdrawn_session_proves_nothing(house: House) -> None:
    await house.does("tam", SessionLogged(LOGGED))
    await house.does("tam", SessionLogged(replace(LOGGED, code="4822")))
    for number in (1, 1, 2):
        lan = await house.does("lan", Attended(number, LESSON))
    await house.does("hoa", Attended(1, LESSON))
    assert house.rows("SELECT count(*) FROM attendances") == [(3,)]
    assert house.rows("SELECT evidence, count(*) FROM completions GROUP BY 1") == [("witnessed", 2)]
    await house.does("tam", SessionCorrected(1, "withdrawn", "yes"))
    assert (await house.store.load(lan)).contact.has(LESSON, Evidence.WITNESSED)
    assert house.rows("SELECT count(*) FROM completions") == [(1,)]
    assert house.store.prove().findings == ()


async def test_a_code_is_good_on_its_day_only(house: House) -> None:
    await house.does("tam", SessionLogged(LOGGED))
    house.now += timedelta(days=1)
    await house.does("lan", Attended(1, LESSON))
    assert house.rows("SELECT count(*) FROM completions") == [(0,)]


async def test_who_takes_their_yes_back_was_never_there(house: House) -> None:
    await house.does("tam", SessionLogged(LOGGED))
    await house.does("lan", Attended(1, LESSON))
    await house.does("lan", ConsentRefused("x"))
    assert house.rows("SELECT count(*) FROM attendances") == [(0,)]
    assert house.rows("SELECT contact_id FROM completions") == [(None,)]
    assert house.store.prove().findings == ()


async def test_the_ledger_shouts_when_a_session_is_counted_wrong(house: House) -> None:
    await house.does("tam", SessionLogged(LOGGED))
    await house.store._writer.do(lambda db: db.execute("UPDATE tallies SET n = 9 WHERE series = 'classes'").rowcount)
    assert house.store.prove().findings


# ------------------------------------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    "said, number",
    [("25", 25), ("25 người", 25), ("khoảng 40 bà con", 40), ("0", None), ("hai mươi", None), ("99999", None)],
)
def test_a_head_count(said: str, number: int | None) -> None:
    assert count_said(said) == number
    assert count_said(str(MOST + 1)) is None


@pytest.mark.parametrize(
    "said, counts",
    [
        ("già 5, nữ 10, dân tộc 8, khuyết tật 1", {"elders": 5, "women": 10, "minorities": 8, "disabled": 1}),
        ("5 người già 10 nữ", {"elders": 5, "women": 10}),
        ("gia 0", {"elders": 0}),
        ("người cao tuổi: 7", {"elders": 7}),
        ("không nhớ", {}),
        ("12", {}),
    ],
)
def test_counts_beside_their_words(said: str, counts: dict[str, int]) -> None:
    assert counts_said(said, WORDS) == counts


@pytest.mark.parametrize(
    "said, day",
    [
        ("hôm nay", TODAY),
        ("hom qua", date(2026, 11, 19)),
        ("19/11", date(2026, 11, 19)),
        ("ngày 5 tháng 11", date(2026, 11, 5)),
        ("1-1-2026", date(2026, 1, 1)),
        ("30/12", date(2025, 12, 30)),
        ("31/2", None),
        ("29/2", None),
        ("mai", None),
        ("19", None),
    ],
)
def test_a_day_as_it_is_typed(said: str, day: date | None) -> None:
    assert day_said(said, TODAY) == day
