"""Room: storage. Places: what organizers changed in a plan's list of places. Append only; the people move along."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from bot.model.place import Changed, PlaceChange
from storage.moments import written


def change(db: Connection, plan: str, changes: Iterable[PlaceChange], now: datetime) -> None:
    """Write changes down. Facts keep the village they happened in; people belong to the one it became."""
    for one in changes:
        db.execute(
            "INSERT INTO unit_changes (plan, unit, change, value, at) VALUES (?, ?, ?, ?, ?)",
            (plan, one.unit, one.change, one.value, written(now)),
        )
        if one.change is Changed.MERGED:
            db.execute("UPDATE contacts SET unit = ? WHERE unit = ?", (one.value, one.unit))
            db.execute("UPDATE village_groups SET village = ? WHERE village = ?", (one.value, one.unit))


def version(db: Connection) -> int:
    """Grows with every change."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM unit_changes").fetchone()[0])


def of(db: Connection, plan: str) -> tuple[PlaceChange, ...]:
    """The changes of a plan, in order."""
    rows = db.execute("SELECT unit, change, value FROM unit_changes WHERE plan = ? ORDER BY id", (plan,))
    return tuple(PlaceChange(unit, Changed(changed), value) for unit, changed, value in rows)
