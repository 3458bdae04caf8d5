"""Room: model. ShareLink: a volunteer's link to one lesson, remembered for the count."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ShareLink:
    """`code` opens `lesson`; `unit` and `volunteer` (a pseudonym or a name they chose) are who spread it."""

    code: str
    lesson: str
    unit: str | None = None
    volunteer: str | None = None


CODE: Final = re.compile(r"[A-Z0-9]{4,12}")
_TYPED: Final = re.compile(r"\s*BH[\s.:-]*([A-Z0-9]{4,12})\s*", re.IGNORECASE)


def code_typed(text: str) -> str | None:
    """The code in "BH 7K3M", for channels whose links cannot carry one."""
    match = _TYPED.fullmatch(text)
    return match[1].upper() if match else None
