"""Room: storage. Numbers that offices gave: denominators and official figures. Append only; the latest day counts."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection
from typing import Final

from bot.model.number import Number, NumberKind, Rate
from storage.moments import written

_TABLES: Final = {
    NumberKind.DENOMINATOR: ("denominators", "what"),
    NumberKind.OFFICIAL: ("officials", "series"),
}


def enter(db: Connection, numbers: Iterable[Number | Rate], by: str, now: datetime) -> None:
    """Write numbers down. A correction is another row: what was believed before can still be read."""
    for number in numbers:
        if isinstance(number, Rate):
            _enter_rate(db, number, by, now)
            continue
        table, name = _TABLES[number.kind]
        db.execute(
            f"INSERT INTO {table} (unit, {name}, value, source, as_of, entered_at, entered_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number.unit, number.name, number.value, number.source, number.as_of.isoformat(), written(now), by),
        )


def _enter_rate(db: Connection, rate: Rate, by: str, now: datetime) -> None:
    db.execute(
        "INSERT INTO rates (series, unit, percent, whole, source, as_of, entered_at, entered_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (rate.series, rate.unit, rate.percent, rate.whole, rate.source, rate.as_of.isoformat(), written(now), by),
    )
