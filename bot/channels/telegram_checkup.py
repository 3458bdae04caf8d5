"""Room: channels. Telegram's check-up for the doctor: is the token ours, does Telegram reach us. It changes nothing."""

from collections.abc import Mapping

from bot.channels.telegram_hook import PATH
from bot.channels.telegram_line import Line
from bot.model.channel import ConnectionFailed, SendError
from bot.model.symptom import Symptom, bad, fine, note

BEHIND = 50
"""Updates waiting at Telegram; more than people write in a minute."""


async def checkup(token: str, *, base_url: str = "", proxy: str = "", webhook_url: str = "") -> list[Symptom]:
    """Ask who we are and how the webhook does. `webhook_url` is our address when updates come by webhook."""
    line = Line(token, base_url=base_url, proxy=proxy, connections=1)
    try:
        me = await line.call("getMe", {})
        info = await line.call("getWebhookInfo", {})
    except ConnectionFailed:
        return [bad("telegram_unreachable")]
    except SendError as error:
        return [bad("telegram_refused", why=str(error))]
    finally:
        await line.close()
    name = str(me.get("username", "?")) if isinstance(me, Mapping) else "?"
    return [fine("telegram_fine", name=name), *_hook(info if isinstance(info, Mapping) else {}, webhook_url)]


def _hook(info: Mapping[str, object], webhook_url: str) -> list[Symptom]:
    url, waiting = info.get("url"), info.get("pending_update_count")
    wanted = webhook_url.rstrip("/") + PATH if webhook_url else ""
    found = []
    if url != wanted and (url or wanted):
        found.append(note("telegram_webhook_elsewhere"))
    if isinstance(waiting, int) and waiting > BEHIND:
        found.append(note("telegram_behind", count=waiting))
    if url and info.get("last_error_message"):
        found.append(note("telegram_webhook_error", why=str(info["last_error_message"])[:100]))
    return found
