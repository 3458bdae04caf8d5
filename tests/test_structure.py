"""Tests: the house keeps its own rules: everything is listed, every sentence is used, every file says its room."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import typer.main

from bot.__main__ import app
from bot.bookshelf import COPY_FILES
from bot.channels import CHANNELS
from bot.model.evidence import Evidence
from bot.model.secret import PLACEHOLDERS
from bot.model.update import MediaKind
from content.book import Book
from content.copybook import Copy, load_copy
from content.folding import fold
from content.schema import OFFICES, TOPICS
from handlers.commands import COMMANDS, Command, meant
from handlers.flows import FLOWS, Flow

ROOT: Final = Path(__file__).parents[1]
ROOMS: Final = ("bot", "handlers", "content", "storage")
COPIES: Final = tuple(sorted((ROOT / "content" / "copy").glob("*.toml")))
LINES: Final = 300
GROWING: Final = ("storage/migrations.py",)
"""A history that is only ever appended to has no second noun to split off."""


@cache
def sources(*rooms: str) -> tuple[Path, ...]:
    """The Python files of these rooms."""
    return tuple(sorted(path for room in rooms for path in (ROOT / room).rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    """A file as the parser reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Where to look."""
    line = f":{node.lineno}" if isinstance(node, ast.expr) else ""
    return f"{path.relative_to(ROOT)}{line}"


# ----------------------------------------------------------------------------------------- completeness


@pytest.mark.parametrize(
    "room, kind, listed", [("handlers.commands", Command, COMMANDS), ("handlers.flows", Flow, FLOWS)]
)
def test_every_command_and_flow_is_listed(room: str, kind: type, listed: tuple[object, ...]) -> None:
    found = {
        id(value): f"{room}.{path.stem}.{name}"
        for path in (ROOT / room.replace(".", "/")).glob("*.py")
        for name, value in vars(importlib.import_module(f"{room}.{path.stem}")).items()
        if isinstance(value, kind)
    }
    known = {id(value) for value in listed}
    assert [name for id_, name in found.items() if id_ not in known] == [], "write its line in the list"


def test_every_listed_channel_has_its_file_and_every_file_its_line() -> None:
    files = {
        path.stem
        for path in (ROOT / "bot" / "channels").glob("*.py")
        if any(isinstance(node, ast.ClassDef) and node.name.endswith("Channel") for node in tree(path).body)
    }
    assert files == set(CHANNELS)


def test_every_flow_has_its_own_name() -> None:
    assert len(FLOWS) == len({flow.name for flow in FLOWS})


# ---------------------------------------------------------------------------------------------- commands


def test_no_two_commands_answer_to_the_same_word() -> None:
    owners: dict[str, set[str]] = {}
    for command in COMMANDS:
        for words in (command.name, *command.words):
            owners.setdefault(fold(words), set()).add(command.name)
    assert {words: names for words, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    "words", ["dừng", "DỪNG", "dung", "Dừng!", "/dừng", "/stop", "/ngung", "hủy", "huỷ", "d\u01b0\u0300ng"]
)
def test_a_stop_is_understood(words: str) -> None:
    found = meant(words)
    assert found is not None
    assert found[0].name == "ngung"


@pytest.mark.parametrize(
    "words", ["đúng", "Đúng.", "dùng", "dụng", "đứng", "Huy ơi", "chưa", "bài", "tôi đúng", "ngưỡng"]
)
def test_another_word_with_the_same_letters_is_no_command(words: str) -> None:
    assert meant(words) is None


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_fits_telegram_and_says_what_it_does(command: Command, book: Book) -> None:
    assert re.fullmatch(r"[a-z]{1,32}", command.name)
    if command.help:
        assert 3 <= len(book.copy.say(command.help)) <= 256
        assert command.words, f"/{command.name} stands in menus, so it needs plain words for channels without them"


# --------------------------------------------------------------------------------------------- sentences

_COMPOSED: Final = {
    "media.": tuple(MediaKind),
    "progress.": tuple(Evidence),
    "library.topic_": TOPICS,
    "secret.": tuple(PLACEHOLDERS),
    "help.": tuple(name for name in OFFICES if name not in {"cong-an", "hanh-chinh-cong"}),
}
"""Keys that are put together, and from what. The first two offices always have a name in the plan."""

_KEY: Final = re.compile(r"[a-z_]+\.[a-z_-]+")


def says() -> Iterator[tuple[Path, ast.Call]]:
    """Every call of say() in the program."""
    for path in sources("bot", "handlers"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say":
                yield path, node


def first_argument(call: ast.Call) -> object:
    """The key, when it is written out."""
    return call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None


def test_every_sentence_that_is_said_exists_with_its_gaps_filled() -> None:
    copy = Copy({key: text for path in COPIES for key, text in load_copy(path).sentences.items()})
    wrong = []
    for path, call in says():
        key = first_argument(call)
        if not isinstance(key, str) or path.name == "__main__.py":
            continue
        if key not in copy.sentences:
            wrong.append(f"{place(path, call)}: no sentence {key}")
        elif all(keyword.arg for keyword in call.keywords):
            given = {keyword.arg for keyword in call.keywords} - {"commune"}
            gaps = copy.gaps(key) - {"commune"}
            wrong += [f"{place(path, call)}: {key} has the gaps {sorted(gaps)}"] if given != gaps else []
    assert wrong == []


def test_every_composed_key_exists(book: Book) -> None:
    keys = [f"{start}{end}" for start, ends in _COMPOSED.items() for end in ends]
    assert [key for key in keys if key not in book.copy.sentences] == []


def test_every_sentence_is_used() -> None:
    written = {
        node.value
        for path in sources("bot", "handlers")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KEY.fullmatch(node.value)
    }
    composed = {f"{start}{end}" for start, ends in _COMPOSED.items() for end in ends}
    shapes = {f"help.office{end}" for end in ("", "_full", "_phone", "_where")}
    unused = set(copy_of("vi.toml").sentences) - written - composed - shapes
    assert sorted(unused) == [], "say it somewhere, or take it out of content/copy/vi.toml"


def test_every_sentence_of_the_command_line_is_used() -> None:
    files = [ROOT / "bot" / "__main__.py", ROOT / "bot" / "shell.py", *(ROOT / "bot").glob("commands_*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [key for key in copy_of("cli.toml").sentences if f'"{key.removeprefix("cli.")}"' not in text] == []


def copy_of(name: str) -> Copy:
    """One copy file."""
    return load_copy(ROOT / "content" / "copy" / name)


def test_no_key_stands_in_two_copy_files() -> None:
    files = [copy_of(name) for name in COPY_FILES if (ROOT / "content" / "copy" / name).exists()]
    keys = [key for copy in files for key in copy.sentences]
    assert len(keys) == len(set(keys))


# -------------------------------------------------------------------------------------------- the shell


def shell_commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every `hocvuso …` there is. (Typer brings its own Click, whose types it does not show.)"""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from shell_commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def test_every_shell_command_says_what_it_does() -> None:
    silent = [name for name, command in shell_commands(typer.main.get_command(app)) if not command.help]
    assert silent == [], "its docstring is what --help prints"


