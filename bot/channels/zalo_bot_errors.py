"""Room: channels. What a Zalo Bot's error codes mean (facts/zalo.md §1.8). Pure.

The codes for a person who blocked us or never wrote are not known to anybody who published, so no failed send is
taken for a stop: it is Rejected, and the log says which code it was.
"""

from collections.abc import Mapping
from typing import Final

from bot.channels.zalo_http import QUOTA_PAUSE, Answer, number, trouble
from bot.model.channel import ConnectionFailed, Misconfigured, Rejected, SendError, Throttled

IDLE: Final = 408
UNAUTHORIZED: Final = 401
BAD_REQUEST: Final = 400
NO_CODE: Final = -1

_CLASSES: Final[Mapping[int, type[SendError]]] = {
    BAD_REQUEST: Rejected,
    UNAUTHORIZED: Misconfigured,
    403: ConnectionFailed,  # The documentation calls it an internal server error.
    404: Misconfigured,
    IDLE: ConnectionFailed,
}
_TOO_MANY: Final = frozenset({426, 429})


def failure(answer: Answer) -> SendError | None:
    """How a call failed; None when it did not. `ok` decides: HTTP 200 is also sent with a failure in it."""
    if answer.fields.get("ok") is True:
        return None
    code = code_of(answer)
    if not answer.fields and code != UNAUTHORIZED:
        # A gateway's page speaks for the gateway: its 404 is no verdict on our message.
        return trouble(answer)
    if code in _TOO_MANY:
        # The month's 3,000 messages run out under this code too, so the pause is long.
        return trouble(answer) or Throttled(QUOTA_PAUSE)
    if code in _CLASSES:
        return _CLASSES[code](f"code {code}")
    return trouble(answer) or ConnectionFailed(f"code {code}")


def code_of(answer: Answer) -> int:
    """The code in the body, under either spelling; else the HTTP status of a refusal."""
    for key in ("error_code", "errorCode"):
        if key in answer.fields:
            return number(answer.fields[key], NO_CODE)
    return answer.status if answer.status >= BAD_REQUEST else NO_CODE
