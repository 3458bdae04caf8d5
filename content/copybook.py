"""Room: content. Copy: every sentence the bot says that is not a lesson, by key, from copy/vi.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter


class CopyMissing(KeyError):
    """A sentence was asked for that copy/vi.toml does not hold, or without a value it needs."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The sentences, by dotted key."""

    sentences: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The sentence with its {gaps} filled.

        Raises:
            CopyMissing: no such key, or a gap without a value; a test finds both before a person can.
        """
        try:
            return self.sentences[key].format_map(values)
        except KeyError as error:
            raise CopyMissing(f"content/copy/vi.toml: {key} needs {error}") from error

    def gaps(self, key: str) -> frozenset[str]:
        """The names between braces in a sentence."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.sentences[key]) if name)


def load_copy(path: Path) -> Copy:
    """Read the file; tables become dotted keys.

    Raises:
        tomllib.TOMLDecodeError: the file is not TOML; the error names line and column.
    """
    return Copy(dict(_flat(tomllib.loads(path.read_text(encoding="utf-8")), "")))


def _flat(table: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", str(value).strip()))
    return found
