"""Room: channels. Zalo's check-ups for the doctor: who the Bot is, how the OA's token stands. Nothing is spent."""

from collections.abc import Mapping
from datetime import datetime

from bot.channels.zalo_bot import API, PATH
from bot.channels.zalo_bot_errors import failure
from bot.channels.zalo_bot_parse import fields_of
from bot.channels.zalo_http import new_client, post
from bot.model.channel import ConnectionFailed, SendError
from bot.model.symptom import Symptom, bad, fine, note
from bot.model.token import TokenShelf

SECRET_LENGTHS = range(8, 257)


async def checkup_bot(
    token: str, *, base_url: str = "", webhook_secret: str = "", webhook_url: str = ""
) -> list[Symptom]:
    """Who the bot is, and whether its webhook is ours."""
    url = f"{(base_url or API).rstrip('/')}/bot{token}/"
    client = new_client()
    try:
        answer = await post(client, f"{url}getMe", json={})
        hook = await post(client, f"{url}getWebhookInfo", json={})
    except SendError:
        return [bad("zalo_bot_unreachable")]
    finally:
        await client.aclose()
    wrong = failure(answer)
    if isinstance(wrong, ConnectionFailed):
        return [bad("zalo_bot_unreachable")]
    if wrong is not None:
        return [bad("zalo_bot_refused", why=str(wrong))]
    name = str(fields_of(answer.fields, "result").get("account_name", "?"))
    registered = str(fields_of(hook.fields, "result").get("url", ""))
    return [fine("zalo_bot_fine", name=name), *_hook(registered, webhook_secret, webhook_url)]


def _hook(registered: str, secret: str, webhook_url: str) -> list[Symptom]:
    if not secret:
        return [note("zalo_bot_polls")]
    if len(secret) not in SECRET_LENGTHS:
        return [bad("zalo_bot_secret_length")]
    wanted = f"{webhook_url.rstrip('/')}{PATH}"
    return [] if registered == wanted else [note("zalo_bot_webhook_elsewhere")]


async def checkup_oa(settings: Mapping[str, bool], shelf: TokenShelf, now: datetime) -> list[Symptom]:
    """What is set, and whether there is a token that works or can be renewed. `settings` says which of them are set."""
    missing = [name for name, given in settings.items() if not given]
    if missing:
        return [bad("zalo_oa_missing", names=", ".join(missing))]
    pair = await shelf.load()
    if pair is None:
        return [bad("zalo_oa_no_token")]
    if pair.fresh_until <= now:
        return [note("zalo_oa_not_renewed")]
    return [fine("zalo_oa_fine")]
