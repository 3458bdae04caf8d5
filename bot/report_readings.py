"""Room: app. Report readings: everything a report asks the store, read at one moment and kept.

Asked again later, they answer the same: so the two files of a report agree, and it can be written once more.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from bot.model.contact import Contact
from bot.model.count import By, Count, Question
from bot.model.report import Report
from storage import Store
from storage.still import Still, still


class Readings:
    """Asked like the store. What is not remembered is asked of `at`; without it, it was never read."""

    def __init__(self, at: Still | None, said: dict[str, Any] | None = None) -> None:
        self._at = at
        self._said = said or {}

    @property
    def figures(self) -> "Readings":
        """Counts are asked here as well."""
        return self

    def report(
        self, name: str, contact: Contact | None, now: datetime, given: Mapping[str, str] | None = None
    ) -> Report:
        """The rows of a named query.

        Raises:
            KeyError: the frozen report was written without it, by an earlier version of this program.
        """
        key = _key(name, dict(given or {}))
        if self._at is not None and key not in self._said:
            self._said[key] = [dict(row) for row in self._at.report(name, contact, now, given)]
        return tuple(self._said[key])

    def count(self, question: Question) -> tuple[Count, ...]:
        """The cells that answer a question; as `report` otherwise."""
        key = _key(*question.by, _day(question.since), _day(question.until))
        if self._at is not None and key not in self._said:
            cells = self._at.count(question)
            self._said[key] = [[one.series, {str(by): at for by, at in one.at.items()}, one.n] for one in cells]
        return tuple(Count(series, {By(by): at for by, at in ats.items()}, n) for series, ats, n in self._said[key])

    def packed(self) -> bytes:
        """For the snapshot."""
        return zlib.compress(json.dumps(self._said, ensure_ascii=False, sort_keys=True).encode())


def unpacked(readings: bytes) -> Readings:
    """As they were packed."""
    return Readings(None, json.loads(zlib.decompress(readings)) if readings else {})


@contextmanager
def reading(store: Store) -> Iterator[Readings]:
    """Of this moment."""
    with still(store.path) as at:
        yield Readings(at)


def _key(*asked: object) -> str:
    return json.dumps(asked, ensure_ascii=False, sort_keys=True)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
