"""Room: content. A posting as an organizer types it: "tin bài 2 trang Facebook xã ngày 15/11/2026"."""

import re
from datetime import date, timedelta
from typing import Final, Literal

from bot.model.posting import Posting, PostingKind
from content.campaign import Campaign
from content.copybook import Copy
from content.folding import fold
from content.number_said import FIRST_YEAR, unit_said

Wrong = Literal["where", "day", "future", "many"]
"""What could not be read: one question back to the organizer."""

MOST: Final = 500
_DIGITS: Final = 9
"""More were never counted, and Python refuses to read thousands of them."""
_DAY: Final = re.compile(r"\bng[aà]y\s+(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?\s*$", re.IGNORECASE)
_SPOKEN: Final = re.compile(r"\bh[oô]m\s+(nay|qua)\s*$", re.IGNORECASE)
_AT: Final = re.compile(r"^(?:ở|o|trên|tren|tại|tai)\s+", re.IGNORECASE)


def kind_said(said: str, copy: Copy) -> tuple[PostingKind, str] | None:
    """What kind it is and the rest of the words; the longest name wins ("tin bài" is not "tin" at "bài")."""
    words = said.split()
    names = {fold(name): kind for kind in PostingKind for name in copy.say(f"posting.{kind}").split(";")}
    for count in range(min(4, len(words)), 0, -1):
        kind = names.get(fold(" ".join(words[:count])))
        if kind is not None:
            return kind, " ".join(words[count:])
    return None


def read_posting(kind: PostingKind, said: str, plan: Campaign, today: date) -> Posting | Wrong:
    """The rest of the words: how many (one, if nothing is said), where, on which day (today)."""
    day, rest = _day(said, today)
    if day is None:
        return "day"
    if day > today:
        return "future"
    count, _, place = rest.partition(" ")
    many = int(count[:_DIGITS]) if count.isdecimal() else 1
    where = _AT.sub("", place if count.isdecimal() else rest).strip(" .,:;")[:80]
    if not 1 <= many <= MOST:
        return "many"
    if not where:
        return "where"
    unit = unit_said(where, plan)
    return Posting(kind, where, "" if unit == plan.units[0].id else unit, day, many)


def _day(said: str, today: date) -> tuple[date | None, str]:
    """The day at the end and what stands before it; a day without its year is the last one there was."""
    if spoken := _SPOKEN.search(said):
        return today - timedelta(days=fold(spoken[1]) == "qua"), said[: spoken.start()].strip()
    given = _DAY.search(said)
    if given is None:
        return today, said.strip()
    try:
        day = date(int(given[3] or today.year), int(given[2]), int(given[1]))
        day = day if given[3] or day <= today else day.replace(year=today.year - 1)
    except ValueError:
        return None, said
    return (day if day.year >= FIRST_YEAR else None), said[: given.start()].strip()
