"""Tests: no text that somebody sends can keep one of our regular expressions busy for longer than its length."""

import resource
import subprocess
import sys

from bot.config import HOME


def bounded() -> None:
    """A hanging expression is killed, not waited for."""
    resource.setrlimit(resource.RLIMIT_CPU, (90, 90))


def test_every_expression_reads_hostile_texts_in_proportion_to_their_length() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.security.regexes"],
        cwd=HOME,
        capture_output=True,
        text=True,
        preexec_fn=bounded,
        check=False,
    )
    lines = ran.stdout.splitlines()
    assert ran.returncode == 0, f"it hung in {lines[-1] if lines else ran.stderr}"
    assert [line for line in lines if line.startswith("GROWS")] == []
