"""Tests: a stand-in for Zalo's OA servers, written from the fact sheet (facts/zalo.md §2) and not from our adapter.

It enforces what Zalo documents: the token in a header, errors inside HTTP 200, single-use refresh tokens, an old
access token that dies with the new one, 2000 characters, five buttons, the 7-day window, the limit a minute. Where
sources disagree it can be told to take either side, and it can be told to fail.
"""

import hashlib
import json
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.providers.zalo_uploads import Uploads

BUTTON_TYPES = {"oa.open.url", "oa.query.show", "oa.query.hide", "oa.open.sms", "oa.open.phone"}
WINDOW = timedelta(days=7)
FREE = timedelta(hours=48)


@dataclass(frozen=True)
class Trouble:
    """How the next call goes wrong. With `arrives` it is carried out all the same and only the answer is lost."""

    status: int = 200
    fields: Mapping[str, Any] | None = None
    """None is a gateway's HTML page."""
    headers: Mapping[str, str] = field(default_factory=dict)
    arrives: bool = False

    def response(self) -> Response:
        """What the caller gets."""
        headers = dict(self.headers)
        if self.fields is None:
            return HTMLResponse("<html>502 Bad Gateway</html>", self.status, headers)
        return JSONResponse(dict(self.fields), self.status, headers)


def code(number: int, message: str = "told to") -> Trouble:
    """An application error, which comes with HTTP 200."""
    return Trouble(fields={"error": number, "message": message})


@dataclass
class Sent:
    """A message that a person now sees."""

    to: str
    text: str
    buttons: list[dict[str, Any]]


