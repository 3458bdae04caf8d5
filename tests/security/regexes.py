"""Tests: every regular expression of the program, met with texts made to hang one. Run in a process that may be killed.

`python -m tests.security.regexes` prints each name before it is tried, so that the last name printed is the culprit.
"""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

WHOLE: Final = frozenset({"handlers.commands._BY_SHAPE"})
"""Kept in tables, and used with fullmatch there."""
AUTHORS: Final = "content.checks"
"""Reads lesson files on the command line, nobody's messages."""
ROOMS: Final = ("bot", "handlers", "content", "storage")
PARTS: Final = (
    *("a", "1", " ", "-", ".", "\n", "[", "(", "=", "à", "đ", "http://", "a.", "a@", "1 ", " -", "mã ", "otp ", "x:"),
    *("aA1-", "www.a.", "bh ", "dd ", "moi ", "0.", "+84 ", "a b ", '"', "\\", "%2e", "{", "**", "__"),
    *("nguồn ", "ngày 1/1 ", "hôm ", "12% của ", "1.234", "a.zdn.vn", "nh 7k3m "),
)
ENDS: Final = ("", "\x00", "1")
SIZES: Final = (700, 3_500, 17_500)
"""Almost to what the web chat takes in one message (frame.TEXT_LENGTH)."""
SLOW: Final = 0.02
"""Seconds below which growth cannot be told from noise; a larger text is not tried once a smaller one took as long."""
MUCH: Final = 2.0
"""Twice as much as in proportion; a quadratic expression is at five."""


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """By module and name; those in tuples, lists and mappings too."""
    seen: set[int] = set()
    for module in modules():
        for name, value in vars(module).items():
            for pattern in _within(value):
                if id(pattern) not in seen and isinstance(pattern.pattern, str):
                    seen.add(id(pattern))
                    yield f"{module.__name__}.{name}", pattern


def modules() -> Iterator[ModuleType]:
    """Every module of the program but the one that starts it."""
    for room in ROOMS:
        package = importlib.import_module(room)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not found.name.endswith("__main__") and not found.name.startswith(AUTHORS):
                yield importlib.import_module(found.name)


def _within(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, tuple | list | frozenset | set):
        for inner in value:
            yield from _within(inner, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        for inner in value.values():
            yield from _within(inner, depth + 1)


def looks_everywhere(name: str) -> bool:
    """Whether the program searches with it; one that only ever has to fit the whole text begins at one place."""
    module, _, own = name.rpartition(".")
    source = Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")
    used = set(re.findall(rf"\b{own}\.(\w+)\(", source))
    return name not in WHOLE and (not used or bool(used - {"fullmatch", "match"}))


def seconds(pattern: re.Pattern[str], text: str, everywhere: bool) -> float:
    """Processor time of reading a text with it."""
    began = time.process_time()
    if everywhere:
        for _ in pattern.finditer(text):
            pass
    pattern.fullmatch(text)
    pattern.match(text)
    return time.process_time() - began


def worst(pattern: re.Pattern[str], everywhere: bool) -> tuple[float, str]:
    """How much more than its length a text costs, at the worst; 1 is in proportion."""
    return max((growth(pattern, part, end, everywhere), part + end) for part in PARTS for end in ENDS)


def growth(pattern: re.Pattern[str], part: str, end: str, everywhere: bool) -> float:
    """The cost of the first text that is slow at all, beside the one before, by their lengths."""
    before, size_before = 0.0, 0
    for size in SIZES:
        text = part * (size // len(part)) + end
        took = seconds(pattern, text, everywhere)
        if took > SLOW and size_before:
            took = min(took, seconds(pattern, text, everywhere))
            return took / max(before, 1e-4) / (size / size_before)
        before, size_before = took, size
    return 0.0


def main() -> None:
    """Each name, then how it grows."""
    count = 0
    for name, pattern in patterns():
        count += 1
        print(name, flush=True)
        times, text = worst(pattern, looks_everywhere(name))
        if times > MUCH:
            print(f"GROWS {name} {times:.1f} times more than its text, on {text!r}: {pattern.pattern}", flush=True)
    print(f"expressions {count}, texts {count * len(PARTS) * len(ENDS)}", flush=True)


if __name__ == "__main__":
    main()
