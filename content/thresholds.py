"""Room: content. Thresholds: how sure is sure enough. Derived from questions with known answers, never by hand."""

import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parent / "search.toml"

_WRONG: Final = 0.022
"""Of a thousand questions we teach something for, twenty-two may be answered wrongly; of real ones it is fewer."""
_TRESPASS: Final = 0.02
"""Of a hundred questions we teach nothing for, two may be answered all the same."""
_TURNED_AWAY: Final = 0.01
"""Of a hundred questions we teach something for, one may be refused."""
_STEPS: Final = tuple(step / 100 for step in range(2, 100))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Answer from `direct` upwards; refuse where all lessons together stay below `inside`; ask between."""

    direct: float
    inside: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One question with a known answer: how sure we were, of one lesson and of all, and whether it was right.

    `held` is one of our own lines, asked of a search that has not seen it: harder than a question, and a hundred times
    as many of them.
    """

    best: float
    together: float
    taught: bool
    right: bool
    held: bool = False


@cache
def shipped_thresholds() -> Thresholds:
    """The numbers beside this file."""
    found = tomllib.loads(FILE.read_text("utf-8"))
    return Thresholds(float(found["direct"]), float(found["inside"]))


def derive(trials: Sequence[Trial]) -> Thresholds:
    """The lowest bar for answering that keeps both promises, and the highest for refusing that keeps the third.

    A few hundred questions alone would move the bar with every new model; thousands of held-out lines alone would ask
    back too much. So a share is the mean of what each of the two says.
    """
    ours = [trial for trial in trials if trial.taught]
    others = [trial for trial in trials if not trial.taught]
    direct = next((step for step in _STEPS if _harmless(step, ours, others)), _STEPS[-1])
    inside = max(
        (step for step in _STEPS if _turned_away(step, ours) <= _TURNED_AWAY),
        default=_STEPS[0],
    )
    return Thresholds(direct, min(inside, direct))


def _harmless(step: float, ours: Sequence[Trial], others: Sequence[Trial]) -> bool:
    wrong = _share(ours, lambda trial: trial.best >= step and not trial.right)
    return wrong <= _WRONG and _share(others, lambda trial: trial.best >= step) <= _TRESPASS


def _turned_away(step: float, ours: Sequence[Trial]) -> float:
    return _share(ours, lambda trial: trial.together < step)


def _share(trials: Sequence[Trial], counts: Callable[[Trial], bool]) -> float:
    """The share of the trials that count, questions and held-out lines weighing the same."""
    sorts = [[counts(trial) for trial in trials if trial.held is held] for held in (False, True)]
    shares = [sum(counted) / len(counted) for counted in sorts if counted]
    return sum(shares) / len(shares) if shares else 0.0


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
