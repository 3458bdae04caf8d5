"""Room: storage. Files: pictures and documents fetched from us by an address nobody can guess, for some days."""

import secrets
from datetime import datetime, timedelta
from hashlib import blake2b
from sqlite3 import Connection
from typing import Final

from bot.model.channel import File
from bot.model.urn import Urn
from storage.moments import written

KEPT: Final = timedelta(days=7)
UNSENT: Final = 10
"""Recordings of one address that wait to be sent. Each takes up to two megabytes; who records anew needs the last."""


def keep(db: Connection, urn: Urn, file: File, now: datetime) -> str:
    """Keep a file for somebody who is known; the token that fetches it. It goes when they are erased."""
    token = secrets.token_urlsafe(24)
    db.execute(
        "INSERT INTO files (hash, urn, name, media_type, data, expires_at) SELECT ?, urn, ?, ?, ?, ? FROM urns"
        " WHERE urn = ?",
        (_hashed(token), file.name, file.media_type, file.data, written(now + KEPT), urn),
    )
    if file.is_sound:
        _make_room(db, urn)
    return token


def _make_room(db: Connection, urn: Urn) -> None:
    """The oldest recordings go, so that nobody can fill the disk with them."""
    db.execute(
        "DELETE FROM files WHERE urn = ?1 AND media_type LIKE 'audio/%' AND rowid NOT IN (SELECT rowid FROM files"
        " WHERE urn = ?1 AND media_type LIKE 'audio/%' ORDER BY expires_at DESC, rowid DESC LIMIT ?2)",
        (urn, UNSENT),
    )


def find(db: Connection, token: str, now: datetime) -> File | None:
    """The file of a token, unless its days are over."""
    row = db.execute(
        "SELECT name, media_type, data FROM files WHERE hash = ? AND expires_at > ?", (_hashed(token), written(now))
    ).fetchone()
    return File(*row) if row else None


def drop(db: Connection, token: str) -> None:
    """Forget the file of a token."""
    db.execute("DELETE FROM files WHERE hash = ?", (_hashed(token),))


def _hashed(token: str) -> bytes:
    return blake2b(token.encode(), digest_size=32).digest()
