"""Room: channels. Making a press visible: the waiting sign ends at once, and the message shows what was chosen.

Only a courtesy: the update is on disk already, so nothing here may fail loudly or be waited for.
"""

from collections.abc import Sequence
from typing import Any, Final

import structlog

from bot.channels.telegram_errors import Over
from bot.channels.telegram_line import Line
from bot.channels.telegram_parse import Pressed, Raw
from bot.model.channel import SendError
from bot.model.press import Choice, unpack_press

SEEN: Final = "✓ "

log = structlog.get_logger("telegram")


async def acknowledge(line: Line, pressed: Pressed) -> None:
    """End the waiting sign, then mark the message. A press Telegram has forgotten is no trouble."""
    await _quietly(line, "answerCallbackQuery", {"callback_query_id": pressed.query})
    after = rows_after(pressed.rows, pressed.payload)
    if pressed.message is None or after == [list(row) for row in pressed.rows]:
        return
    where = {"chat_id": pressed.chat, "message_id": pressed.message}
    await _quietly(line, "editMessageReplyMarkup", {**where, "reply_markup": {"inline_keyboard": after}})


def rows_after(rows: Sequence[Sequence[Raw]], payload: str) -> list[list[dict[str, Any]]]:
    """The keyboard once `payload` was pressed: it is ticked, and what was answered with it goes.

    Choices of a step go together with the step; commands ("help", another lesson) work at any time and stay.
    """
    answered = isinstance(unpack_press(payload), Choice)
    after = [[_ticked(b, payload) for b in row if not (answered and _rejected(b, payload))] for row in rows]
    return [row for row in after if row]


def _ticked(button: Raw, payload: str) -> dict[str, Any]:
    label = button["text"]
    new = button.get("callback_data") == payload and not label.startswith(SEEN)
    return {**button, "text": SEEN + label if new else label}


def _rejected(button: Raw, payload: str) -> bool:
    """A choice that was not taken."""
    other = button.get("callback_data", "")
    return other != payload and isinstance(unpack_press(other), Choice)


async def _quietly(line: Line, method: str, fields: dict[str, Any]) -> None:
    try:
        await line.call(method, fields)
    except Over:
        return
    except SendError as error:
        log.warning("telegram_press_not_shown", method=method, error=type(error).__name__)
