"""Tests: tokens and keys show up nowhere: not in a log, an error, a process list, a dump of the settings, a backup."""

import re
import stat
from pathlib import Path

import pytest
from typer.main import get_command

from bot.__main__ import app
from bot.app import secret_of
from bot.config import HOME, Settings
from storage import Store

SECRETS = {
    "secret": "khoa-ky-cookie",
    "telegram_token": "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "telegram_webhook_secret": "mat-khau-telegram",
    "zalo_bot_token": "4242:rat-bi-mat",
    "zalo_bot_webhook_secret": "mat-khau-zalo",
    "zalo_oa_app_secret": "bi-mat-ung-dung",
    "zalo_oa_secret_key": "khoa-webhook",
    "zalo_oa_refresh_token": "ma-lam-moi",
    "metrics_token": "ma-so-do",
}


def test_settings_do_not_show_their_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(**SECRETS)  # type: ignore[arg-type]
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert [name for name, secret in SECRETS.items() if secret in shown] == []


def test_every_setting_that_sounds_secret_is_one() -> None:
    named = {name for name in Settings.model_fields if re.search(r"token|secret", name)}
    assert named == set(SECRETS)


def test_no_command_takes_a_secret_where_ps_would_show_it() -> None:
    def options(command: object) -> list[str]:
        inner = getattr(command, "commands", {}).values()
        own = [str(name) for parameter in getattr(command, "params", []) for name in parameter.opts]
        return own + [name for one in inner for name in options(one)]

    assert [name for name in options(get_command(app)) if re.search(r"token|secret|password|key", name)] == []


def test_the_key_made_by_ourselves_is_ours_alone(tmp_path: Path) -> None:
    settings = Settings(db=tmp_path / "a.db")
    key = secret_of(settings)
    assert len(key) >= 40
    assert key == secret_of(settings)
    assert stat.S_IMODE((tmp_path / "a.db.secret").stat().st_mode) == 0o600


def test_the_database_is_ours_alone(tmp_path: Path) -> None:
    Store(tmp_path / "a.db").close()
    assert stat.S_IMODE((tmp_path / "a.db").stat().st_mode) == 0o600


def test_a_wrong_setting_is_told_without_its_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    monkeypatch.chdir(tmp_path)
    (tmp_path / "hocvuso.toml").write_text('port = "abc"\ntelegram_token = "123456:AAHdqTcvCH1vGWJxf"\n')
    result = CliRunner().invoke(app, ["reconcile"])
    assert result.exit_code == 1
    assert "AAHdq" not in result.output


def test_secrets_are_compared_in_constant_time() -> None:
    """Every check of a header against a secret goes through hmac.compare_digest."""
    for name in ("channels/telegram_hook", "channels/zalo_bot", "channels/zalo_oa_signature", "web/metrics"):
        assert "compare_digest(" in (HOME / "bot" / f"{name}.py").read_text(encoding="utf-8"), name
