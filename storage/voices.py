"""Room: storage. Voices: recordings by people of the place, with their consent to each, and who listens how.

The sound is fetched afterwards and hangs on its recording (sounds.py).
"""

from datetime import datetime
from sqlite3 import Connection

from bot.model.urn import ContactId
from bot.model.voice import VoiceRecorded
from storage.moments import written


def record(db: Connection, speaker: ContactId, voice: VoiceRecorded, channel: str, now: datetime) -> None:
    """Keep a recording until a second speaker has listened; a newer one of the same speaker takes its place."""
    step = (voice.lesson, voice.step, voice.language, channel)
    db.execute(
        "DELETE FROM recordings WHERE speaker_id = ? AND lesson = ? AND step = ? AND language = ? AND channel = ?",
        (speaker, *step),
    )
    db.execute(
        "INSERT INTO recordings (speaker_id, lesson, step, language, channel, wording, file, agreed_at)"
        " SELECT id, ?, ?, ?, ?, ?, ?, ? FROM contacts WHERE id = ? AND consent = 'given'",
        (*step, voice.wording, voice.file, written(now), speaker),
    )


def approve(db: Connection, number: int, listener: ContactId, now: datetime) -> None:
    """Somebody else has listened and it is right."""
    db.execute(
        "UPDATE recordings SET approved_at = ? WHERE id = ? AND approved_at IS NULL AND speaker_id <> ?",
        (written(now), number, listener),
    )


def refuse(db: Connection, number: int, listener: ContactId) -> None:
    """It is not right, so it goes."""
    db.execute("DELETE FROM recordings WHERE id = ? AND approved_at IS NULL AND speaker_id <> ?", (number, listener))


def withdraw(db: Connection, speaker: ContactId) -> None:
    """They take their voice back, with what they have uploaded and not sent."""
    db.execute("DELETE FROM recordings WHERE speaker_id = ?", (speaker,))
    db.execute(
        "DELETE FROM files WHERE media_type LIKE 'audio/%' AND urn IN (SELECT urn FROM urns WHERE contact_id = ?)",
        (speaker,),
    )


def choose(db: Connection, contact_id: ContactId, language: str) -> None:
    """The language somebody listens to."""
    db.execute("DELETE FROM listeners WHERE contact_id = ?", (contact_id,))
    if language:
        db.execute(
            "INSERT INTO listeners (contact_id, language) SELECT id, ? FROM contacts"
            " WHERE id = ? AND consent = 'given'",
            (language, contact_id),
        )


def forget(db: Connection, contact_id: ContactId) -> None:
    """Consent taken back: neither their voice nor their language is kept."""
    withdraw(db, contact_id)
    db.execute("DELETE FROM listeners WHERE contact_id = ?", (contact_id,))
