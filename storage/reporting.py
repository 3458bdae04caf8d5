"""Room: storage. Reporting: runs the named read-only queries of reports/*.sql. It writes nothing.

A query may use :contact, :now (a moment), :today (a day of Viet Nam) and whatever the asker gave by name, such as
:argument, :about or an answer of the waiting step; what was not given reads as ''.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from bot.model.report import Report
from bot.model.urn import ContactId
from storage.moments import day_of, written

FOLDER: Final = Path(__file__).parent / "reports"


def names() -> tuple[str, ...]:
    """Every report there is."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.sql")))


def run(
    db: Connection, name: str, contact_id: ContactId | None, now: datetime, given: Mapping[str, str] | None = None
) -> Report:
    """The rows of one report.

    Raises:
        FileNotFoundError: there is no such report, a mistake of ours.
    """
    values = _Values({**(given or {}), "contact": contact_id, "now": written(now), "today": day_of(now)})
    cursor = db.execute(_query(name), values)
    columns = [column[0] for column in cursor.description]
    return tuple(dict(zip(columns, row, strict=True)) for row in cursor.fetchall())


@cache
def _query(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


class _Values(dict[str, object]):
    """What a query may name."""

    def __missing__(self, key: str) -> str:
        return ""
