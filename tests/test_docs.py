"""The papers say what the program does: settings, commands, decisions."""

import ast
from itertools import pairwise
from pathlib import Path

import pytest
from typer.main import get_command

from bot.__main__ import app
from bot.config import Settings

ROOT = Path(__file__).parent.parent


def settings_rows() -> dict[str, str]:
    """Each setting's variable and its meaning, from the docstrings under the fields."""
    module = ast.parse((ROOT / "bot" / "config.py").read_text(encoding="utf-8"))
    body = next(node for node in module.body if isinstance(node, ast.ClassDef) and node.name == "Settings").body
    return {
        f"HOCVUSO_{field.target.id.upper()}": " ".join(ast.literal_eval(words.value).split())
        for field, words in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(words, ast.Expr)
        and isinstance(words.value, ast.Constant)
    }


def test_every_setting_has_its_meaning() -> None:
    assert {f"HOCVUSO_{name.upper()}" for name in Settings.model_fields} == set(settings_rows())


@pytest.mark.parametrize("variable", sorted(settings_rows()))
def test_the_settings_page_says_what_the_code_says(variable: str) -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    row = next((line for line in page.splitlines() if line.startswith(f"| `{variable}` |")), "")
    assert row.endswith(f"| {settings_rows()[variable]} |"), f"docs/settings.md: mend the row of {variable}"


def commands() -> list[str]:
    """Every command of the shell, groups with their members."""
    top = get_command(app)
    names = []
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        names += [f"{name} {sub}" for sub in getattr(command, "commands", {})] or [name]
    return names


@pytest.mark.parametrize("name", commands())
def test_every_command_stands_in_the_papers(name: str) -> None:
    papers = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *ROOT.glob("docs/*.md")))
    assert f"hocvuso {name}" in papers, f"README or docs: say `hocvuso {name}`"


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
