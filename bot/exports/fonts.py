"""Room: exports. Where the letters come from: DejaVu, which has every Vietnamese letter and travels with matplotlib."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

Weight = Literal["regular", "bold", "oblique"]
_FILES: Final = {"regular": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf", "oblique": "DejaVuSans-Oblique.ttf"}


class FontMissing(Exception):
    """The letters are not where matplotlib keeps them."""


def font_file(weight: Weight) -> Path:
    """Give the file of a weight without importing matplotlib, which would take half a second for one picture.

    Raises:
        FontMissing: matplotlib is not installed, or came without its fonts.
    """
    spec = find_spec("matplotlib")
    folders = spec.submodule_search_locations if spec and spec.submodule_search_locations else []
    for folder in folders:
        path = Path(folder) / "mpl-data" / "fonts" / "ttf" / _FILES[weight]
        if path.is_file():
            return path
    raise FontMissing(f"{_FILES[weight]} did not come with matplotlib; run: make setup")
