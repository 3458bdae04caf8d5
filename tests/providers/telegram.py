"""Tests: a stand-in for Telegram's Bot API over real HTTP, written after facts/telegram.md and not after our adapter.

It enforces the documented sizes, offsets, ages and rates, and can be told to fail: `api.fail("sendMessage", 502)`.
`api.lan = api.person(7)` makes somebody who can write, press and block.
"""

import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.providers.telegram_queue import PRESS_SECONDS, Pile
from tests.providers.telegram_rules import COMMAND, SECRET, Refused, bad_request, check_keyboard, shown

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
ME = {"id": 110201543, "is_bot": True, "first_name": "Học Vụ Số", "username": "hocvuso_bot"}

BURST = 3
"""Messages that pass at once. The facts say "short bursts"; nobody says how short."""

Fields = Mapping[str, Any]


@dataclass(slots=True)
class Bubble:
    """A message on somebody's screen."""

    chat: int
    id: int
    text: str
    rows: Sequence[Sequence[Mapping[str, Any]]] = ()

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons."""
        return [button["text"] for row in self.rows for button in row]


@dataclass(slots=True)
class Chat:
    """A private chat or a group, as Telegram knows it."""

    id: int
    type: str = "private"
    refusal: str = ""
    moved_to: int | None = None
    sent_at: deque[float] = field(default_factory=deque)
    paid_at: float = 0.0
    """When the messages to it so far would have gone at one a second."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that came with a call."""

    name: str


