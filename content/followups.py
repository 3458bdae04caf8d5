"""Room: content. Follow-ups: whether a message points back at the one before, or opens a subject of its own."""

import tomllib
from functools import cache
from typing import Final

from content.families import families
from content.folding import fold
from content.normal import WORDS

_FILE: Final = WORDS / "followups.toml"


def points_back(words: tuple[str, ...]) -> bool:
    """Whether the words lean on something said before ("thế còn…", "gửi rồi mà…")."""
    line = f" {' '.join(words)} "
    begins, holds = _pointers()
    return line.startswith(begins) or any(said in line for said in holds)


def opens_subject(words: tuple[str, ...], before: tuple[str, ...]) -> bool:
    """Whether the words name a thing that stands for itself and was not spoken of before."""
    line, earlier = f" {' '.join(words)} ", f" {' '.join(before)} "
    return any(family.opens and family.named_in(line) and not family.named_in(earlier) for family in families())


@cache
def _pointers() -> tuple[tuple[str, ...], tuple[str, ...]]:
    lists = tomllib.loads(_FILE.read_text("utf-8"))
    return tuple(f" {fold(said)} " for said in lists["begins"]), tuple(f" {fold(said)} " for said in lists["holds"])
