"""Room: channels. What Zalo OA's error codes mean to the outbox (facts/zalo.md §2.9). Pure.

Zalo answers HTTP 200 whatever happened; the code in the body says how it went, and 0 is the only success.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.channels.zalo_http import Answer, number, trouble
from bot.model.channel import (
    ConnectionFailed,
    ContactStopped,
    Misconfigured,
    Rejected,
    SendError,
    Throttled,
    WindowClosed,
)
from bot.model.day import VIETNAM

NO_CODE: Final = -1
TOO_MANY: Final = -32

_TOKEN: Final = frozenset({-216, -220, 216, 401, -401})
_BUTTONS: Final = frozenset({-201, -233})
_DEFERRED: Final = timedelta(hours=6)
"""How long to leave a person alone who has received all that Zalo lets through to them (-218)."""

_MORNING: Final = 6
_STATUSES: Final = {401: ConnectionFailed, 403: ConnectionFailed, 404: Misconfigured}

_CLASSES: Final[Mapping[int, type[SendError]]] = {
    **dict.fromkeys((-213, -217, -227, -244), ContactStopped),
    **dict.fromkeys((-230, -232), WindowClosed),
    **dict.fromkeys((-100, -201, -210, -233, -248, -403), Rejected),
    **dict.fromkeys((-204, -205, -209, -211, -212, -219, -221, -223, -224, -235, -237), Misconfigured),
    **dict.fromkeys((-238, -240, -241, -242, -249, -320, -321), Misconfigured),
    **dict.fromkeys(_TOKEN, Misconfigured),
}
_WAITS: Final[Mapping[int, Callable[[datetime], Throttled]]] = {
    TOO_MANY: lambda now: Throttled(61.0 - now.second),
    -218: lambda now: Throttled(_DEFERRED.total_seconds(), contact_only=True),
    -234: lambda now: Throttled(_until_morning(now).total_seconds(), contact_only=True),
}


def failure(answer: Answer, now: datetime) -> SendError | None:
    """How a call failed; None when it did not.

    A code that nobody has written down may pass with time, so it is tried again until the outbox gives up.
    """
    code = code_of(answer)
    if code == 0 or (wrong := trouble(answer)) is None:
        return _by_code(code, now)
    return wrong


def code_of(answer: Answer) -> int:
    """The code in the body. A plain HTTP refusal counts as its own status, 401 as a refused token."""
    if "error" in answer.fields:
        return number(answer.fields["error"], NO_CODE)
    return answer.status if answer.status >= 400 else NO_CODE


def is_token_refused(answer: Answer) -> bool:
    """Whether a fresh access token may help."""
    return code_of(answer) in _TOKEN


def may_be_buttons(answer: Answer) -> bool:
    """Whether the shape of the buttons may be what Zalo did not like."""
    return code_of(answer) in _BUTTONS


def is_known(code: int) -> bool:
    """Whether the fact sheet explains this code."""
    return code == 0 or code in _CLASSES or code in _WAITS


def _by_code(code: int, now: datetime) -> SendError | None:
    if code == 0:
        return None
    if code in _WAITS:
        return _WAITS[code](now)
    return _CLASSES.get(code, _STATUSES.get(code, ConnectionFailed))(f"code {code}")


def _until_morning(now: datetime) -> timedelta:
    """Some kinds are refused from 22:00 to 06:00 in Viet Nam."""
    here = now.astimezone(VIETNAM)
    morning = here.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return morning - here if here < morning else morning + timedelta(days=1) - here
