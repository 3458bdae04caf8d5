"""Room: storage. Sounds: what a recording sounds like, fetched once, kept as long as its speaker lets it be heard.

A sound hangs on its recording: whoever takes their voice back takes it along, also from the addresses given out.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from bot.model.channel import File
from bot.model.update import Passed
from bot.model.urn import ContactId, Urn
from bot.model.voice import LOST
from storage import files, passing
from storage.moments import written
from storage.writer import Writer


@dataclass(frozen=True, slots=True)
class Wanted:
    """A recording whose sound is still with its provider. `tries` have failed so far."""

    id: int
    channel: str
    file: str
    tries: int


def wanted(db: Connection, channels: Sequence[str], now: datetime) -> list[Wanted]:
    """What can be fetched now, oldest first."""
    marks = ", ".join("?" * len(channels))
    rows = db.execute(
        "SELECT id, channel, file, tries FROM recordings WHERE fetched = 0 AND (due_at IS NULL OR due_at <= ?)"
        f" AND channel IN ({marks}) ORDER BY id LIMIT 20",
        (written(now), *channels),
    )
    return [Wanted(*row) for row in rows.fetchall()]


def keep(db: Connection, number: int, sound: File) -> None:
    """The sound is here, so what fetched it is forgotten and an uploaded copy goes.

    Nothing happens when the voice was taken back meanwhile.
    """
    row = db.execute("SELECT file FROM recordings WHERE id = ?", (number,)).fetchone()
    if row is None:
        return
    db.execute(
        "INSERT OR REPLACE INTO sounds (recording_id, token, name, media_type, data) VALUES (?, ?, ?, ?, ?)",
        (number, secrets.token_urlsafe(24), sound.name, sound.media_type, sound.data),
    )
    db.execute("UPDATE recordings SET fetched = 1, file = '' WHERE id = ?", (number,))
    files.drop(db, row[0])


def put_off(db: Connection, number: int, until: datetime, *, attempt_counts: bool) -> None:
    """It could not be fetched now."""
    db.execute(
        "UPDATE recordings SET tries = tries + ?, due_at = ? WHERE id = ?", (attempt_counts, written(until), number)
    )


def lose(db: Connection, number: int, now: datetime) -> None:
    """It cannot be had: it goes, and its speaker hears which step it was."""
    row = db.execute("DELETE FROM recordings WHERE id = ? RETURNING speaker_id, lesson, step", (number,)).fetchone()
    if row is not None:
        passing.pass_on(db, ContactId(row[0]), Passed(LOST, f"{row[1]}/{row[2]}"), now)


def of(db: Connection, number: int) -> File | None:
    """The sound of a recording."""
    row = db.execute("SELECT name, media_type, data, token FROM sounds WHERE recording_id = ?", (number,)).fetchone()
    return File(*row) if row else None


def find(db: Connection, token: str) -> File | None:
    """The sound behind an address that was given out."""
    row = db.execute("SELECT name, media_type, data, token FROM sounds WHERE token = ?", (token,)).fetchone()
    return File(*row) if row else None


def expected(db: Connection, urn: Urn, now: datetime) -> bool:
    """Whether somebody who may record has just been asked to, so that what they upload is taken at all."""
    row = db.execute(
        "SELECT 1 FROM urns u JOIN sessions s ON s.contact_id = u.contact_id"
        " JOIN roles r ON r.contact_id = u.contact_id"
        " WHERE u.urn = ? AND s.expires_at > ? AND json_extract(s.body, '$.flow') = 'recording' LIMIT 1",
        (urn, written(now)),
    ).fetchone()
    return row is not None


@dataclass(frozen=True, slots=True)
class Sounds:
    """The same behind the Store's writer and reader."""

    writer: Writer
    reader: Connection

    def wanted(self, channels: Sequence[str], now: datetime) -> list[Wanted]:
        """What can be fetched now."""
        return wanted(self.reader, channels, now)

    def of(self, number: int) -> File | None:
        """The sound of a recording."""
        return of(self.reader, number)

    def expected(self, urn: Urn, now: datetime) -> bool:
        """Whether an upload from there is taken."""
        return expected(self.reader, urn, now)

    async def keep(self, number: int, sound: File) -> None:
        """The sound is here."""
        await self.writer.do(lambda db: keep(db, number, sound))

    async def put_off(self, number: int, until: datetime, *, attempt_counts: bool) -> None:
        """It could not be fetched now."""
        await self.writer.do(lambda db: put_off(db, number, until, attempt_counts=attempt_counts))

    async def lose(self, number: int, now: datetime) -> None:
        """It cannot be had."""
        await self.writer.do(lambda db: lose(db, number, now))
