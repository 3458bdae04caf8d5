"""Room: model. Linking: one person on several channels, joined by a one-time code. At rest the code is only a hash."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.model.code import TYPED, in_capitals

LASTS: Final = timedelta(minutes=15)
"""Long enough to open the other phone, too short to be passed around."""

SHAPE: Final = r"(?:ma )?noi (?:kenh )?(?=[a-z ]*\d)([a-z0-9]{4} ?[a-z0-9]{4})"
"""What people type, folded. Eight letters like an invite's (decision 0010): six digits could be guessed by somebody
who makes new addresses, and would be masked as the code of a bank."""

_TYPED: Final = re.compile(rf"\s*/?(?:MA )?NOI(?:[\s.:-]+KENH)?{TYPED}")
"""The same before it is folded."""


@dataclass(frozen=True, slots=True)
class LinkOffer:
    """The open code that was just typed; `own` when it was made in this very talk."""

    id: int
    own: bool
    channel: str
    """Where the code was asked for; nothing else of the other side is told."""


@dataclass(frozen=True, slots=True)
class LinkCodeMade:
    """They want to join another channel to this talk. Only ever decided for a contact who gave consent."""

    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ChannelsLinked:
    """This talk joins the one behind the code of this number: one person from here on."""

    number: int


@dataclass(frozen=True, slots=True)
class ChannelUnlinked:
    """The address they write from is a person of its own again, of whom nothing is known."""


def link_typed(text: str) -> str | None:
    """The code in "NOI 7K3M-9QRT", as it is hashed."""
    match = _TYPED.fullmatch(in_capitals(text))
    return match[1] + match[2] if match else None
