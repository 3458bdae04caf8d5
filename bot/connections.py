"""Room: app. Connections: which channels are on. A channel is on when its token is set."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.config import Settings
from bot.engine import Clock
from bot.model.channel import Channel
from bot.model.symptom import Symptom
from content.book import Book
from handlers.commands import COMMANDS
from storage import Store

Opener = Callable[[Settings, Store, Book, Clock], Channel | None]


def telegram(settings: Settings, store: Store, book: Book, clock: Clock) -> Channel | None:
    """Telegram, with our command menu and description hung out."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    from bot.channels.telegram import TelegramChannel, TelegramMenu

    say = book.copy.say
    place = book.campaign.commune
    secret = settings.telegram_webhook_secret.get_secret_value()
    channel = TelegramChannel(
        token,
        clock=clock,
        base_url=settings.telegram_base_url,
        proxy=settings.telegram_proxy,
        webhook_secret=secret,
        webhook_url=settings.public_url if secret else "",
        menu=TelegramMenu(
            tuple((command.name, say(command.help)) for command in COMMANDS if command.help),
            say("commands.description", commune=place),
            say("commands.short_description", commune=place),
            frozenset(command.name for command in COMMANDS if command.in_groups),
        ),
    )
    channel.on_moved = store.move_urn
    return channel


def zalo_oa(settings: Settings, store: Store, book: Book, clock: Clock) -> Channel | None:
    """Zalo Official Account."""
    if not settings.zalo_oa_app_id:
        return None
    from bot.channels.zalo_oa import API, OAUTH, ZaloOaChannel

    return ZaloOaChannel(
        settings.zalo_oa_app_id,
        settings.zalo_oa_app_secret.get_secret_value(),
        settings.zalo_oa_secret_key.get_secret_value(),
        store.tokens("zalo_oa", settings.zalo_oa_refresh_token.get_secret_value()),
        base_url=settings.zalo_oa_base_url or API,
        oauth_url=settings.zalo_oa_oauth_url or OAUTH,
        clock=clock,
    )


def zalo_bot(settings: Settings, store: Store, book: Book, clock: Clock) -> Channel | None:
    """Zalo Bot."""
    token = settings.zalo_bot_token.get_secret_value()
    if not token:
        return None
    from bot.channels.zalo_bot import API, ZaloBotChannel

    secret = settings.zalo_bot_webhook_secret.get_secret_value()
    return ZaloBotChannel(
        token,
        base_url=settings.zalo_bot_base_url or API,
        webhook_secret=secret,
        webhook_url=settings.public_url if secret else "",
        clock=clock,
        meter=store.meter("zalo_bot", settings.zalo_bot_monthly or None),
    )


async def checkups(settings: Settings, store: Store, now: datetime) -> list[Symptom]:
    """Every channel that is on, looked at for the doctor; nothing is sent and nothing changed."""
    from bot.channels import telegram_checkup, zalo_checkup

    found: list[Symptom] = []
    if token := settings.telegram_token.get_secret_value():
        hooked = settings.public_url if settings.telegram_webhook_secret.get_secret_value() else ""
        found += await telegram_checkup.checkup(
            token, base_url=settings.telegram_base_url, proxy=settings.telegram_proxy, webhook_url=hooked
        )
    if token := settings.zalo_bot_token.get_secret_value():
        found += await zalo_checkup.checkup_bot(
            token,
            base_url=settings.zalo_bot_base_url,
            webhook_secret=settings.zalo_bot_webhook_secret.get_secret_value(),
            webhook_url=settings.public_url,
        )
    if settings.zalo_oa_app_id:
        shelf = store.tokens("zalo_oa", settings.zalo_oa_refresh_token.get_secret_value())
        found += await zalo_checkup.checkup_oa(_oa_settings(settings), shelf, now)
    return found


def _oa_settings(settings: Settings) -> dict[str, bool]:
    secrets = {
        "HOCVUSO_ZALO_OA_APP_SECRET": settings.zalo_oa_app_secret,
        "HOCVUSO_ZALO_OA_SECRET_KEY": settings.zalo_oa_secret_key,
        "HOCVUSO_ZALO_OA_REFRESH_TOKEN": settings.zalo_oa_refresh_token,
    }
    return {name: bool(secret.get_secret_value()) for name, secret in secrets.items()}


def reply_windows() -> dict[str, timedelta | None]:
    """How long after a person wrote a channel carries a message to them for free; the others always do."""
    from bot.channels.zalo_oa import LIMITS

    return {"zalo_oa": LIMITS.reply_window}


OPENERS: Final[tuple[Opener, ...]] = (telegram, zalo_oa, zalo_bot)


def connections(settings: Settings, store: Store, book: Book, clock: Clock) -> list[Channel]:
    """Every channel whose token is set."""
    opened = (opener(settings, store, book, clock) for opener in OPENERS)
    return [channel for channel in opened if channel is not None]
