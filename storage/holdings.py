"""Room: storage. Holdings: everything the database holds about one person, found by the schema itself.

A table belongs to a person when it points to contacts. Other people in a row (who helped, who was helped) stay unnamed.
"""

from collections.abc import Iterator, Mapping
from sqlite3 import Connection
from typing import Any, Final

from bot.model.urn import ContactId

Holdings = Mapping[str, tuple[Mapping[str, Any], ...]]
"""Rows by table; tables without one are left out."""

AROUND: Final[Mapping[str, str]] = {
    "contacts": "id = :person",
    "flags": "contact_id = :person",
    "audit": "actor IN (SELECT actor FROM actors WHERE contact_id = :person)",
    "contest_answers": "entry_id IN (SELECT id FROM contest_entries WHERE contact_id = :person)",
    "files": "urn IN (SELECT urn FROM urns WHERE contact_id = :person)",
    "sounds": "recording_id IN (SELECT id FROM recordings WHERE speaker_id = :person)",
}
"""Tables about a person that do not point to contacts themselves."""


def of(db: Connection, contact_id: ContactId) -> Holdings:
    """What is held now."""
    found = {table: tuple(_rows(db, table, contact_id)) for table in tables(db)}
    return {table: rows for table, rows in found.items() if rows}


def tables(db: Connection) -> tuple[str, ...]:
    """Every table about a person."""
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return tuple(name for name in names if name in AROUND or pointers(db, name))


def pointers(db: Connection, table: str) -> tuple[str, ...]:
    """The columns that point to a person."""
    keys = db.execute(f"PRAGMA foreign_key_list({table})").fetchall()
    return tuple(sorted(key[3] for key in keys if key[2] == "contacts"))


def _rows(db: Connection, table: str, contact_id: ContactId) -> Iterator[Mapping[str, Any]]:
    people = pointers(db, table)
    where = AROUND.get(table) or " OR ".join(f"{column} = :person" for column in people)
    cursor = db.execute(f"SELECT * FROM {table} WHERE {where}", {"person": contact_id})
    columns = [column[0] for column in cursor.description]
    for row in cursor.fetchall():
        yield {
            column: _who(value, contact_id) if column in people else value
            for column, value in zip(columns, row, strict=True)
            if value is not None and not isinstance(value, bytes)
        }


def _who(value: int, contact_id: ContactId) -> str:
    return "me" if value == contact_id else "other"
