"""Tests: a taste of the fuzz: some inputs for each reader, the same ones every time. `make fuzz` tries many more."""

import pytest

from tests.fuzz.__main__ import try_out
from tests.fuzz.targets import TARGETS, Target


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_nothing_falls_over(target: Target) -> None:
    slow = target.name in {"workbooks", "lesson files"}
    assert try_out(target, 20 if slow else 80, anew=False) > 0
