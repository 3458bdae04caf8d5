"""Room: model. Voice: a step of a lesson read aloud by somebody of the place, in their language. Nothing is translated
here: what is said is theirs, a second speaker has listened, and they can take it back.
"""

from dataclasses import dataclass
from typing import Final
from zlib import crc32

LANGUAGES: Final = ("ede", "mnong", "tay", "nung", "thai", "muong", "mong", "dao", "khmer", "cham")
KIND: Final = "voice"
"""The attachment that is a recording, by its `number`."""
LOST: Final = "voice-lost"
"""Passed on to the speaker of a recording that could not be fetched from where it was recorded."""


def print_of(text: str) -> str:
    """What tells one wording of a step from another: a recording of an older one is not played."""
    return f"{crc32(text.encode()):08x}"


@dataclass(frozen=True, slots=True)
class VoiceRecorded:
    """A step was read aloud by somebody who agreed that others hear it. `file` is what their provider calls it."""

    lesson: str
    step: int
    wording: str
    language: str
    file: str


@dataclass(frozen=True, slots=True)
class VoiceApproved:
    """A second speaker has listened: it says what the step says."""

    number: int


@dataclass(frozen=True, slots=True)
class VoiceRefused:
    """It does not; it goes."""

    number: int


@dataclass(frozen=True, slots=True)
class VoicesWithdrawn:
    """They no longer want to be heard: every recording of theirs goes."""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The language they would rather listen to; "" for Vietnamese. Only ever with consent."""

    language: str