class BotApi:
    """One bot's Telegram. `sent` is what people see, `calls` every request, `refused` what it would not do."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, flood: bool = False) -> None:
        self.clock, self.flood = clock, flood
        self.pile = Pile(clock)
        self.chats: dict[int, Chat] = {}
        self.sent: list[Bubble] = []
        self.uploads: list[tuple[str, str]] = []
        self.files: list[tuple[int, str]] = []
        self.recorded: dict[str, bytes] = {}
        """Voice messages by their file_id."""
        self.sizes: dict[str, int] = {}
        """What getFile says of some of them, whatever they are."""
        self.calls: list[tuple[str, Fields]] = []
        self.webhook: Fields = {"url": ""}
        self.settings: dict[str, Fields] = {}
        self.refused: list[str] = []
        self.on_sent: Callable[[Bubble], object] = lambda _: None
        self._queries: dict[str, float] = {}
        self._faults: dict[str, deque[Response]] = defaultdict(deque)
        self._sent_at: deque[float] = deque()

    # ------------------------------------------------------------------------------ people and trouble

    def person(self, number: int) -> "Person":
        """Somebody who has started the bot."""
        return Person(self, self.chats.setdefault(number, Chat(number)))

    def group(self, number: int) -> "Person":
        """A group with the bot in it; what is said comes from person 7."""
        kind = "supergroup" if number < -(10**12) else "group"
        return Person(self, self.chats.setdefault(number, Chat(number, kind)), 7)

    def fail(self, method: str, status: int, words: str = "", *, times: int = 1, **parameters: Any) -> None:
        """The next calls of `method` get this answer, as Telegram words it."""
        body = {"ok": False, "error_code": status, "description": words or f"Error {status}"}
        self.answer(method, JSONResponse({**body, **({"parameters": parameters} if parameters else {})}, status), times)

    def answer(self, method: str, response: Response, times: int = 1) -> None:
        """The next calls of `method` get this answer, whatever it is."""
        self._faults[method].extend([response] * times)

    def called(self, method: str) -> list[Fields]:
        """The fields of each call of one method."""
        return [fields for name, fields in self.calls if name == method]

    # ------------------------------------------------------------------------------------------- HTTP

    def app(self) -> Starlette:
        """The server."""
        return Starlette(
            routes=[
                Route("/bot{token}/{method}", self._serve, methods=["GET", "POST"]),
                Route("/file/bot{token}/voice/{name}", self._download),
            ]
        )

    async def _serve(self, request: Request) -> Response:
        method = request.path_params["method"]
        fields = await _fields(request)
        self.calls.append((method, fields))
        try:
            if request.path_params["token"] != TOKEN:
                raise Refused(401, "Unauthorized")
            if self._faults[method]:
                return self._faults[method].popleft()
            return JSONResponse({"ok": True, "result": await self._do(method, fields)})
        except Refused as no:
            self.refused.append(f"{method}: {no.description}")
            body = {"ok": False, "error_code": no.status, "description": no.description}
            return JSONResponse({**body, **({"parameters": no.parameters} if no.parameters else {})}, no.status)

    async def _do(self, method: str, fields: Fields) -> Any:
        if method == "getUpdates":
            return await self._get_updates(fields)
        if method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
            return self._set_up(method, fields)
        known: Mapping[str, Callable[[Fields], Any]] = {
            "getMe": lambda _: ME,
            "sendMessage": self._send,
            "sendPhoto": lambda given: self._send_file(given, "photo"),
            "sendDocument": lambda given: self._send_file(given, "document"),
            "sendVoice": lambda given: self._send_file(given, "voice"),
            "sendAudio": lambda given: self._send_file(given, "audio"),
            "getFile": self._get_file,
            "editMessageReplyMarkup": self._edit,
            "answerCallbackQuery": self._answer_query,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": lambda _: {**self.webhook, "pending_update_count": len(self.pile.waiting)},
        }
        if method not in known:
            raise Refused(404, "Not Found")
        return known[method](fields)

    # ---------------------------------------------------------------------------------------- methods

    async def _get_updates(self, fields: Fields) -> list[Fields]:
        if self.webhook["url"]:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
        limit, timeout = int(fields.get("limit", 100)), float(fields.get("timeout", 0))
        return await self.pile.poll(int(fields.get("offset", 0)), max(1, min(limit, 100)), timeout)

    def _send(self, fields: Fields) -> Fields:
        chat = self._chat(fields)
        rows = check_keyboard(fields.get("reply_markup"))
        text = shown(str(fields.get("text", "")), fields.get("parse_mode"))
        self._count(chat)
        self.sent.append(Bubble(chat.id, len(self.sent) + 1, text, rows))
        self.on_sent(self.sent[-1])
        return {"message_id": len(self.sent), "date": 1, "chat": {"id": chat.id, "type": chat.type}, "text": text}

    def _send_file(self, fields: Fields, kind: str) -> Fields:
        """A file that was uploaded, or one that is known here by its id."""
        chat, file = self._chat(fields), fields.get(kind)
        self._count(chat)
        if isinstance(file, Uploaded):
            self.uploads.append((kind, file.name))
            file_id = f"{kind}-{len(self.uploads)}"
        elif str(file).startswith(f"{kind}-"):
            file_id = str(file)
        else:
            raise bad_request("wrong file identifier/HTTP URL specified")
        self.files.append((chat.id, file_id))
        sizes = [{"file_id": "small"}, {"file_id": file_id}]
        return {"message_id": 1, "date": 1, kind: sizes if kind == "photo" else {"file_id": file_id}}

    def _get_file(self, fields: Fields) -> Fields:
        """Where a file can be downloaded; a bot gets none above 20 MB."""
        file_id = str(fields.get("file_id", ""))
        if file_id not in self.recorded:
            raise bad_request("invalid file_id")
        size = self.sizes.get(file_id, len(self.recorded[file_id]))
        if size > 20 * 1024 * 1024:
            raise bad_request("file is too big")
        return {"file_id": file_id, "file_unique_id": "u", "file_size": size, "file_path": f"voice/{file_id}.oga"}

    async def _download(self, request: Request) -> Response:
        if request.path_params["token"] != TOKEN:
            return JSONResponse({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        found = self.recorded.get(request.path_params["name"].removesuffix(".oga"))
        if found is None:
            return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return Response(found, media_type="application/octet-stream")

    def _edit(self, fields: Fields) -> Fields:
        rows = check_keyboard(fields.get("reply_markup"))
        number = int(fields["message_id"])
        bubble = self.sent[number - 1] if 0 < number <= len(self.sent) else None
        if bubble is None or bubble.chat != int(fields["chat_id"]):
            raise bad_request("message to edit not found")
        if bubble.rows == rows:
            raise bad_request("message is not modified: specified new message content and reply markup")
        bubble.rows = rows
        return {"message_id": bubble.id, "date": 1, "chat": {"id": bubble.chat, "type": "private"}}

    def _answer_query(self, fields: Fields) -> bool:
        asked = self._queries.get(fields["callback_query_id"])
        if asked is None or self.clock() - asked >= PRESS_SECONDS:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if len(str(fields.get("text", ""))) > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        return True

    def _set_up(self, method: str, fields: Fields) -> bool:
        commands = fields.get("commands", [])
        if len(commands) > 100 or not all(COMMAND.fullmatch(c["command"]) for c in commands):
            raise bad_request("BOT_COMMAND_INVALID")
        if not all(1 <= len(c["description"]) <= 256 for c in commands):
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        if len(fields.get("description", "")) > 512 or len(fields.get("short_description", "")) > 120:
            raise bad_request("description is too long")
        self.settings[method] = fields
        return True

    def _set_webhook(self, fields: Fields) -> bool:
        if not fields["url"].startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not SECRET.fullmatch(fields.get("secret_token", "x")):
            raise bad_request("secret token contains unallowed characters")
        self.webhook = fields
        return True

    def _delete_webhook(self, fields: Fields) -> bool:
        self.webhook = {"url": ""}
        if fields.get("drop_pending_updates"):
            self.pile.waiting.clear()
        return True

    def _chat(self, fields: Fields) -> Chat:
        chat = self.chats.get(int(fields["chat_id"]))
        if chat is None:
            raise bad_request("chat not found")
        if chat.moved_to is not None:
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to)
        if chat.refusal:
            raise Refused(403, f"Forbidden: {chat.refusal}")
        return chat

    def _count(self, chat: Chat) -> None:
        """30 a second; 20 a minute to a group; to one person 1 a second, three at once after a rest."""
        now = self.clock()
        windows = [(self._sent_at, 30, 1.0), *([(chat.sent_at, 20, 60.0)] if chat.id < 0 else [])]
        waits = [max(0.0, max(chat.paid_at, now) + 1 - BURST - now)] if chat.id > 0 else []
        for sent_at, most, window in windows:
            while sent_at and now - sent_at[0] >= window:
                sent_at.popleft()
            waits += [window - (now - sent_at[0])] if len(sent_at) >= most else []
        if self.flood and max(waits, default=0.0) > 0.01:
            wait = max(1, round(max(waits)))
            raise Refused(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        chat.paid_at = max(chat.paid_at, now) + 1
        self._sent_at.append(now)
        chat.sent_at.append(now)

    def new_query(self) -> str:
        """A press that waits for its answer."""
        self._queries[number := f"q{len(self._queries) + 1}"] = self.clock()
        return number


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a chat, private or a group."""

    api: BotApi
    chat: Chat
    sender: int | None = None

    @property
    def user(self) -> Fields:
        """The sender of what they write."""
        return {"id": self.sender or self.chat.id, "is_bot": False, "first_name": "Lan", "language_code": "vi"}

    def sends(self, **content: Any) -> int:
        """A message with this content. The update's number."""
        return self.api.pile.add("message", {**self._head(), "from": self.user, **content})

    def says(self, text: str, **more: Any) -> int:
        """Words."""
        return self.sends(text=text, **more)

    def presses(self, label: str) -> int:
        """A button of the newest message here that has it."""
        for bubble in reversed(self.api.sent):
            for button in (b for row in bubble.rows for b in row):
                if bubble.chat == self.chat.id and button["text"] == label:
                    return self.press(button["callback_data"], bubble)
        raise AssertionError(f"no button {label!r}")

    def press(self, payload: str, bubble: Bubble) -> int:
        """A payload, under a message."""
        message = {**self._head(), "message_id": bubble.id, "from": ME, "text": bubble.text}
        query = {"id": self.api.new_query(), "from": self.user, "chat_instance": "1", "data": payload}
        return self.api.pile.add(
            "callback_query", {**query, "message": {**message, "reply_markup": {"inline_keyboard": bubble.rows}}}
        )

    def becomes(self, status: str) -> int:
        """The bot's membership here changes: kicked, member, left."""
        self.chat.refusal = {"kicked": "bot was blocked by the user", "left": "bot was kicked"}.get(status, "")
        member = {"user": ME, "status": status}
        change = {"chat": self._head()["chat"], "from": self.user, "date": 1, "old_chat_member": member}
        return self.api.pile.add("my_chat_member", {**change, "new_chat_member": member})

    def _head(self) -> Fields:
        return {
            "message_id": 5000 + self.api.pile.next_id,
            "date": 1,
            "chat": {"id": self.chat.id, "type": self.chat.type},
        }


async def _fields(request: Request) -> Fields:
    """Parameters from the query, a form, or JSON; JSON inside a form's value is read."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            return {name: Uploaded(str(v.filename)) if isinstance(v, UploadFile) else v for name, v in form.items()}
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        given: Fields = json.loads(body or b"{}")
        return given
    flat = [*request.query_params.items(), *parse_qsl(body.decode(), keep_blank_values=True)]
    return {name: json.loads(value) if value[:1] in ("[", "{") else _flag(value) for name, value in flat}


def _flag(value: str) -> Any:
    return {"true": True, "false": False, "True": True, "False": False}.get(value, value)
