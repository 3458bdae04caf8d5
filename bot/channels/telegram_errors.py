"""Room: channels. Telegram's refusals as the classes of bot/model/channel.py. Pure; it never shows a token.

The transport's own classes are traps: its BadRequest and TimedOut are NetworkErrors too, and a proxy's HTML
page counts like Telegram's word. A page that is not JSON proves only that somebody stood in the way, so it
never stops a person and never ends a message.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from telegram import error as ptb

from bot.model.channel import (
    ConnectionFailed,
    ContactStopped,
    Misconfigured,
    Rejected,
    Retry,
    SendError,
    Throttled,
)

WORDS: Final = 200
"""Characters of a refusal that are kept."""

_OVER: Final = ("query is too old", "query id is invalid", "message is not modified", "message to edit not found")


class Moved(Retry):
    """The group lives on under another id: `chat`."""

    def __init__(self, chat: int) -> None:
        super().__init__("the group became a supergroup")
        self.chat = chat


class Unmarkable(Rejected):
    """Our HTML is wrong. The words themselves may still go out without it."""


class TakenElsewhere(Misconfigured):
    """Another program asks for the same bot's updates, or a webhook is set."""


class Over(Rejected):
    """Too late or already so: an old press, a message that is gone, an edit that changes nothing."""


def classified(error: Exception, token: str) -> SendError:
    """What a failed call means. A BadRequest is asked for before its parent, the NetworkError."""
    said = _words(error, token)
    if not _spoken_by_telegram(error):
        return ConnectionFailed(said)
    if isinstance(error, ptb.RetryAfter):
        return Throttled(_seconds(error.retry_after))
    if isinstance(error, ptb.ChatMigrated):
        return Moved(error.new_chat_id)
    if isinstance(error, ptb.BadRequest):
        return _refusal(said)
    meant = next((ours for theirs, ours in _CLASSES if isinstance(error, theirs)), ConnectionFailed)
    return meant(said)


_CLASSES: Final[tuple[tuple[type[ptb.TelegramError], type[SendError]], ...]] = (
    (ptb.Forbidden, ContactStopped),
    (ptb.InvalidToken, Misconfigured),
    (ptb.EndPointNotFound, Misconfigured),
    (ptb.Conflict, TakenElsewhere),
)


def _refusal(said: str) -> Rejected:
    """A 400. The transport changes its capitals, so they say nothing."""
    lower = said.lower()
    if "can't parse entities" in lower:
        return Unmarkable(said)
    return Over(said) if any(words in lower for words in _OVER) else Rejected(said)


def _seconds(pause: int | timedelta) -> float:
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _spoken_by_telegram(error: BaseException) -> bool:
    """Whether the answer was JSON with a reason in it; a proxy's page or an empty body is nobody's word."""
    nameless = isinstance(error, ptb.Forbidden) and str(error).startswith("Forbidden (403)")
    return not nameless and not any(isinstance(link, ValueError) for link in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _words(error: Exception, token: str) -> str:
    """The reason in short: no proxy's page, and no address with the token that such a page may repeat."""
    said = str(error).partition(". Parsing the server response")[0]
    for secret in (token, quote(token, safe="")):
        said = said.replace(secret, "[token]")
    return f"{type(error).__name__}: {said[:WORDS]}"
