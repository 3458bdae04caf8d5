"""Tests: recordings of every kind we know, as short as their first bytes allow, and a real one that a browser plays."""

import math
import struct

from bot.model.channel import File

KINDS = {
    "audio/ogg": b"OggS\0\2",
    "audio/webm": b"\x1aE\xdf\xa3\x9f",
    "audio/mp4": b"\0\0\0\x20ftypM4A ",
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "audio/amr": b"#!AMR\n",
    "audio/mpeg": b"ID3\4",
    "audio/aac": b"\xff\xf1\x50",
}
OGG = File("giong-doc.ogg", "audio/ogg", KINDS["audio/ogg"])


def wav(seconds: float = 0.2, rate: int = 8000) -> bytes:
    """A tone, eight bits a sample."""
    count = int(seconds * rate)
    data = bytes(128 + int(80 * math.sin(n / 4)) for n in range(count))
    shape = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    return struct.pack("<4sI4s", b"RIFF", 36 + count, b"WAVE") + shape + struct.pack("<4sI", b"data", count) + data
