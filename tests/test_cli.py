"""Tests: the command line: each command works, fails with one clear sentence on stderr, and says so by its exit."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from storage import Store
from storage.lock import alone_with

Shell = Callable[..., Result]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "var" / "hocvuso.db"


@pytest.fixture
def shell(tmp_path: Path, db: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Runs `hocvuso …` in a folder of its own, without the developer's settings."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, stdin: str = "", **settings: str) -> Result:
        environment = {f"HOCVUSO_{name.upper()}": value for name, value in settings.items()}
        return CliRunner().invoke(app, ["--db", str(db), *words], input=stdin, env=environment)

    return run


def failed(result: Result) -> str:
    """The one sentence of a failure."""
    assert result.exit_code != 0, result.output
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.stderr
    return lines[0]


# ------------------------------------------------------------------------------------------------- chat


def test_the_terminal_gives_the_lesson_and_its_first_step(shell: Shell) -> None:
    result = shell("chat", "--terminal", stdin="cai vneid sao v\n1\n")
    assert result.exit_code == 0
    assert "Cài VNeID vào điện thoại" in result.stdout
    assert "Bước 1/6" in result.stdout
    assert result.stdout.index("Chào bà con!") < result.stdout.index("Bước 1/6")


def test_a_script_is_printed_as_a_conversation(shell: Shell, tmp_path: Path) -> None:
    script = tmp_path / "talk.txt"
    script.write_text("cai vneid sao v\n1\ndừng\n", encoding="utf-8")
    result = shell("chat", "--script", str(script))
    assert result.exit_code == 0
    assert "> cai vneid sao v" in result.stdout
    assert "Tôi không nhắn gì cho bà con nữa" in result.stdout


def test_a_second_run_remembers_the_first(shell: Shell) -> None:
    shell("chat", "--terminal", stdin="/kiemtra vneid-cai-dat\n2\n3\n1\n3\n1\nđồng ý\nbỏ qua\n")
    result = shell("chat", "--terminal", stdin="tiến độ\n")
    assert "✔ Cài VNeID vào điện thoại" in result.stdout


def test_a_missing_script_is_told(shell: Shell) -> None:
    assert "khong-co.txt" in failed(shell("chat", "--script", "khong-co.txt"))


def test_a_second_program_on_the_same_file_is_told(shell: Shell, db: Path) -> None:
    with alone_with(db):
        assert str(db) in failed(shell("chat", "--terminal", stdin="alo\n"))


def test_a_file_that_is_no_database_is_told(shell: Shell, db: Path) -> None:
    db.parent.mkdir()
    db.write_bytes(b"something else entirely" * 200)
    assert str(db) in failed(shell("chat", "--terminal", stdin="alo\n"))


def test_a_folder_that_cannot_be_made_is_told(shell: Shell, db: Path) -> None:
    db.parent.write_text("a file where the folder should be")
    assert str(db) in failed(shell("chat", "--terminal", stdin="alo\n"))


def test_an_unknown_plan_is_told_with_the_known_ones(shell: Shell) -> None:
    result = shell("--campaign", "sao-hoa", "chat", "--terminal", stdin="alo\n")
    assert result.exit_code == 1
    assert "ea-trang-2026" in result.stderr


def test_a_wrong_setting_is_told_by_its_name(shell: Shell) -> None:
    assert "HOCVUSO_PORT" in failed(shell("chat", "--terminal", port="không phải số"))


# ------------------------------------------------------------------------------------------- reconcile


def test_reconcile_proves_a_whole_ledger(shell: Shell) -> None:
    shell("chat", "--terminal", stdin="cai vneid sao v\n")
    result = shell("reconcile")
    assert result.exit_code == 0
    assert "done=2" in result.stdout


def test_reconcile_names_what_is_broken(shell: Shell, db: Path) -> None:
    shell("chat", "--terminal", stdin="cai vneid sao v\n")
    connection = sqlite3.connect(db, isolation_level=None)
    connection.execute("UPDATE tallies SET n = n + 1")
    connection.close()
    result = shell("reconcile")
    assert result.exit_code == 1
    assert "BROKEN: counters equal the facts: happenings.opened/vneid-cai-dat" in result.stdout


def test_reconcile_makes_no_file(shell: Shell, db: Path) -> None:
    assert str(db) in failed(shell("reconcile"))
    assert not db.exists()


# ----------------------------------------------------------------------------------------------- share


def test_a_share_link_opens_its_lesson(shell: Shell, db: Path) -> None:
    result = shell(
        "share", "--lesson", "vneid-cai-dat", "--unit", "buon-m-gue", "--volunteer", "Y", public_url="https://xa.vn"
    )
    assert result.exit_code == 0
    base, code = result.stdout.strip().rsplit("/", 1)
    assert base == "https://xa.vn/c"
    store = Store(db)
    link = store.share(code)
    store.close()
    assert link is not None
    assert (link.lesson, link.unit, link.volunteer) == ("vneid-cai-dat", "buon-m-gue", "Y")


def test_a_link_to_nothing_is_refused(shell: Shell) -> None:
    assert "khong-co" in failed(shell("share", "--lesson", "khong-co"))
    assert "buon-m-gue" in failed(shell("share", "--lesson", "vneid-cai-dat", "--unit", "o-dau"))


# ------------------------------------------------------------------------------------------------- ask


def test_questions_get_ranked_lessons_as_json_lines(shell: Shell) -> None:
    result = shell("ask", "--jsonl", stdin='cai vneid sao v\n\n{"q": "cai vneid", "prev": null}\n')
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["q"] for answer in answers] == ["cai vneid sao v", "cai vneid"]
    assert all(set(answer) >= {"q", "ranked", "answered", "clarify", "kind", "ms"} for answer in answers)
    assert answers[0]["ranked"][0] == "vneid-cai-dat"


# --------------------------------------------------------------------------------------------- content


def test_every_lesson_is_listed_and_can_be_shown(shell: Shell) -> None:
    listed = shell("content", "list")
    assert listed.exit_code == 0
    assert "vneid-cai-dat" in listed.stdout
    shown = shell("content", "show", "vneid-cai-dat")
    assert shown.exit_code == 0
    assert "[Học bước 1]" in shown.stdout
    assert "1. Học bước 1" in shown.stdout


def test_a_lesson_that_is_not_there_is_told(shell: Shell) -> None:
    assert "khong-co" in failed(shell("content", "show", "khong-co"))


def test_a_new_lesson_is_a_skeleton_and_never_overwrites(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "content" / "lessons").mkdir(parents=True)
    (tmp_path / "content" / "copy").mkdir()
    here = {"content": str(tmp_path / "content")}
    assert shell("content", "new", "bai-moi", **here).exit_code == 0
    assert (tmp_path / "content" / "lessons" / "bai-moi.md").read_text(encoding="utf-8").startswith("+++")
    assert "bai-moi" in failed(shell("content", "new", "bai-moi", **here))


@pytest.mark.parametrize("words", [("--help",), ("chat", "--help"), ("content", "--help"), ("share", "--help")])
def test_help_is_help_and_no_failure(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell(*words).exit_code == 0


def test_an_unknown_command_fails(shell: Shell) -> None:
    assert shell("khong-co").exit_code != 0
