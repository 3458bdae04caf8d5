"""Tests: every way between people and the program, each over the stand-in of its provider. TRANSPORTS lists them."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from starlette.applications import Starlette

from bot.model.token import TokenPair
from bot.model.update import ButtonPress, Joined, Media, Stopped, Text, What
from storage import Store
from tests.providers.telegram import TOKEN, BotApi, Bubble
from tests.providers.transport import PUBLIC, SECRET, Door, Happening, Heard, Lost, Screen, Transport, pressed
from tests.providers.zalo_bot import ZaloBotStandIn
from tests.providers.zalo_oa import Sent, ZaloOaStandIn


class TelegramPolling(Transport):
    """An update stays in Telegram's pile until a poll names a higher number."""

    channel: ClassVar[str] = "telegram"
    calls: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.api = BotApi(clock=asyncio.get_running_loop().time, flood=True)
        self.api.pile.on_forgotten = self._confirmed
        self._waiting: dict[str, asyncio.Future[None]] = {}

    @property
    def refused(self) -> Sequence[str]:
        return [words for words in self.api.refused if words.startswith("send")]

    def app(self) -> Starlette:
        return self.api.app()

    def settings(self, url: str) -> Mapping[str, Any]:
        return {"telegram_token": TOKEN, "telegram_base_url": url}

    async def prepare(self, store: Store) -> None:
        self.api.flood = False
        await super().prepare(store)

    def listen(self, heard: Heard) -> None:
        self.api.on_sent = lambda bubble: heard(str(bubble.chat), bubble.text)

    def event(self, person: str, what: What) -> Happening:
        return self._noted(self._does(person, what))

    def press(self, person: str, label: str, *, earlier: bool = False) -> Happening:
        bubble = self.api.sent[pressed(self.screens(), person, label, earlier=earlier)]
        payload = next(b["callback_data"] for row in bubble.rows for b in row if b["text"] == label)
        return self._noted(self.api.person(int(person)).press(payload, bubble))

    async def deliver(self, happening: Happening) -> None:
        await self._waiting[happening.id]
        self.deliveries += self.api.pile.handed_out.pop(int(happening.id))
        del self._waiting[happening.id]

    def screens(self) -> Sequence[Screen]:
        return [Screen(str(bubble.chat), bubble.text, tuple(bubble.labels)) for bubble in self.api.sent]

    def let_go(self) -> None:
        self.api.pile.let_go()

    def _does(self, person: str, what: What) -> int:
        someone = self.api.person(int(person))
        match what:
            case Text(text):
                return someone.says(text)
            case Joined(code):
                return someone.says(f"/start {code or ''}".strip())
            case ButtonPress(payload):
                return someone.press(payload, self._newest(someone.chat.id))
            case Media(kind):
                return someone.sends(**{kind.value: {"file_id": "f1"}})
            case Stopped():
                return someone.becomes("kicked")
        raise NotImplementedError(f"nobody can do {what} on Telegram")

    def _newest(self, chat: int) -> Bubble:
        mine = (bubble for bubble in reversed(self.api.sent) if bubble.chat == chat)
        return next(mine, Bubble(chat, 0, "…"))

    def _noted(self, number: int) -> Happening:
        self._waiting[str(number)] = asyncio.get_running_loop().create_future()
        return Happening(str(number), self.api.pile.waiting[number][1])

    def _confirmed(self, number: int) -> None:
        waiting = self._waiting.get(str(number))
        if waiting is not None and not waiting.done():
            waiting.set_result(None)


class TelegramWebhook(TelegramPolling):
    """Telegram calls, again and again until it hears 200."""

    calls: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._door = Door("/webhooks/telegram")

    def settings(self, url: str) -> Mapping[str, Any]:
        return {**super().settings(url), "telegram_webhook_secret": SECRET, "public_url": PUBLIC}

    async def deliver(self, happening: Happening) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
        await self._door.knock(self, json.dumps(happening.body).encode(), headers)

    async def close(self) -> None:
        await self._door.close()

    def _noted(self, number: int) -> Happening:
        return Happening(str(number), self.api.pile.waiting.pop(number)[1])


