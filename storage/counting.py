"""Room: storage. Counting: answers a question from the smallest cut that can, so that it costs the same for ever."""

from calendar import monthrange
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
    limited = _limited_by(places, question)
    cut = next((cut for cut in CUTS if {*places, *limited} <= _answers(cut)), None)
    letters = len("2026-11") if limited == ["month"] else len("2026-11-20")
    values = {
        "since": question.since.isoformat()[:letters] if question.since else "",
        "until": question.until.isoformat()[:letters] if question.until else "9999",
        "cut": name_of(cut) if cut else "",
    }
    names = dict(zip(cut, "abc", strict=False)) if cut else {}
    table, kept = ("sums", "cut = :cut AND ") if cut else ("tallies", "")
    day = names.get("day", "day")
    period = "".join(f" AND {names.get(place, place)} BETWEEN :since AND :until" for place in limited)
    columns = [_column(place, names, day) for place in places]
    chosen = ", ".join(["series", *columns])
    return f"SELECT {chosen}, sum(n) FROM {table} WHERE {kept}{_PERSONS}{period} GROUP BY {chosen}", values


def _limited_by(places: list[str], question: Question) -> list[str]:
    """What tells whether a fact is of the period. Whole months are read as such where a cut keeps them: they are few,
    while the days of a village fill up as facts come in."""
    if question.since is None and question.until is None:
        return []
    by_month = _of_whole_months(question) and any({"month", *places} <= set(cut) for cut in CUTS)
    return ["month"] if by_month else ["day"]


def _of_whole_months(question: Question) -> bool:
    begins, ends = question.since, question.until
    return (begins is None or begins.day == 1) and (ends is None or ends.day == monthrange(ends.year, ends.month)[1])


def _answers(cut: tuple[str, ...]) -> set[str]:
    """What a cut can tell; a day also tells its month."""
    return {*cut, "month"} if "day" in cut else set(cut)


def _column(place: str, names: dict[str, str], day: str) -> str:
    """Where a place stands in the table that is read."""
    if place == "month" and "month" not in names:
        return f"substr({day}, 1, 7)"
    return names.get(place, place)
