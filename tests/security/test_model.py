"""Tests: the threat model: every line of docs/security.md names tests that exist."""

import re
from pathlib import Path

import pytest

from bot.config import HOME

LINES = [
    line for line in (HOME / "docs" / "security.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")
]
THREATS = [line for line in LINES if not line.startswith(("| threat", "|---"))]


@pytest.mark.parametrize("line", THREATS, ids=lambda line: line.split("|")[1].strip()[:40])
def test_a_threat_has_a_test(line: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", line.split("|")[3])
    assert named, "name the test that fails when this gets through"
    for path, test in named:
        source = (HOME / Path(path)).read_text(encoding="utf-8")
        assert f"def {test}(" in source if test else source, f"{path}::{test}"


def test_every_security_test_stands_in_the_model() -> None:
    model = "\n".join(THREATS)
    tests = {
        f"{path.relative_to(HOME)}::{name}"
        for path in Path(__file__).parent.glob("test_*.py")
        if path != Path(__file__)
        for name in re.findall(r"def (test_\w+)\(", path.read_text(encoding="utf-8"))
    }
    assert sorted(test for test in tests if test not in model) == []