class ZaloOaStandIn:
    """One app with one OA. `wait` moves its clock."""

    def __init__(self) -> None:
        self.app_id, self.app_secret, self.secret_key, self.oa_id = "1234567890", "app-secret", "oa-key", "987654"
        self.now = datetime(2026, 11, 20, 8, 0, 5, tzinfo=UTC)
        self.access, self.refresh, self.grants = "", "refresh-0", 0
        self.access_dies = self.now
        self.spent: set[str] = set()
        self.last_wrote: dict[str, datetime] = {}
        self.refusals: dict[str, int] = {}
        """The code that every message to this person gets: -244, -217 …"""
        self.sent: list[Sent] = []
        self.refused: list[str] = []
        self.on_sent: Callable[[Sent], object] = lambda _: None
        self.pictures: list[str] = []
        self.uploads = Uploads()
        self.files: list[tuple[str, str]] = []
        """To whom, and which upload."""
        self.media: dict[str, bytes] = {}
        """What people sent, by the end of its address."""
        self.picture_code = 0
        self.troubles: deque[Trouble] = deque()
        self.oauth_troubles: deque[Trouble] = deque()
        self.buttons_code = 0
        """The code this OA refuses buttons with; 0 takes them."""
        self.dead_code = -220
        """What an expired token is answered with; -216 has been observed too."""
        self.per_minute = 4000
        self.calls: Counter[datetime] = Counter()
        self._ids = 0

    # ------------------------------------------------------------------------------------ the API

    def app(self) -> Starlette:
        """Both hosts in one."""
        return Starlette(
            routes=[
                Route("/v4/oa/access_token", self._token, methods=["POST"]),
                Route("/v3.0/oa/message/cs", self._cs, methods=["POST"]),
                Route("/v2.0/oa/upload/{endpoint}", self._upload, methods=["POST"]),
                Route("/media/{name}", self._media),
            ]
        )

    def wait(self, **times: float) -> None:
        """Let time pass."""
        self.now += timedelta(**times)

    def clock(self) -> datetime:
        """The time here."""
        return self.now

    async def _token(self, request: Request) -> Response:
        form = {key: str(value) for key, value in (await request.form()).items()}
        if self.oauth_troubles:
            trouble = self.oauth_troubles.popleft()
            if trouble.arrives:
                self._grant(form.get("refresh_token", ""))
            return trouble.response()
        if request.headers.get("secret_key") != self.app_secret:
            return JSONResponse({"error": 404, "message": "empty api"}, 404)
        if form.get("app_id") != self.app_id or form.get("grant_type") != "refresh_token":
            return JSONResponse({"error": -14003, "error_name": "Invalid request"})
        if not self._grant(form.get("refresh_token", "")):
            return JSONResponse({"error": -14014, "error_name": "Invalid refresh token"})
        return JSONResponse({"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"})

    def _grant(self, refresh: str) -> bool:
        """A new pair for the current refresh token, once."""
        if refresh != self.refresh:
            return False
        self.spent.add(refresh)
        self.grants += 1
        self.access, self.refresh = f"access-{self.grants}", f"refresh-{self.grants}"
        self.access_dies = self.now + timedelta(seconds=90000)
        return True

    async def _cs(self, request: Request) -> Response:
        body = await request.json()
        if self.troubles:
            trouble = self.troubles.popleft()
            if trouble.arrives:
                self._carry_out(body)
            return trouble.response()
        headers = {"X-RateLimit-Limit": str(self.per_minute)}
        token = request.headers.get("access_token", "")
        return JSONResponse(self._refused(token) or self._answer(body), headers=headers)

    async def _upload(self, request: Request) -> Response:
        if refused := self._refused(request.headers.get("access_token", "")):
            return JSONResponse(refused)
        async with request.form() as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                return JSONResponse(_error(-201, "no file"))
            data = await file.read()
            endpoint = request.path_params["endpoint"]
            return JSONResponse(self.uploads.take(endpoint, str(file.filename), data, self.now))

    async def _media(self, request: Request) -> Response:
        data = self.media.get(request.path_params["name"])
        return Response(status_code=404) if data is None else Response(data, media_type="audio/amr")

    def _refused(self, token: str) -> dict[str, Any] | None:
        if not token or token != self.access:
            return _error(-216, "Access token is invalid")
        if self.now >= self.access_dies:
            return _error(self.dead_code, "Access token has expired")
        minute = self.now.replace(second=0, microsecond=0)
        self.calls[minute] += 1
        return _error(-32, "App is over its rate limit") if self.calls[minute] > self.per_minute else None

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        person = body.get("recipient", {}).get("user_id")
        wrong = self._shape(body) or self._window(person) or self.refusals.get(person, 0)
        if wrong:
            self.refused.append(str(wrong))
            return _error(wrong, "refused")
        return self._carry_out(body)

    def _carry_out(self, body: dict[str, Any]) -> dict[str, Any]:
        person, message = body["recipient"]["user_id"], body["message"]
        buttons = message.get("attachment", {}).get("payload", {}).get("buttons", [])
        elements = message.get("attachment", {}).get("payload", {}).get("elements", [])
        self.pictures += [element["url"] for element in elements if "url" in element]
        self.files += [(person, element["attachment_id"]) for element in elements if "attachment_id" in element]
        if message.get("attachment", {}).get("type") == "file":
            self.files.append((person, message["attachment"]["payload"]["token"]))
        if "text" in message:
            self.sent.append(Sent(person, message["text"], buttons))
            self.on_sent(self.sent[-1])
        data: dict[str, Any] = {
            "message_id": self._new_id(),
            "user_id": person,
            "sent_time": str(_ms(self.now)),
        }
        if self.now - self.last_wrote.get(person, self.now) <= FREE:
            data["quota"] = {"quota_type": "reply"}
        return {"error": 0, "message": "Success", "data": data}

    def _shape(self, body: dict[str, Any]) -> int:
        """The code for a body that is not as documented; 0 when it is."""
        person, message = body.get("recipient", {}).get("user_id"), body.get("message", {})
        text = message.get("text")
        if message.get("attachment", {}).get("payload", {}).get("template_type") == "media":
            return self._picture(message["attachment"])
        if message.get("attachment", {}).get("type") == "file":
            return self.uploads.refusal("file", message["attachment"]["payload"].get("token"), self.now)
        if not isinstance(person, str) or not person.isdecimal() or not isinstance(text, str) or not text.strip():
            return -201
        # What Zalo counts is unknown; the strictest reading is counted here.
        if len(text.encode("utf-16-le")) // 2 > 2000:
            return -210
        attachment = message.get("attachment")
        return 0 if attachment is None else self._attachment(attachment)

    def _picture(self, attachment: dict[str, Any]) -> int:
        (element,) = attachment["payload"]["elements"]
        if "url" in element and "attachment_id" in element:
            return -201
        if "attachment_id" in element:
            return self.picture_code or self.uploads.refusal("image", element["attachment_id"], self.now)
        ours = attachment.get("type") == "template" and element.get("media_type") == "image"
        return self.picture_code or (0 if ours and element.get("url", "").startswith("https://") else -201)

    def _attachment(self, attachment: dict[str, Any]) -> int:
        buttons = attachment.get("payload", {}).get("buttons")
        if attachment.get("type") != "template" or not isinstance(buttons, list) or not buttons:
            return -201
        if self.buttons_code:
            return self.buttons_code
        if len(buttons) > 5 or any(len(button.get("title", "")) not in range(1, 101) for button in buttons):
            return -210
        if any(button.get("type") not in BUTTON_TYPES for button in buttons):
            return -201
        queries = [button["payload"] for button in buttons if button["type"].startswith("oa.query.")]
        if any(not isinstance(payload, str) or not payload for payload in queries):
            return -201
        return -210 if any(len(payload) > 1000 for payload in queries) else 0

    def _window(self, person: str) -> int:
        last = self.last_wrote.get(person)
        if last is None:
            return -232
        return -230 if self.now - last > WINDOW else 0

    # -------------------------------------------------------------------------------- the webhook

    def says(self, person: str, text: str) -> dict[str, Any]:
        """The event of a person who typed."""
        return self._message(person, "user_send_text", {"text": text})

    def shows(self, person: str, kind: str) -> dict[str, Any]:
        """The event of a person who sent an image, a sticker, an audio…"""
        return self._message(person, f"user_send_{kind}", {})

    def presses(self, person: str, title: str) -> dict[str, Any]:
        """The event of a press on a button of the last message that had one: its payload, as typed text."""
        shown = next(sent for sent in reversed(self.sent) if sent.to == person and sent.buttons)
        return self.says(person, next(b["payload"] for b in shown.buttons if b["title"] == title))

    def follows(self, person: str, name: str = "follow") -> dict[str, Any]:
        """`follow` or `unfollow`, which have no message."""
        if name == "follow":
            self.last_wrote[person] = self.now
        event = {"oa_id": self.oa_id, "follower": {"id": person}, "source": "oa_profile", "event_name": name}
        return self._stamped(event)

    def sign(self, body: bytes, *, first: str = "", prefix: str = "mac=") -> dict[str, str]:
        """The headers of a genuine call. `first` takes the OA id for the app id, as some say Zalo does."""
        stamp = json.loads(body)["timestamp"]
        mixed = (first or self.app_id).encode() + body + stamp.encode() + self.secret_key.encode()
        return {"X-ZEvent-Signature": f"{prefix}{hashlib.sha256(mixed).hexdigest()}"}

    async def calls_webhook(
        self,
        url: str,
        event: Mapping[str, Any],
        headers: Callable[[bytes], dict[str, str]] | None = None,
        retries: int = 0,
    ) -> list[int]:
        """Deliver an event; after anything but 200 the same body again, as often as `retries` says."""
        body = json.dumps(event, ensure_ascii=False).encode()
        signed = {"content-type": "application/json", **(headers or self.sign)(body)}
        statuses: list[int] = []
        async with httpx.AsyncClient(trust_env=False) as client:
            for again in range(retries + 1):
                numbered = {**signed, **({"num_retry": str(again)} if again else {})}
                statuses.append((await client.post(url, content=body, headers=numbered)).status_code)
                if statuses[-1] == 200:
                    break
        return statuses

    def _message(self, person: str, name: str, message: dict[str, Any]) -> dict[str, Any]:
        self.last_wrote[person] = self.now
        event = {
            "sender": {"id": person},
            "recipient": {"id": self.oa_id},
            "user_id_by_app": f"9{person}",
            "event_name": name,
            "message": {"msg_id": self._new_id(), **message},
        }
        return self._stamped(event)

    def _stamped(self, event: dict[str, Any]) -> dict[str, Any]:
        return {"app_id": self.app_id, **event, "timestamp": str(_ms(self.now))}

    def _new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:020x}"


def _error(number: int, message: str) -> dict[str, Any]:
    return {"error": number, "message": message}


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
