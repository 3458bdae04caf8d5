"""Room: content. The trained model: hashed features → one number a class. Reads its one file, changes nothing."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from content.features import SLOTS, slots
from content.normal import Normal

MODEL: Final = Path(__file__).parent / "search.model.npz"
LETTERS: Final = 0.5
"""How much all the letters together weigh beside all the words."""
GAIN: Final = 4.0
"""Makes the numbers of a short question large enough for small weights."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights in whole numbers, one scale and one offset a class."""

    names: tuple[str, ...]
    weights: npt.NDArray[np.int8]
    scale: Floats
    offset: Floats
    fingerprint: str

    def score(self, normal: Normal) -> Floats:
        """One number for each of `names`; larger is likelier."""
        meaning, letters = slots(normal)
        return np.asarray(self._part(meaning, GAIN) + self._part(letters, GAIN * LETTERS) + self.offset, np.float32)

    def _part(self, places: list[int], gain: float) -> Floats:
        total = self.weights[places].sum(axis=0, dtype=np.int32)
        return np.asarray(total * self.scale * gain / np.sqrt(len(places) + 1), np.float32)


@cache
def shipped() -> Linear | None:
    """The model beside this file; None where it is missing or of another make, and the search does without."""
    try:
        with np.load(MODEL, allow_pickle=False) as file:
            return _read(dict(file))
    except (OSError, ValueError, KeyError):
        return None


def _read(parts: dict[str, npt.NDArray[Any]]) -> Linear | None:
    if parts["weights"].shape[0] != SLOTS:
        return None
    names = tuple(str(name) for name in parts["names"])
    return Linear(names, parts["weights"], parts["scale"], parts["offset"], str(parts["fingerprint"]))


def save(model: Linear, path: Path = MODEL) -> None:
    """Write the file that `shipped` reads."""
    np.savez_compressed(
        path,
        names=np.array(model.names),
        weights=model.weights,
        scale=model.scale,
        offset=model.offset,
        fingerprint=np.array(model.fingerprint),
    )
