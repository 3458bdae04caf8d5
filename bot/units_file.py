"""Room: app. Units file: reads a filled-in list of places and numbers; all cells that are wrong are told at once.

The file comes from outside, so it is looked at before it is opened: a few kilobytes can unpack to gigabytes.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.utils import get_column_letter

from bot.exports.sheet_name import sheet_name
from bot.exports.units_template import NUMBER_FIELDS, UNIT_FIELDS
from content.copybook import Copy

LARGEST: Final = 2_000_000
"""Bytes of the file."""
LARGEST_INSIDE: Final = 30_000_000
"""Bytes of all its parts unpacked."""
MOST_PARTS: Final = 200
MOST_ROWS: Final = 5_000
_WIDEST: Final = 12

Cell = str | int | float | date | None


class FileRefused(Exception):
    """The file is not opened at all; `key` is the sentence that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Filled:
    """A row that was filled in: its number in the sheet and its cells by field."""

    sheet: str
    row: int
    cells: dict[str, Cell]
    letters: dict[str, str]

    def at(self, name: str) -> str:
        """The name of a cell, as the program it was typed in shows it."""
        return f"{self.letters[name]}{self.row}"

    def text(self, name: str) -> str:
        """A cell as words; "" when empty."""
        cell = self.cells.get(name)
        return "" if cell is None else str(cell).strip()


@dataclass(slots=True)
class UnitsFile:
    """The two sheets that count."""

    units: tuple[Filled, ...]
    numbers: tuple[Filled, ...]


def read_units_file(path: Path, copy: Copy) -> UnitsFile:
    """The rows of the file.

    Raises:
        FileRefused: it is no workbook, too large, or without one of the two sheets or of their columns.
        OSError: it cannot be read.
    """
    _inspect(path)
    try:
        with path.open("rb") as stream:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
            units, numbers = _rows(book, copy, "units", UNIT_FIELDS), _rows(book, copy, "numbers", NUMBER_FIELDS)
            return UnitsFile(tuple(units), tuple(numbers))
    except FileRefused:
        raise
    except _DAMAGED as error:
        raise FileRefused("units.no_workbook") from error


_DAMAGED: Final = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, SyntaxError, zipfile.BadZipFile)
"""What a workbook with damaged or strange parts makes its reader raise, when it is opened and when rows are read."""

_BROKEN: Final = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, EOFError, OSError)
"""What a damaged archive makes its reader raise."""


def _inspect(path: Path) -> None:
    """What a bomb, or a file that is something else, shows before it is unpacked."""
    if path.stat().st_size > LARGEST:
        raise FileRefused("units.too_large")
    if not zipfile.is_zipfile(path):
        raise FileRefused("units.no_workbook")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_INSIDE:
                raise FileRefused("units.too_large")
            for part in parts:
                _unpack(archive, part)
    except _BROKEN as error:
        raise FileRefused("units.no_workbook") from error


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """The size a part claims may be a lie, and a document type could make it grow while it is read."""
    with archive.open(part) as stream:
        head = stream.read(4096)
        rest = sum(len(chunk) for chunk in iter(lambda: stream.read(65536), b""))
    if len(head) + rest > part.file_size or b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise FileRefused("units.too_large")


def _rows(book: Any, copy: Copy, kind: str, fields: Sequence[str]) -> Iterator[Filled]:
    name = sheet_name(copy.say(f"table.{kind}.sheet"))
    # Nothing is taken from a sheet that whoever fills the file in cannot see.
    if name not in book.sheetnames or book[name].sheet_state != "visible":
        raise FileRefused("units.no_sheet")
    names = {copy.say(f"table.{kind}.{one}"): one for one in fields}
    sheet = book[name]
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=_WIDEST)
    places = _places(next(rows, ()), names)
    if sorted(places.values()) != sorted(fields):
        raise FileRefused("units.no_column")
    letters = {one: get_column_letter(place + 1) for place, one in places.items()}
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS + 1:
            raise FileRefused("units.too_many")
        cells = {one: _value(row[place].value) for place, one in places.items() if place < len(row)}
        if any(cell not in {None, ""} for cell in cells.values()):
            yield Filled(name, number, cells, letters)


def _places(head: Sequence[Any], names: dict[str, str]) -> dict[int, str]:
    titles = [str(cell.value or "").strip() for cell in head]
    return {place: names[title] for place, title in enumerate(titles) if title in names}


def _value(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, str | int | float | date) or value is None else str(value)
