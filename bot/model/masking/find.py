"""Room: model. Find: a secret's place, what it becomes, and the two signs that blank out what has been read."""

from typing import Final, NamedTuple

PLACEHOLDERS: Final = {
    "id_number": "[số căn cước]",
    "phone": "[số điện thoại]",
    "card": "[số thẻ]",
    "code": "[mã bí mật]",
    "password": "[mật khẩu]",
}

GONE: Final = "\0"
"""Stands for a secret that is already out of the text; no word is read across it."""

CALM: Final = "~"
"""Stands for a date, a price, a web host: no secret, but words are read across it."""


class Find(NamedTuple):
    """A secret from `start` to `end` of the view, of one of the kinds above."""

    start: int
    end: int
    kind: str


def blank(text: str, finds: list[Find]) -> str:
    """The text with GONE in place of each find; the finds stand in order."""
    parts, done = [], 0
    for find in finds:
        parts += [text[done : find.start], GONE * (find.end - find.start)]
        done = find.end
    return "".join([*parts, text[done:]])
