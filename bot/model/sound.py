"""Room: model. Sound: what a recording may be. It is known by its first bytes: names and headers only claim."""

from typing import Final

from bot.model.channel import File

MOST: Final = 2 * 1024 * 1024
"""Bytes. A step is read in half a minute; this is two minutes of what a careless phone records."""

_BEGINNINGS: Final = (
    (0, b"OggS", "audio/ogg", ".ogg"),
    (0, b"\x1aE\xdf\xa3", "audio/webm", ".webm"),
    (4, b"ftyp", "audio/mp4", ".m4a"),
    (8, b"WAVE", "audio/wav", ".wav"),
    (0, b"#!AMR", "audio/amr", ".amr"),
    (0, b"ID3", "audio/mpeg", ".mp3"),
)
_FRAME: Final = 0xFFE0
_AAC: Final = 0xFFF0
"""Of a bare stream the first eleven bits are set; twelve, and no layer after them, is AAC."""


def sound(data: bytes, name: str) -> File | None:
    """The bytes as a file called `name` with the ending of its kind; None for what is no sound, or too long."""
    kind = _kind(data) if len(data) <= MOST else None
    return File(f"{name}{kind[1]}", kind[0], data) if kind else None


def _kind(data: bytes) -> tuple[str, str] | None:
    for start, mark, media_type, ending in _BEGINNINGS:
        if data[start : start + len(mark)] == mark:
            return media_type, ending
    head = int.from_bytes(data[:2], "big")
    if head & _FRAME != _FRAME:
        return None
    return ("audio/aac", ".aac") if head & 0xFFF6 == _AAC else ("audio/mpeg", ".mp3")
