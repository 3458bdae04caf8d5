"""Room: storage. Still: reads of one moment, for papers whose figures must agree. It writes nothing."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from bot.model.contact import Contact
from bot.model.count import Count, Question
from bot.model.report import Report
from storage import counting, reporting
from storage.database import connect_reader


class Still:
    """What can be read in there; asked like the Store."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    @property
    def figures(self) -> "Still":
        """Counts are asked here as well."""
        return self

    def report(
        self, name: str, contact: Contact | None, now: datetime, given: Mapping[str, str] | None = None
    ) -> Report:
        """The rows of a named query."""
        return reporting.run(self._db, name, contact.id if contact else None, now, given)

    def count(self, question: Question) -> tuple[Count, ...]:
        """The cells that answer a question."""
        return counting.count(self._db, question)


@contextmanager
def still(path: Path) -> Iterator[Still]:
    """A connection of its own in one read transaction, so that what others write meanwhile stays out."""
    with closing(connect_reader(path)) as db:
        db.execute("BEGIN")
        yield Still(db)
