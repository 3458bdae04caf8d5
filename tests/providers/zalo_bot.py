"""Tests: a stand-in for the Zalo Bot Platform, written from the fact sheet (facts/zalo.md §1), not from our adapter.

It enforces what is documented: the token in the path, `ok` inside HTTP 200, 2000 characters, getUpdates with ONE object
that is gone once handed out and refused while a webhook is set, the secret header and the probe of setWebhook.
Where sources disagree it can be told to take either side, and it can be told to fail.
"""

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.providers.zalo_oa import Trouble


class ZaloBotStandIn:
    """One bot. Its clock is moved by `wait`."""

    def __init__(self) -> None:
        self.token = "4242:very-secret"
        self.now = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
        self.waiting: deque[dict[str, Any]] = deque()
        self.handed_out = 0
        self.sent: list[tuple[str, str]] = []
        self.troubles: deque[Trouble] = deque()
        self.voice_code = 0
        """The code every voice gets; 0 takes them."""
        self.webhook: dict[str, str] | None = None
        self.probe_reaches = True
        self.registered = asyncio.Event()
        """Set once a webhook's probe came through."""
        self.idle_status = 200
        self.holds = False
        """Whether a poll waits when there is nothing, as Zalo's does; tests that count polls want it back at once."""
        self.in_hand = ""
        """The message handed out last, until another poll shows that it has come through."""
        self.on_heard: Callable[[str], object] = lambda _: None
        self.on_sent: Callable[[str, str], object] = lambda *_: None
        self.refused: list[str] = []
        self._arrival = asyncio.Event()
        self.calls: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self._ids = 0

    def app(self) -> Starlette:
        """Every method, GET and POST."""
        return Starlette(routes=[Route("/{bot}/{method}", self._call, methods=["GET", "POST"])])

    def wait(self, **times: float) -> None:
        """Let time pass."""
        self.now += timedelta(**times)

    def clock(self) -> datetime:
        """The time here."""
        return self.now

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        raw = await request.body()
        body = json.loads(raw) if raw else {}
        self.calls.append(method)
        self.bodies.append(body)
        if request.path_params["bot"] != f"bot{self.token}":
            return _error(401, "Unauthorized")
        if self.troubles:
            return self._troubled(method, body)
        if method == "getUpdates":
            await self._poll(float(body.get("timeout", 30)))
        return self._answer(method, body)

    def _troubled(self, method: str, body: dict[str, Any]) -> Response:
        trouble = self.troubles.popleft()
        if trouble.arrives:
            self._answer(method, body)
        return trouble.response()

    def _answer(self, method: str, body: dict[str, Any]) -> Response:
        methods = {
            "getMe": lambda _: _ok({"id": "4242", "account_name": "bot.hocvuso", "account_type": "BASIC"}),
            "getWebhookInfo": lambda _: _ok({"url": self.webhook["url"]}) if self.webhook else _error(404, "not set"),
            "getUpdates": self._get_updates,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendVoice": self._send_voice,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
        }
        # Method names are case-sensitive.
        return methods[method](body) if method in methods else _error(404, "Not found")

    async def _poll(self, seconds: float) -> None:
        """Who polls again has the message before; then wait for the next one."""
        heard, self.in_hand = self.in_hand, ""
        if heard:
            self.on_heard(heard)
        if self.holds and not self.waiting:
            self._arrival.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrival.wait(), seconds)

    def gives(self, event: dict[str, Any]) -> None:
        """Somebody's message waits for the next poll, or for the one that is held."""
        self.waiting.append(event)
        self.let_go()

    def let_go(self) -> None:
        """End the poll that waits, perhaps with nothing."""
        self._arrival.set()

    def _get_updates(self, body: dict[str, Any]) -> Response:
        if self.webhook is not None:
            return _error(400, "a webhook is set")
        if not self.waiting:
            return _error(408, "Request timeout", self.idle_status)
        self.handed_out += 1
        event = self.waiting.popleft()
        self.in_hand = event["message"].get("message_id", "")
        return _ok(event)

    def _send_message(self, body: dict[str, Any]) -> Response:
        text, chat = body.get("text"), body.get("chat_id")
        if not isinstance(chat, str) or not isinstance(text, str) or not text.strip():
            return self._refuse("bad request")
        # What Zalo counts is unknown; the strictest reading is counted here.
        if len(text.encode("utf-16-le")) // 2 > 2000:
            return self._refuse("text is too long")
        self.sent.append((chat, text))
        self.on_sent(chat, text)
        return _ok({"message_id": self._new_id(), "date": self._ms()})

    def _send_photo(self, body: dict[str, Any]) -> Response:
        if not str(body.get("photo", "")).startswith("https://") or not isinstance(body.get("chat_id"), str):
            return self._refuse("bad request")
        self.sent.append((body["chat_id"], f"({body['photo']})"))
        return _ok({"message_id": self._new_id(), "date": self._ms()})

    def _send_voice(self, body: dict[str, Any]) -> Response:
        """Only in private, only AAC, and only what can be fetched from outside."""
        url, chat = str(body.get("voice_url", "")), body.get("chat_id")
        if self.voice_code or not url.startswith("https://") or not url.endswith(".aac") or not isinstance(chat, str):
            return _error(self.voice_code or 400, "bad voice")
        self.sent.append((chat, f"<{url}>"))
        return _ok({"message_id": self._new_id(), "date": self._ms()})

    def _refuse(self, words: str) -> Response:
        self.refused.append(words)
        return _error(400, words)

    def _set_webhook(self, body: dict[str, Any]) -> Response:
        secret = body.get("secret_token", "")
        if not body.get("url", "").startswith("https://") or not 8 <= len(secret) <= 256:
            return _error(400, "bad webhook")
        # The address is kept even when the probe fails.
        self.webhook = {"url": body["url"], "secret_token": secret}
        if self.probe_reaches:
            self.registered.set()
        outcome = "webhook.ok" if self.probe_reaches else "webhook.err.unreachable"
        verification = {"ok": self.probe_reaches, "url": body["url"], "outcome": outcome}
        return _ok({"url": body["url"], "updated_at": self._ms(), "verification": verification})

    def _delete_webhook(self, body: dict[str, Any]) -> Response:
        if self.webhook is None:
            return _error(400, "no webhook")
        self.webhook = None
        return _ok({"url": "", "updated_at": self._ms()})

    # ----------------------------------------------------------------------------------- people

    def says(self, person: str, text: str) -> dict[str, Any]:
        """The event of a person who typed in private."""
        return self._event(person, "message.text.received", {"text": text})

    def shows(self, person: str, kind: str) -> dict[str, Any]:
        """The event of a person who sent an image, a sticker or a voice."""
        return self._event(person, f"message.{kind}.received", {})

    def _event(self, person: str, name: str, content: Mapping[str, Any]) -> dict[str, Any]:
        sender = {"id": person, "display_name": "Người dân", "is_bot": False}
        message = {"message_id": self._new_id(), "date": self._ms(), "from": sender}
        return {
            "event_name": name,
            "message": {**message, "chat": {"id": person, "chat_type": "PRIVATE"}, **content},
        }

    async def calls_webhook(
        self, url: str, event: Mapping[str, Any], secret: str | None, *, wrapped: bool = True
    ) -> int:
        """Deliver an event in one of the two shapes that have been seen."""
        body = {"ok": True, "result": event} if wrapped else dict(event)
        headers = {"user-agent": "Java/17.0.9", "content-type": "application/json"}
        if secret is not None:
            headers["X-Bot-Api-Secret-Token"] = secret
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.post(url, content=json.dumps(body).encode(), headers=headers)).status_code

    def _ms(self) -> int:
        return int(self.now.timestamp() * 1000)

    def _new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:020x}"


def error(code: int, description: str = "told to") -> Trouble:
    """An application error inside HTTP 200."""
    return Trouble(fields={"ok": False, "error_code": code, "description": description})


def _ok(result: Mapping[str, Any]) -> Response:
    return JSONResponse({"ok": True, "result": dict(result)})


def _error(code: int, description: str, status: int = 200) -> Response:
    return JSONResponse({"ok": False, "error_code": code, "description": description}, status)
