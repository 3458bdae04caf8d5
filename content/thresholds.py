"""Room: content. Thresholds: how sure is sure enough. Derived from questions with known answers, never by hand."""

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parent / "search.toml"

_WRONG: Final = 0.01
"""Of a hundred questions we teach something for, one may be answered wrongly."""
_TRESPASS: Final = 0.01
"""Of a hundred questions we teach nothing for, one may be answered all the same."""
_TURNED_AWAY: Final = 0.01
"""Of a hundred questions we teach something for, one may be refused."""
_MARGIN: Final = 0.5
"""Strangers' questions are harder than the ones we have, and to ask back hurts less than to refuse."""
_STEPS: Final = tuple(step / 100 for step in range(2, 100))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Answer from `direct` upwards; refuse where all lessons together stay below `inside`; ask between."""

    direct: float
    inside: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One question with a known answer: how sure we were, of one lesson and of all, and whether it was right."""

    best: float
    together: float
    taught: bool
    right: bool


@cache
def shipped_thresholds() -> Thresholds:
    """The numbers beside this file."""
    found = tomllib.loads(FILE.read_text("utf-8"))
    return Thresholds(float(found["direct"]), float(found["inside"]))


def derive(trials: Sequence[Trial]) -> Thresholds:
    """The lowest bar for answering that keeps both promises, and the highest for refusing that keeps the third."""
    ours = [trial for trial in trials if trial.taught]
    others = [trial for trial in trials if not trial.taught]
    direct = next((step for step in _STEPS if _harmless(step, ours, others)), _STEPS[-1])
    inside = max(
        (step for step in _STEPS if _share(trial.together < step for trial in ours) <= _TURNED_AWAY),
        default=_STEPS[0],
    )
    return Thresholds(direct, round(min(inside, direct) * _MARGIN, 2))


def _harmless(step: float, ours: Sequence[Trial], others: Sequence[Trial]) -> bool:
    wrong = _share(trial.best >= step and not trial.right for trial in ours)
    return wrong <= _WRONG and _share(trial.best >= step for trial in others) <= _TRESPASS


def _share(cases: Iterable[bool]) -> float:
    counted = list(cases)
    return sum(counted) / max(len(counted), 1)


def write(thresholds: Thresholds, path: Path = FILE) -> None:
    """Write the file that `shipped_thresholds` reads."""
    path.write_text(
        "# How sure is sure enough. Written by `python -m content.train --calibrate QUESTIONS.jsonl`, never by hand.\n"
        f"direct = {thresholds.direct}\ninside = {thresholds.inside}\n",
        "utf-8",
    )


def read_questions(path: Path) -> list[dict[str, Any]]:
    """Lines of `{"q", "ids", "kind", ["prev"]}`; what is unsafe is no matter of being sure."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [line for line in lines if line.get("kind") != "unsafe"]