class ZaloOa(Transport):
    """A signed webhook; buttons whose press comes back as if typed."""

    channel: ClassVar[str] = "zalo_oa"

    def __init__(self) -> None:
        super().__init__()
        self.oa = ZaloOaStandIn()
        self._first = self.oa.refresh
        self._door = Door("/webhooks/zalo-oa")

    @property
    def refused(self) -> Sequence[str]:
        return self.oa.refused

    def app(self) -> Starlette:
        return self.oa.app()

    def settings(self, url: str) -> Mapping[str, Any]:
        return {
            "zalo_oa_app_id": self.oa.app_id,
            "zalo_oa_app_secret": self.oa.app_secret,
            "zalo_oa_secret_key": self.oa.secret_key,
            "zalo_oa_refresh_token": self._first,
            "zalo_oa_base_url": url,
            "zalo_oa_oauth_url": url,
        }

    async def prepare(self, store: Store) -> None:
        """A token, too: a crash in the very moment of renewing has its own tests (docs/decisions/0008)."""
        self.oa.per_minute = sys.maxsize
        shelf = store.tokens(self.channel, self._first)
        await shelf.claim(self._first, self.oa.now, self.oa.now)
        self.oa._grant(self._first)
        await shelf.save(TokenPair(self.oa.access, self.oa.refresh, datetime.max.replace(tzinfo=UTC)))
        await super().prepare(store)

    def listen(self, heard: Heard) -> None:
        self.oa.on_sent = lambda sent: heard(sent.to, sent.text)

    def event(self, person: str, what: What) -> Happening:
        match what:
            case Text(text):
                return self._noted(self.oa.says(person, text))
            case Joined():
                return self._noted(self.oa.follows(person))
            case ButtonPress(payload):
                return self._noted(self.oa.says(person, f"hvs:{payload}"))
            case Media(kind):
                return self._noted(self.oa.shows(person, kind.value))
            case Stopped():
                return self._noted(self.oa.follows(person, "unfollow"))
        raise NotImplementedError(f"nobody can do {what} on Zalo OA")

    def press(self, person: str, label: str, *, earlier: bool = False) -> Happening:
        sent = self.oa.sent[pressed(self.screens(), person, label, earlier=earlier)]
        return self._noted(self.oa.says(person, next(b["payload"] for b in sent.buttons if b["title"] == label)))

    async def deliver(self, happening: Happening) -> None:
        body = json.dumps(happening.body, ensure_ascii=False).encode()
        await self._door.knock(self, body, self.oa.sign(body))

    def screens(self) -> Sequence[Screen]:
        return [_oa_screen(sent) for sent in self.oa.sent]

    async def close(self) -> None:
        await self._door.close()

    def _noted(self, event: Mapping[str, Any]) -> Happening:
        """Zalo gives only messages an id; the others are told apart by what, when and who."""
        follower = event.get("follower", {}).get("id")
        given = event.get("message", {}).get("msg_id")
        return Happening(given or f"{event['event_name']}:{event['timestamp']}:{follower}", event)


def _oa_screen(sent: Sent) -> Screen:
    return Screen(sent.to, sent.text, tuple(button["title"] for button in sent.buttons))


class ZaloBotPolling(Transport):
    """A message is handed out once and forgotten."""

    channel: ClassVar[str] = "zalo_bot"
    calls: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.bot = ZaloBotStandIn()
        self.bot.holds = True
        self.bot.on_heard = self.came_through
        self._waiting: dict[str, asyncio.Future[None]] = {}

    @property
    def refused(self) -> Sequence[str]:
        return self.bot.refused

    def app(self) -> Starlette:
        return self.bot.app()

    def settings(self, url: str) -> Mapping[str, Any]:
        return {"zalo_bot_token": self.bot.token, "zalo_bot_base_url": url}

    def listen(self, heard: Heard) -> None:
        self.bot.on_sent = heard

    def event(self, person: str, what: What) -> Happening:
        match what:
            case Text(text):
                event = self.bot.says(person, text)
            case Media(kind):
                event = self.bot.shows(person, kind.value)
            case _:
                raise NotImplementedError(f"nobody can do {what} on Zalo Bot")
        return Happening(event["message"]["message_id"], event)

    def press(self, person: str, label: str, *, earlier: bool = False) -> Happening:
        raise LookupError("this channel has no buttons: type the number")

    async def deliver(self, happening: Happening) -> None:
        self.deliveries += 1
        self._waiting[happening.id] = asyncio.get_running_loop().create_future()
        self.bot.gives(dict(happening.body))
        try:
            await self._waiting[happening.id]
        finally:
            del self._waiting[happening.id]

    def screens(self) -> Sequence[Screen]:
        return [Screen(person, text) for person, text in self.bot.sent]

    def let_go(self) -> None:
        self.bot.let_go()

    def came_through(self, number: str) -> None:
        """Another poll came after it, so it is on disk."""
        if (waiting := self._waiting.get(number)) is not None and not waiting.done():
            waiting.set_result(None)

    def in_doubt(self) -> str:
        return self.bot.in_hand

    def settle(self, number: str, *, lost: bool) -> None:
        self.bot.in_hand = ""
        if lost:
            self._waiting[number].set_exception(Lost(number))
        else:
            self.came_through(number)


class ZaloBotWebhook(ZaloBotPolling):
    """Zalo calls with our secret in a header."""

    calls: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._door = Door("/webhooks/zalo-bot")

    def settings(self, url: str) -> Mapping[str, Any]:
        return {**super().settings(url), "zalo_bot_webhook_secret": SECRET, "public_url": PUBLIC}

    async def deliver(self, happening: Happening) -> None:
        headers = {"X-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
        await self._door.knock(self, json.dumps({"ok": True, "result": happening.body}).encode(), headers)

    async def close(self) -> None:
        await self._door.close()


TRANSPORTS: Final[Mapping[str, type[Transport]]] = {
    "telegram/polling": TelegramPolling,
    "telegram/webhook": TelegramWebhook,
    "zalo_oa/webhook": ZaloOa,
    "zalo_bot/webhook": ZaloBotWebhook,
    "zalo_bot/polling": ZaloBotPolling,
}
"""By the name that a golden chat calls them."""
