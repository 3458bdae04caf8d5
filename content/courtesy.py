"""Room: content. Courtesy: greetings, thanks and addresses, taken off before a question is read. Reads words/ once.

    without_courtesy(normalise("dạ cho cháu hỏi cài vneid sao, cảm ơn nhiều ạ")).text  →  "cai vneid sao"

Whoever says nothing but courtesy keeps it: then it is small talk.
"""

import re
import tomllib
from functools import cache
from typing import Final

from content.normal import WORDS, Normal, village_readings
from content.patterns import written_out

_LAYERS: Final = 8
"""Nobody is politer than this; it keeps a page of "ạ ạ ạ" from taking long."""


def without_courtesy(normal: Normal) -> Normal:
    """The question alone; readings of a word that was only courtesy go with it."""
    words = tuple(_stripped(normal.text).split())
    if not words or words == normal.words:
        return normal
    village = village_readings(normal.words)
    kept = tuple(reading for reading in normal.also if reading not in village)
    return Normal(words, kept + village_readings(words))


def _stripped(text: str) -> str:
    before, after = _around()
    for _ in range(_LAYERS):
        shorter = after.sub("", before.sub("", text)).strip()
        if shorter == text:
            break
        text = shorter
    return text


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand before a question, and what after it."""
    lists = tomllib.loads((WORDS / "courtesy.toml").read_text("utf-8"))
    before, after = (
        "|".join(written_out(pattern, lists["words"]) for pattern in lists["courtesy"][place])
        for place in ("before", "after")
    )
    return re.compile(rf"^(?:{before})(?!\S)"), re.compile(rf"(?<!\S)(?:{after})$")
