"""Room: exports. Names a spreadsheet accepts for its sheets; Vietnamese stays Vietnamese."""

import re
from collections.abc import Collection
from typing import Final
from unicodedata import normalize

LONGEST: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def sheet_name(title: str, taken: Collection[str] = ()) -> str:
    """Make a title into a sheet name that none of the `taken` ones has; Excel does not tell capitals apart."""
    plain = " ".join(_FORBIDDEN.sub(" ", normalize("NFC", title)).split()).strip("'") or "-"
    # Excel keeps this one word for itself.
    plain = f"{plain}_" if plain.casefold() == "history" else plain
    used = {name.casefold() for name in taken}
    name, number = _cut(plain, ""), 1
    while name.casefold() in used:
        number += 1
        name = _cut(plain, f" ({number})")
    return name


def _cut(name: str, ending: str) -> str:
    return name[: LONGEST - len(ending)].rstrip(" '") + ending
