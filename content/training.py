"""Room: content. Training: examples → a model, the same one every time. Nothing here runs in the program itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt

from content.corpus import Example
from content.features import SLOTS, slots
from content.linear import GAIN, LETTERS, Floats, Linear
from content.noise import noisy
from content.normal import Normal, normalise

SEED: Final = 1010
ROUNDS: Final = 24
"""How often every line is seen; one time in four as it is written, else with noise."""
_BATCH: Final = 256
_STEP: Final = 0.35
_FADE: Final = 1e-5


@dataclass(slots=True)
class _Learner:
    """Weights while they are learned, with how much each one has moved so far (AdaGrad)."""

    weights: Floats
    moved: Floats
    offset: Floats

    def see(self, lines: Sequence[Normal], wanted: npt.NDArray[np.int64]) -> None:
        """Move the weights a little towards the wanted classes."""
        places, table = _table(lines)
        gap = _shares(table @ self.weights[places] * GAIN + self.offset)
        gap[np.arange(len(lines)), wanted] -= 1
        slope = GAIN * table.T @ gap / len(lines) + _FADE * self.weights[places]
        self.moved[places] += slope * slope
        self.weights[places] -= _STEP * slope / np.sqrt(self.moved[places])
        self.offset -= 0.1 * gap.mean(axis=0)


def train(lines: Sequence[Example], fingerprint: str, rounds: int = ROUNDS) -> Linear:
    """A model of these examples."""
    names = tuple(dict.fromkeys(line.name for line in lines))
    place = {name: at for at, name in enumerate(names)}
    texts = [normalise(line.text) for line in lines]
    wanted = np.array([place[line.name] for line in lines])
    learner = _Learner(
        np.zeros((SLOTS, len(names)), np.float32),
        np.full((SLOTS, len(names)), 1e-3, np.float32),
        np.zeros(len(names), np.float32),
    )
    chance, order = Random(SEED), np.random.default_rng(SEED)  # noqa: S311 - noise, not a secret
    for turn in range(rounds):
        seen = order.permutation(len(texts))
        for start in range(0, len(seen), _BATCH):
            batch = seen[start : start + _BATCH]
            clean = turn % 4 == 0
            learner.see([_copy(texts[at], chance, clean=clean) for at in batch], wanted[batch])
    return _rounded(names, learner, fingerprint)


def _copy(text: Normal, chance: Random, *, clean: bool) -> Normal:
    return text if clean else Normal(noisy(text.words, chance), text.also)


def _table(lines: Sequence[Normal]) -> tuple[npt.NDArray[np.int64], Floats]:
    """The slots that occur, and how much of each stands in each line."""
    rows: list[int] = []
    columns: list[int] = []
    amounts: list[float] = []
    for row, line in enumerate(lines):
        for found, weight in zip(slots(line), (1.0, LETTERS), strict=True):
            rows += [row] * len(found)
            columns += found
            amounts += [weight / float(np.sqrt(len(found) + 1))] * len(found)
    places, column = np.unique(np.array(columns), return_inverse=True)
    table = np.zeros((len(lines), len(places)), np.float32)
    np.add.at(table, (np.array(rows), column), np.array(amounts, np.float32))
    return places, table


def _shares(scores: Floats) -> Floats:
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True), np.float32)


def _rounded(names: tuple[str, ...], learner: _Learner, fingerprint: str) -> Linear:
    """The weights as whole numbers from -127 to 127: a quarter of the size, and nothing is lost that matters."""
    scale = np.maximum(np.abs(learner.weights).max(axis=0), 1e-6) / 127
    weights = np.rint(learner.weights / scale).astype(np.int8)
    return Linear(names, weights, scale.astype(np.float32), learner.offset, fingerprint)
