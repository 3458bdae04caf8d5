"""Tests: golden chats. Each file of tests/chats is played by the real engine and must come out as it stands."""

import asyncio
import difflib
from pathlib import Path
from typing import Final

import pytest

from tests.playing.play import play
from tests.playing.script import ChatError
from tests.playing.wired import Hourglass, stage_for

CHATS: Final = sorted((Path(__file__).parent / "chats").glob("*.chat"))
LINES: Final = 70
"""A chat nobody reads to its end reviews nothing."""


@pytest.mark.parametrize("path", CHATS, ids=lambda path: path.stem)
def test_the_chat_goes_as_written(path: Path, database: Path, request: pytest.FixtureRequest) -> None:
    written = path.read_text(encoding="utf-8")
    try:
        with asyncio.Runner(loop_factory=Hourglass) as runner:
            came = runner.run(play(written, stage_for(written, database)))
    except ChatError as error:
        pytest.fail(f"{path.name}, {error}", pytrace=False)
    if request.config.getoption("--update"):
        path.write_text(came, encoding="utf-8")
    elif came != written:
        pytest.fail(_difference(path, written, came), pytrace=False)


@pytest.mark.parametrize("path", CHATS, ids=lambda path: path.stem)
def test_a_chat_is_short_and_says_what_it_shows(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LINES, f"{path.name} has {len(lines)} lines: split it"
    assert lines[0].startswith("# "), f"{path.name}: the first line says in one sentence what happens"


def _difference(path: Path, written: str, came: str) -> str:
    diff = difflib.unified_diff(written.splitlines(), came.splitlines(), "as written", "as it goes", lineterm="", n=2)
    changed = "\n".join(diff)
    return (
        f"{path.name} goes otherwise than it is written:\n{changed}\n\n"
        "If that is what you want: .venv/bin/python -m pytest tests/test_chats.py --update, then read the git diff."
    )
