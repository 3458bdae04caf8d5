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


def keep(db: Connection, urn: Urn, file: File, now: datetime) -> str:
    """Keep a file for somebody who is known; the token that fetches it. It goes when they are erased."""
    token = secrets.token_urlsafe(24)
    db.execute(
        "INSERT INTO files (hash, urn, name, media_type, data, expires_at) SELECT ?, urn, ?, ?, ?, ? FROM urns"
        " WHERE urn = ?",
        (_hashed(token), file.name, file.media_type, file.data, written(now + KEPT), urn),
    )
    return token


def find(db: Connection, token: str, now: datetime) -> File | None:
    """The file of a token, unless its days are over."""
    row = db.execute(
        "SELECT name, media_type, data FROM files WHERE hash = ? AND expires_at > ?", (_hashed(token), written(now))
    ).fetchone()
    return File(*row) if row else None


def _hashed(token: str) -> bytes:
    return blake2b(token.encode(), digest_size=32).digest()
