"""Tests: what an operator types: backup, restore, doctor, requests; each works, or fails with one sentence."""

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from bot import connections, doctor
from bot.channels import telegram_checkup, zalo_checkup
from bot.channels.telegram_hook import PATH as TELEGRAM_PATH
from bot.config import HOME
from bot.model.symptom import Grade, Symptom
from content.copybook import Copy, load_copy
from storage.lock import alone_with
from tests.playing.stage import book_of
from tests.providers.loopback import serving
from tests.providers.telegram import TOKEN, BotApi
from tests.providers.telegram_host import hosted
from tests.providers.zalo_bot import ZaloBotStandIn
from tests.test_cli import Shell, db, failed, shell

__all__ = ["db", "shell"]

COPY = HOME / "content" / "copy" / "doctor.toml"


# ------------------------------------------------------------------------------------------ the commands


def test_a_backup_is_made_and_brought_back(shell: Shell, db: Path) -> None:
    shell("chat", "--terminal", stdin="cai vneid sao v\n1\n")
    assert shell("backup", "sao-luu.db").exit_code == 0
    db.unlink()
    result = shell("restore", "sao-luu.db")
    assert result.exit_code == 0, result.output
    assert shell("reconcile").exit_code == 0


def test_a_backup_never_overwrites(shell: Shell) -> None:
    shell("chat", "--terminal", stdin="alo\n")
    shell("backup", "sao-luu.db")
    assert "sao-luu.db" in failed(shell("backup", "sao-luu.db"))


def test_nothing_is_no_backup(shell: Shell) -> None:
    assert "hocvuso run" in failed(shell("backup", "sao-luu.db"))


def test_restore_refuses_while_the_program_runs(shell: Shell, db: Path) -> None:
    shell("chat", "--terminal", stdin="alo\n")
    shell("backup", "sao-luu.db")
    with alone_with(db):
        assert str(db) in failed(shell("restore", "sao-luu.db"))


def test_restore_refuses_what_is_no_backup(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "anh.jpg").write_bytes(b"\xff\xd8" * 999)
    assert "anh.jpg" in failed(shell("restore", "anh.jpg"))


def test_a_request_runs_its_course(shell: Shell) -> None:
    added = shell("requests", "add", "delete")
    assert added.exit_code == 0
    assert "delete" in shell("requests", "list").stdout
    assert shell("requests", "acknowledge", "1").exit_code == 0
    assert shell("requests", "close", "1").exit_code == 0
    assert shell("requests", "list").stdout == ""
    assert "done" in shell("requests", "list", "--all").stdout
    assert "7" in failed(shell("requests", "close", "7"))


# -------------------------------------------------------------------------------------------- the doctor


def test_the_doctor_looks_before_there_is_anything(shell: Shell, db: Path) -> None:
    result = shell("doctor")
    assert result.exit_code == 0, result.output
    assert not db.exists(), "looking makes nothing"


def test_the_doctor_fails_for_what_is_bad(shell: Shell, db: Path) -> None:
    db.parent.mkdir()
    db.write_bytes(b"no database" * 500)
    result = shell("doctor", public_url="http://xa.vn")
    assert result.exit_code == 1
    assert result.stdout.count("✗") == 2
    assert "https" in result.stdout


def test_the_doctor_sees_a_clock_that_stood_still() -> None:
    (symptom,) = doctor._clock(book_of(), datetime(2026, 1, 1, tzinfo=UTC))
    assert symptom.grade is Grade.BAD


def told() -> dict[str, Copy]:
    """The doctor's two languages."""
    tables = tomllib.loads(COPY.read_text(encoding="utf-8"))
    whole = load_copy(COPY)
    return {
        language: Copy({key: whole.sentences[f"{language}.{key}"] for key in tables[language]}) for language in tables
    }


def test_both_languages_say_the_same_things() -> None:
    vietnamese, english = told()["doctor"], told()["doctor_en"]
    assert vietnamese.sentences.keys() == english.sentences.keys()
    assert {key: vietnamese.gaps(key) for key in vietnamese.sentences} == {
        key: english.gaps(key) for key in english.sentences
    }


def test_every_finding_has_its_words_and_every_word_its_finding() -> None:
    sources = (doctor, connections, telegram_checkup, zalo_checkup)
    code = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in sources)
    assert [key for key in told()["doctor"].sentences if f'"{key}"' not in code] == []


def names(symptoms: list[Symptom]) -> list[str]:
    """What was found."""
    assert TOKEN not in json.dumps([dict(symptom.values) for symptom in symptoms], default=str)
    list(doctor.told(symptoms))
    return [symptom.name for symptom in symptoms]


async def test_telegram_is_looked_at_without_changing_anything() -> None:
    api = BotApi()
    async with hosted(api.app()) as url:
        assert names(await telegram_checkup.checkup(TOKEN, base_url=url)) == ["telegram_fine"]
        assert names(await telegram_checkup.checkup("7:sai", base_url=url)) == ["telegram_refused"]
    assert api.called("deleteWebhook") == api.called("setWebhook") == []


def test_a_webhook_elsewhere_and_a_queue_are_noted() -> None:
    info = {"url": "https://elsewhere", "pending_update_count": 99, "last_error_message": "timeout"}
    assert names(telegram_checkup._hook(info, "https://xa.vn")) == [
        "telegram_webhook_elsewhere",
        "telegram_behind",
        "telegram_webhook_error",
    ]
    assert telegram_checkup._hook({"url": f"https://xa.vn{TELEGRAM_PATH}"}, "https://xa.vn") == []
    assert telegram_checkup._hook({"url": ""}, "") == []


async def test_a_provider_that_is_not_there_is_told() -> None:
    assert names(await telegram_checkup.checkup(TOKEN, base_url="http://127.0.0.1:9")) == ["telegram_unreachable"]
    assert names(await zalo_checkup.checkup_bot("1:x", base_url="http://127.0.0.1:9")) == ["zalo_bot_unreachable"]


async def test_a_zalo_bot_is_looked_at() -> None:
    bot = ZaloBotStandIn()
    async with serving(bot.app()) as url:
        assert names(await zalo_checkup.checkup_bot(bot.token, base_url=url)) == ["zalo_bot_fine", "zalo_bot_polls"]
        assert names(await zalo_checkup.checkup_bot("9:sai", base_url=url)) == ["zalo_bot_refused"]
        secret = "mat-khau-webhook"
        assert names(
            await zalo_checkup.checkup_bot(bot.token, base_url=url, webhook_secret=secret, webhook_url="https://xa.vn")
        ) == ["zalo_bot_fine", "zalo_bot_webhook_elsewhere"]


def test_a_link_is_made_while_the_program_runs(shell: Shell, db: Path) -> None:
    with alone_with(db):
        assert shell("share", "--lesson", "vneid-cai-dat").exit_code == 0
