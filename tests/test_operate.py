"""Tests: the operator's papers and files fit the program: every alarm explained, every setting real."""

import ast
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from bot.__main__ import app
from bot.config import HOME, Settings
from bot.readiness import tell_ready
from content.copybook import load_copy

DEPLOY = HOME / "deploy"
PAGE = (HOME / "docs" / "operate.md").read_text(encoding="utf-8")


def alarms() -> set[str]:
    """Every name that /healthz can put into trouble or warnings."""
    tree = ast.parse((HOME / "bot" / "health.py").read_text(encoding="utf-8"))
    yields = {
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Constant)
    }
    return {str(name) for name in yields} | {"disk_low", "database", "silent_telegram", "silent_zalo_bot"}


def test_every_alarm_is_explained_in_both_languages() -> None:
    vietnamese, english = PAGE.split("## English")
    assert [name for name in alarms() if f"`{name}`" not in vietnamese] == []
    named = re.sub(r"silent_\w+", "silent_…", " ".join(alarms())).split()
    assert [name for name in named if f"`{name}`" not in english] == []


def test_both_halves_have_the_same_steps() -> None:
    vietnamese, english = PAGE.split("## English")
    steps = [re.findall(r"^### (\d+)\.", half, re.MULTILINE) for half in (vietnamese, english)]
    assert steps[0] == steps[1] == [str(number) for number in range(1, 13)]


def test_every_command_in_the_papers_exists() -> None:
    top = get_command(app).commands  # type: ignore[attr-defined]
    said = set(re.findall(r"(?:^ *|`)(?:\S*/)?hocvuso (?:--db \S+ )?([a-z]+)", PAGE, re.MULTILINE))
    assert said > {"doctor", "backup", "restore", "invite"}
    assert sorted(said - set(top)) == []


def test_what_the_page_quotes_of_the_doctor_is_what_the_doctor_says() -> None:
    copy = load_copy(HOME / "content" / "copy" / "doctor.toml").sentences
    said = [re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(sentence))) for sentence in copy.values()]
    shown = [block for block in re.findall(r"```\n(.*?)```", PAGE, re.DOTALL) if re.match(r"[✓✗]|    [A-Zh]", block)]
    quoted = [line.lstrip("✓✗! ") for block in shown for line in block.splitlines()[:-1]]
    assert len(quoted) > 15
    assert [line for line in quoted if not any(sentence.fullmatch(line) for sentence in said)] == []


def test_the_command_on_the_server_is_the_services_own() -> None:
    """What `hocvuso` writes on the server must be the service's to read, and the other way round."""
    service = (DEPLOY / "hocvuso.service").read_text(encoding="utf-8")
    command = (DEPLOY / "hocvuso.sh").read_text(encoding="utf-8")
    for name in ("User", "EnvironmentFile", "UMask", "StateDirectory", "StateDirectoryMode"):
        (value,) = re.findall(rf"^{name}=(.+)$", service, re.MULTILINE)
        assert f"--property={name}={value} " in command.replace("\n", " "), name
    (database,) = re.findall(r"HOCVUSO_DB=(\S+)", service)
    assert f"--setenv=HOCVUSO_DB={database} " in command


def test_every_file_a_server_needs_is_put_there() -> None:
    script = (HOME / "tools" / "service.sh").read_text(encoding="utf-8")
    files = {path.name for path in DEPLOY.glob("hocvuso*")}
    assert sorted(name for name in files if f"deploy/{name}" not in script) == []
    example = (DEPLOY / "hocvuso.env.example").read_text(encoding="utf-8")
    assert re.findall(r"^HOCVUSO_SECRET=.*$", example, re.MULTILINE) == ["HOCVUSO_SECRET="], "filled in by the script"


def test_systemd_hears_when_the_program_answers(tmp_path: Path) -> None:
    assert "Type=notify" in (DEPLOY / "hocvuso.service").read_text(encoding="utf-8")
    tell_ready("")
    tell_ready(str(tmp_path / "nobody"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        tell_ready(str(tmp_path / "notify"))
        assert ear.recv(64) == b"READY=1"


@pytest.mark.parametrize("name", ["hocvuso.env.example", "hocvuso.service", "hocvuso.sh", "Containerfile"])
def test_every_setting_named_is_one(name: str) -> None:
    named = set(re.findall(r"HOCVUSO_([A-Z_]+)", (DEPLOY / name).read_text(encoding="utf-8")))
    assert sorted(named - {field.upper() for field in Settings.model_fields}) == []


def test_every_setting_in_the_papers_is_one() -> None:
    named = set(re.findall(r"HOCVUSO_([A-Z_]+)", PAGE))
    assert sorted(named - {field.upper() for field in Settings.model_fields}) == []


@pytest.mark.parametrize(
    "lock",
    [
        *("User=hocvuso", "ProtectSystem=strict", "NoNewPrivileges=true", "CapabilityBoundingSet=\n", "MemoryMax="),
        *("PrivateTmp=true", "UMask=0077", "Restart=always"),
    ],
)
def test_the_service_is_locked_in(lock: str) -> None:
    assert lock in (DEPLOY / "hocvuso.service").read_text(encoding="utf-8")


def test_the_container_runs_as_nobody_on_a_read_only_root() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert "\nUSER hocvuso\n" in text
    for flag in ("--read-only", "--cap-drop=all", "no-new-privileges", "--memory=", "--require-hashes"):
        assert flag in text


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_the_proxy_hides_the_figures_and_says_who_really_calls(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert "/metrics" in text
    assert re.search(r"X-Forwarded-For (\{remote_host\}|\$remote_addr)", text), "replaced, not appended to"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("unit", ["hocvuso-backup.timer"])
def test_systemd_understands_when_to_back_up(unit: str) -> None:
    when = re.search(r"OnCalendar=(.+)", (DEPLOY / unit).read_text(encoding="utf-8"))
    assert when is not None
    ran = subprocess.run(["systemd-analyze", "calendar", when[1]], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_no_secret_and_no_machine_stands_in_the_files() -> None:
    for path in (*DEPLOY.iterdir(), HOME / "docs" / "operate.md"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\d{6,}:[\w-]{20,}", text), path.name
        assert str(HOME) not in text, path.name


def test_links_between_papers_lead_somewhere() -> None:
    for page in (HOME / "docs").glob("*.md"):
        for target in re.findall(r"\]\(([\w/.-]+\.md)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / Path(target)).exists(), f"{page.name}: {target}"
