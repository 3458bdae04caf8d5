"""Room: storage. Numbers that offices gave: denominators and official figures. Append only; the latest day counts."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection
from typing import Final

from bot.model.number import Number, NumberKind
from storage.moments import written

_TABLES: Final = {
    NumberKind.DENOMINATOR: ("denominators", "what"),
    NumberKind.OFFICIAL: ("officials", "series"),
}


def enter(db: Connection, numbers: Iterable[Number], by: str, now: datetime) -> None:
    """Write numbers down. A correction is another row: what was believed before can still be read."""
    for number in numbers:
        table, name = _TABLES[number.kind]
        db.execute(
            f"INSERT INTO {table} (unit, {name}, value, source, as_of, entered_at, entered_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number.unit, number.name, number.value, number.source, number.as_of.isoformat(), written(now), by),
        )
