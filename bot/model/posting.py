"""Room: model. Posting: news, videos, loudspeaker hours, banners about the plan: what came out where, on which day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class PostingKind(StrEnum):
    """The plans count news and videos together, what hangs in the streets apart, and the loudspeaker apart again."""

    NEWS = "news"
    VIDEO = "video"
    VISUAL = "visual"
    RADIO = "radio"


SERIES: Final = MappingProxyType(
    {
        PostingKind.NEWS: "posts",
        PostingKind.VIDEO: "posts",
        PostingKind.VISUAL: "publicity",
        PostingKind.RADIO: "radio",
    }
)
"""What each is counted under."""


@dataclass(frozen=True, slots=True)
class Posting:
    """`n` pieces at `place`, in the office's own words; `unit` is "" when it was for everybody."""

    kind: PostingKind
    place: str
    unit: str
    day: date
    n: int

    def __str__(self) -> str:
        """For the audit: without the words of the place."""
        return " ".join(filter(None, (self.kind, self.unit, str(self.day), str(self.n))))
