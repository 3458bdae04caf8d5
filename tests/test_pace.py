"""Tests: how soon the same person may get another message: a few at once, then no more than their rate."""

import pytest

from bot.model.channel import Limits
from bot.model.urn import make_urn
from bot.pace import Pace

LAN, HOA = make_urn("telegram", "1"), make_urn("telegram", "2")


@pytest.mark.parametrize("burst", [1, 3])
def test_after_a_burst_a_person_rests(burst: int) -> None:
    pace = Pace(Limits(per_contact_second=1, contact_burst=burst))
    for _ in range(burst):
        assert pace.resting(10.0) == ()
        pace.sent(LAN, 10.0)
    assert pace.resting(10.0) == (LAN,)
    assert pace.wait(10.0) == pytest.approx(burst)
    assert pace.resting(10.0 + burst) == ()


def test_no_three_seconds_hold_more_than_three() -> None:
    pace, taken = Pace(Limits(per_contact_second=1, contact_burst=3)), list[int]()
    for tenth in range(0, 200, 4):
        if LAN not in pace.resting(tenth / 10):
            pace.sent(LAN, tenth / 10)
            taken.append(tenth)
    assert len(taken) > 15
    assert all(sum(first <= tenth < first + 30 for tenth in taken) <= 3 for first in taken)


def test_a_rested_person_is_forgotten_and_another_one_still_rests() -> None:
    pace = Pace(Limits(per_contact_second=1))
    pace.sent(LAN, 0.0)
    pace.sent(HOA, 0.9)
    assert pace.resting(1.0) == (HOA,)
    assert pace.wait(1.0) == pytest.approx(0.9)
    assert pace.resting(2.0) == ()
    assert pace.wait(2.0) is None
