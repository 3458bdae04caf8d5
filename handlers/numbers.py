"""Room: handlers. Numbers and days as people type them: "35 người", "19/11", "già 5 nữ 10"."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from content.folding import fold

MOST: Final = 2000
"""More people than that do not fit into a village hall."""

_COUNT: Final = re.compile(r"(?:khoang |co |tong )*(\d{1,4})(?: nguoi| ba con| ban| em)?")
_DAY: Final = re.compile(r"(?:ngay )?(\d{1,2}) (?:thang )?(\d{1,2})(?: (?:nam )?(\d{4}))?")


def count_said(text: str) -> int | None:
    """A head-count of at least one, or None."""
    match = _COUNT.fullmatch(fold(text))
    number = int(match[1]) if match else 0
    return number if 1 <= number <= MOST else None


def counts_said(text: str, names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Numbers beside their words, whichever comes first: "gia 5, 10 nu" → {"elders": 5, "women": 10}."""
    said = fold(text)
    turned = bool(re.match(r"\d", said))
    found = {}
    for name, words in names.items():
        word = "|".join(words)
        match = re.search(rf"\b(\d{{1,4}}) (?:nguoi )?(?:{word})\b" if turned else rf"\b(?:{word}) (\d{{1,4}})\b", said)
        if match:
            found[name] = int(match[1])
    return found


def day_said(text: str, today: date) -> date | None:
    """ "hôm nay", "hôm qua", "19/11", "19-11-2026"; a day without its year is the last one there was."""
    said = fold(text)
    if said in {"hom nay", "nay"}:
        return today
    if said in {"hom qua", "qua"}:
        return today - timedelta(days=1)
    match = _DAY.fullmatch(said)
    if match is None:
        return None
    try:
        day = date(int(match[3] or today.year), int(match[2]), int(match[1]))
        return day if match[3] or day <= today else day.replace(year=today.year - 1)
    except ValueError:
        return None
