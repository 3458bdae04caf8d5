"""Room: command line. The targets as a table for CSV, XLSX and JSON: every column is typed, a gap is a gap."""

from typing import Final

from bot.exports.figures import Column, CountTable, Kind, Row
from content.copybook import Copy
from content.standing import Standing
from handlers.standing_text import SIGNS, behind, closed_words, noun, of_source, source_words

_COLUMNS: Final[dict[str, Kind]] = {
    "number": "integer",
    "target": "text",
    "sign": "text",
    "plan": "number",
    "measure": "text",
    "value": "integer",
    "noun": "text",
    "of": "integer",
    "of_source": "text",
    "percent": "percent",
    "missing": "integer",
    "due": "date",
    "days_left": "integer",
    "pace": "integer",
    "met": "text",
    "closed": "text",
    "source": "text",
    "lagging": "text",
    "untold": "integer",
    "pointer": "text",
}


def targets_table(title: str, standings: tuple[Standing, ...], copy: Copy) -> CountTable:
    """One row a target. What does not apply is empty; what is missing is None, which prints as such."""
    columns = tuple(Column(copy.say(f"columns.{name}"), kind) for name, kind in _COLUMNS.items())
    rows = tuple(_row(number, standing, copy) for number, standing in enumerate(standings, 1))
    return CountTable(title, columns, rows)


def _row(number: int, standing: Standing, copy: Copy) -> Row:
    target = standing.target
    verdict = (standing.closed or standing).met
    share = target.unit == "percent"
    return (
        number,
        target.text,
        SIGNS[target.operator],
        target.value,
        target.unit,
        standing.value,
        noun(target, copy),
        standing.of if share else "",
        of_source(standing, copy),
        standing.percent if share else "",
        standing.missing,
        standing.due or "",
        standing.days_left if standing.days_left is not None else "",
        standing.pace if standing.pace is not None else "",
        None if verdict is None else copy.say("answer.yes" if verdict else "answer.no"),
        closed_words(standing.closed, copy) if standing.closed else "",
        source_words(standing, copy),
        "; ".join(behind(village, target, copy) for village in standing.lagging),
        standing.untold,
        target.pointer,
    )
