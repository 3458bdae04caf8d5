"""Tests: Telegram's webhook. The secret first, then the disk, and only then 200."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.telegram_hook import BYTES, PATH
from bot.model.update import Text
from tests.providers.telegram_desk import Desk, desk, until
from tests.providers.telegram_host import hosted

SECRET = "mat-khau-cua-webhook"
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
UPDATE = {
    "update_id": 5,
    "message": {"chat": {"id": 7, "type": "private"}, "from": {"id": 7, "is_bot": False}, "text": "chào"},
}


@contextlib.asynccontextmanager
async def hooked(url: str = "https://hocvuso.example") -> AsyncIterator[tuple[Desk, httpx.AsyncClient]]:
    """The channel behind its webhook, introduced, and Telegram's way to it."""
    async with desk(webhook_secret=SECRET, webhook_url=url) as it:
        app = Starlette(routes=list(it.channel.routes(it.intake)))
        async with hosted(app) as address, httpx.AsyncClient(base_url=address, trust_env=False) as telegram:
            yield it, telegram


async def test_200_means_saved() -> None:
    async with hooked() as (it, telegram), it.receiving():
        await until(lambda: it.api.called("getWebhookInfo"))
        answer = await telegram.post(PATH, json=UPDATE, headers=HEADER)
        assert (answer.status_code, it.heard()) == (200, [Text("chào")])


async def test_telegram_is_told_where_and_with_which_secret() -> None:
    async with hooked() as (it, _), it.receiving():
        await until(lambda: it.api.called("getWebhookInfo"))
        assert it.api.webhook["url"] == "https://hocvuso.example/webhooks/telegram"
        assert it.api.webhook["secret_token"] == SECRET
        assert it.api.called("deleteWebhook") == it.api.called("getUpdates") == []


async def test_a_webhook_somebody_moved_is_put_back() -> None:
    async with hooked() as (it, _):
        it.on_pause = lambda: it.api.webhook.update(url="https://elsewhere") if len(it.pauses) == 1 else None  # type: ignore[attr-defined]
        async with it.receiving():
            await until(lambda: len(it.api.called("setWebhook")) == 2)
        assert it.channel.last_poll_at is not None


@pytest.mark.parametrize(
    "header", [{}, {"X-Telegram-Bot-Api-Secret-Token": "x"}, {"X-Telegram-Bot-Api-Secret-Token": "é"}]
)
async def test_without_the_secret_nothing_is_read(header: dict[str, str]) -> None:
    async with hooked() as (it, telegram), it.receiving():
        await until(lambda: it.api.called("getWebhookInfo"))
        raw = {name: value.encode() for name, value in header.items()}
        answer = await telegram.post(PATH, json=UPDATE, headers=raw)
        assert (answer.status_code, it.saved) == (403, [])


async def test_503_while_the_disk_is_full_or_the_bot_does_not_know_itself() -> None:
    async with hooked() as (it, telegram):
        assert (await telegram.post(PATH, json=UPDATE, headers=HEADER)).status_code == 503
        async with it.receiving():
            await until(lambda: it.api.called("getWebhookInfo"))
            it.full.add("telegram:7")
            assert (await telegram.post(PATH, json=UPDATE, headers=HEADER)).status_code == 503
            it.full.clear()
            assert (await telegram.post(PATH, json=UPDATE, headers=HEADER)).status_code == 200
            assert (await telegram.post(PATH, json=UPDATE, headers=HEADER)).status_code == 200
        assert len(it.saved) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b"7", b'{"update_id": 1, "message": {}}', b"[" * 100_000])
async def test_what_nobody_can_read_blocks_no_chat(body: bytes) -> None:
    async with hooked() as (it, telegram), it.receiving():
        await until(lambda: it.api.called("getWebhookInfo"))
        answer = await telegram.post(PATH, content=body, headers=HEADER)
        assert (answer.status_code, it.channel.set_aside, it.saved) == (200, 1, [])


async def test_a_body_without_end_is_not_waited_for() -> None:
    async with hooked() as (it, telegram), it.receiving():
        await until(lambda: it.api.called("getWebhookInfo"))
        answer = await telegram.post(PATH, content=b" " * (BYTES + 1), headers=HEADER)
        assert (answer.status_code, it.saved) == (413, [])


@pytest.mark.parametrize("settings", [{}, {"webhook_url": "https://hocvuso.example"}])
async def test_a_bot_without_a_secret_has_no_door(settings: dict[str, Any]) -> None:
    async with desk(**settings) as it:
        assert it.channel.routes(it.intake) == ()


async def test_a_webhook_telegram_refuses_is_said_and_the_channel_lives() -> None:
    async with hooked("http://not-https") as (it, telegram), it.receiving():
        await until(lambda: it.api.called("getWebhookInfo"))
        assert (await telegram.post(PATH, json=UPDATE, headers=HEADER)).status_code == 200
