"""Room: model. Invite: a one-time code that lets somebody hold a role. At rest it is only a hash."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.model.code import TYPED, in_capitals
from bot.model.role import Role

LASTS: Final = timedelta(days=7)
TRIES: Final = 5
"""Wrong codes from one person before they have to wait."""
PAUSE: Final = timedelta(hours=1)

SHAPE: Final = r"(?:moi|ma moi) (?=[a-z ]*\d)([a-z0-9]{4} ?[a-z0-9]{4})"
"""What people type, folded; a code always has a digit, so that "mỗi ngày nghe…" is none."""

_TYPED: Final = re.compile(rf"\s*/?(?:MA )?MOI{TYPED}")
"""The same before it is folded."""


@dataclass(frozen=True, slots=True)
class Invite:
    """An open invite, as a decision sees it: never with its code."""

    id: int
    role: Role
    villages: tuple[str, ...]
    expires_at: datetime


def invite_typed(text: str) -> str | None:
    """The code in "MOI 7K3M-9QRT", as it is hashed."""
    match = _TYPED.fullmatch(in_capitals(text))
    return match[1] + match[2] if match else None


def invite_opened(code: str | None) -> str | None:
    """The code in a link, when it has the length of an invite's."""
    plain = (code or "").replace("-", "").upper()
    return plain if re.fullmatch(r"[A-Z2-9]{8}", plain) else None
