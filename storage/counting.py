"""Room: storage. Counting: answers a question from the smallest cut that can, so that it costs the same for ever."""

from sqlite3 import Connection
from typing import Any, Final

from bot.model.count import By, Count, Question
from storage.cuts import CUTS, name_of

_PLACES: Final = {
    By.UNIT: "unit",
    By.LESSON: "lesson",
    By.GROUP: "grp",
    By.CHANNEL: "channel",
    By.MONTH: "month",
    By.SHARE: "share",
}
_PERSONS: Final = "series >= 'completions.' AND series < 'learners/'"
"""Completions and learners; the series between them in the alphabet (happenings) counts openings."""


def count(db: Connection, question: Question) -> tuple[Count, ...]:
    """The cells of completions (events), learners (persons) and openings that the question asks for."""
    asked = [by for by in question.by if by is not By.RUNG]
    places = [_PLACES[by] for by in asked]
    query, values = _query(places, question)
    return tuple(Count(series, dict(zip(asked, at, strict=True)), n) for series, *at, n in db.execute(query, values))


def _query(places: list[str], question: Question) -> tuple[str, dict[str, Any]]:
    """Summed over everything that was not asked for."""
    limited = question.since is not None or question.until is not None
    cut = next((cut for cut in CUTS if {*places, *(["day"] if limited else [])} <= _answers(cut)), None)
    values = {
        "since": question.since.isoformat() if question.since else "",
        "until": question.until.isoformat() if question.until else "9999",
        "cut": name_of(cut) if cut else "",
    }
    names = dict(zip(cut, "abc", strict=False)) if cut else {}
    table, kept = ("sums", "cut = :cut AND ") if cut else ("tallies", "")
    day = names.get("day", "day")
    period = f" AND {day} BETWEEN :since AND :until" if limited else ""
    columns = [_column(place, names, day) for place in places]
    chosen = ", ".join(["series", *columns])
    return f"SELECT {chosen}, sum(n) FROM {table} WHERE {kept}{_PERSONS}{period} GROUP BY {chosen}", values


def _answers(cut: tuple[str, ...]) -> set[str]:
    """What a cut can tell; a day also tells its month."""
    return {*cut, "month"} if "day" in cut else set(cut)


def _column(place: str, names: dict[str, str], day: str) -> str:
    """Where a place stands in the table that is read."""
    if place == "month" and "month" not in names:
        return f"substr({day}, 1, 7)"
    return names.get(place, place)
