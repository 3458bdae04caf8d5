"""Room: storage. Share links: code → lesson, village, volunteer."""

from datetime import datetime
from sqlite3 import Connection

from bot.model.share import ShareLink
from storage.errors import Outdated
from storage.moments import written


def add(db: Connection, link: ShareLink, now: datetime) -> None:
    """Remember a link."""
    db.execute(
        "INSERT INTO shares (code, lesson, unit, volunteer, created_at) VALUES (?, ?, ?, ?, ?)",
        (link.code, link.lesson, link.unit, link.volunteer, written(now)),
    )


def make(db: Connection, link: ShareLink, now: datetime) -> None:
    """The same for a code that was drawn by chance.

    Raises:
        Outdated: it exists, so another one has to be drawn.
    """
    if find(db, link.code) is not None:
        raise Outdated("this code exists")
    add(db, link, now)


def find(db: Connection, code: str) -> ShareLink | None:
    """The link with this code, capital letters or not."""
    row = db.execute("SELECT code, lesson, unit, volunteer FROM shares WHERE code = ?", (code.upper(),)).fetchone()
    return ShareLink(*row) if row else None
