"""Room: model. Asking: our few questions to a person. One passed over is put once more, then never again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

PAUSE: Final = timedelta(days=7)
"""Between the two times. Who is in the middle of learning is not to be asked at every lesson."""
TIMES: Final = 2


class About(StrEnum):
    """What we ask by ourselves."""

    CONSENT = "consent"
    VILLAGE = "village"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Asking:
    """How often one question was put, and when last (aware UTC). Answered or not is none of its business."""

    about: About
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """They were asked one of our questions, without having wished for it."""

    about: About


def may_ask(askings: tuple[Asking, ...], about: About, now: datetime) -> bool:
    """Whether the question may be put (again)."""
    put = next((one for one in askings if one.about == about), None)
    return put is None or (put.times < TIMES and now - put.last >= PAUSE)