# -------------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("path", sources(*ROOMS), ids=place)
def test_a_file_says_its_room_and_stays_small(path: Path) -> None:
    said = ast.get_docstring(tree(path)) or ""
    room = _room(path) or "[a-z ]+"
    assert re.match(rf"Room: {room}\. \S", said), f'the first line is to begin with "Room: {room}. "'
    count = len(path.read_text(encoding="utf-8").splitlines())
    assert count <= LINES or place(path) in GROWING, f"{count} lines: are there two nouns in it?"


def _room(path: Path) -> str:
    """The folder's name, below bot/ the inner one; a file directly in bot/ is a room or a part of one."""
    parts = path.relative_to(ROOT).parts
    if parts[0] != "bot":
        return parts[0]
    return parts[1] if len(parts) > 2 else ""


PRODUCT: Final = "Học Vụ Số"
MASKING: Final = ROOT / "bot" / "model" / "masking"
"""Judges and replaces words in what people typed; it tells them nothing, and the model room reads no file."""

_VIETNAMESE: Final = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)


@pytest.mark.parametrize(
    "path", [path for path in sources("bot", "handlers", "storage") if MASKING not in path.parents], ids=place
)
def test_sentences_to_people_live_in_content(path: Path) -> None:
    excused = set(_matching_words(tree(path)))
    found = [
        f"{place(path, node)}: {node.value!r}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in excused and len(node.value) > 1  # a letter alone is compared, not said
        if _VIETNAMESE.search(node.value.replace(PRODUCT, ""))
    ]
    assert found == [], "sentences belong into content/copy"


def _matching_words(module: ast.Module) -> Iterator[int]:
    """What is compared with people's words and never said to them; and docstrings."""
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        if isinstance(node, ast.keyword) and node.arg == "names":
            yield from (id(inner) for inner in ast.walk(node.value))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Command":
            yield from (id(inner) for argument in node.args[2:3] for inner in ast.walk(argument))
