"""Room: app. Logbook: what a log line may hold. The last gate: addresses and tokens in one are blotted out.

Lines are written without them in the first place (a test plays a whole talk and reads the log); this is for the
words of others that we quote: a library's error, a provider's refusal.
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

_BLOTS: Final = (
    (re.compile(r"\b(telegram|zalo_oa|zalo_bot|web|terminal):[\w@-]{1,200}"), r"\1:…"),
    (re.compile(r"(?<!\d)\d{5,20}:[\w-]{10,200}"), "(token)"),
    (
        re.compile(
            r"(?i)\b(access_token|refresh_token|secret_key|secret_token|authorization)(\W{1,4})[\w.~+/=-]{1,2000}"
        ),
        r"\1\2…",
    ),
)


def discreet(logger: Any, method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: every text of the line without addresses and tokens."""
    return {name: blotted(value) if isinstance(value, str) else value for name, value in line.items()}


def blotted(text: str) -> str:
    """The text without them."""
    for shape, instead in _BLOTS:
        text = shape.sub(instead, text)
    return text
