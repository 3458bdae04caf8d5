"""Tests: three seconds of the soak: nothing is left over, the ledger is proven. `make soak` is an hour."""

from pathlib import Path

import pytest

from benchmarks.soak import soak


async def test_a_steady_load_leaves_a_whole_ledger(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = await soak(database, 3, 200, slices=3)
    assert run.findings == ()
    assert run.updates >= 400
    assert run.sent["broadcast"] == 900
    assert run.sent["answers"] >= run.updates
    assert run.growth < 40, "memory: an hour of `make soak` is the real measure"
    assert "p99" in capsys.readouterr().out
