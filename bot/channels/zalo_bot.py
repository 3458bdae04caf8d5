"""Room: channels. Zalo Bot: plain text out, a webhook or polling in. It decides nothing.

The parts are files of their own: zalo_bot_parse, zalo_bot_errors, zalo_bot_poll. The token stands in every URL,
so no URL is ever logged or raised (zalo_http.py).
"""

import asyncio
import hmac
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

import structlog
from starlette.routing import BaseRoute, Route

from bot.channels import zalo_bot_errors as errors
from bot.channels.splitting import split, utf16_units
from bot.channels.zalo_bot_month import Month
from bot.channels.zalo_bot_parse import NAME, Fields, event_name, fields_of, parse, photo_key, read_webhook
from bot.channels.zalo_bot_poll import Poller
from bot.channels.zalo_files import Picture, Spoken, link_of, with_link
from bot.channels.zalo_halfway import Halfway
from bot.channels.zalo_http import SECONDS, Answer, new_client, post
from bot.channels.zalo_sounds import fetch, is_zalos
from bot.channels.zalo_unproven import Unproven
from bot.channels.zalo_webhook import Door
from bot.model.channel import Final as FinalError
from bot.model.channel import Intake, Letter, Limits, Misconfigured, Rejected, SendError
from bot.model.message import Message
from bot.model.numbered import numbered
from bot.model.quota import UNCOUNTED, Meter
from bot.model.update import Update
from bot.model.urn import address_of

API: Final = "https://bot-api.zaloplatforms.com"
PATH: Final = "/webhooks/zalo-bot"
HEADER: Final = "x-bot-api-secret-token"

TEXT: Final = 2000
"""Zalo does not say what it counts; UTF-16 units are never fewer than characters, so they are safe."""

LIMITS: Final = Limits(text=TEXT, buttons=0, per_second=5.0, per_contact_second=1.0, fetches=True)
"""Zalo publishes no rate; these are a guest's manners for a plan of 50 people."""

SPOKEN: Final = "audio/aac"
"""The only sound that Zalo plays, from an address that ends in its name."""

PHOTO_SECONDS: Final = 60.0
"""Zalo fetches the picture from us before it answers."""

_SECRET_LENGTHS: Final = range(8, 257)
_TRY_AGAIN: Final = 60.0

log = structlog.get_logger("zalo")


def render(message: Message) -> tuple[str, ...]:
    """The message as texts that fit, its choices numbered. No markup: what people wrote might look like some."""
    text = unicodedata.normalize("NFC", numbered(message))
    return tuple(piece.strip("\n") for piece in split(text, TEXT, utf16_units) if piece.strip())


def pieces_of(letter: Letter) -> tuple[str, ...]:
    """A picture or a voice in front of the words; whatever else there is by its address below them."""
    link = link_of(letter)
    if letter.file is None or not link:
        return render(letter.message)
    if letter.file.is_picture:
        return Picture(link), *render(letter.message)
    if letter.file.media_type == SPOKEN:
        return Spoken(f"{link}.aac"), *render(letter.message)
    return render(with_link(letter))


class ZaloBotChannel:
    """One bot. With a webhook secret it listens; without one it polls.

    `webhook_url` is our public address, registered at the start; without it the operator has registered us.
    `meter` counts what the month's messages are spent on.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str = API,
        webhook_secret: str = "",
        webhook_url: str = "",
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        meter: Meter = UNCOUNTED,
    ) -> None:
        self.media: Callable[[str], bool] = is_zalos
        """From which addresses a voice message may be fetched."""
        self._url = f"{base_url.rstrip('/')}/bot{token}/"
        self._secret = webhook_secret
        self._address = f"{webhook_url.rstrip('/')}{PATH}" if webhook_url else ""
        self._clock, self._pause = clock, pause
        self._month = Month(meter, clock)
        self._client = new_client()
        self._poller = Poller(self._call, self._parse, clock, pause)
        self._halfway: Halfway[str] = Halfway()
        self._unproven = Unproven()

    @property
    def name(self) -> str:
        """The first part of its urns."""
        return NAME

    @property
    def limits(self) -> Limits:
        """What it can carry."""
        return replace(LIMITS, monthly=self._month.meter.monthly)

    @property
    def last_poll_at(self) -> datetime | None:
        """When Zalo last answered a poll as it should; None before the first, and with a webhook."""
        return self._poller.last_poll_at

    async def send(self, letter: Letter) -> str:
        """Deliver every piece, going on where an earlier try stopped; the last piece's id is returned.

        Raises:
            SendError: how it failed.
        """
        pieces, sent = self._halfway.left(letter.id, pieces_of(letter)), ""
        try:
            while pieces:
                sent = await self._deliver(pieces[0], address_of(letter.urn))
                pieces.popleft()
        except FinalError:
            self._halfway.forget(letter.id)
            raise
        self._halfway.forget(letter.id)
        return sent

    async def run(self, intake: Intake) -> None:
        """Poll, or, with a webhook, register it and wait.

        Raises:
            Misconfigured: Zalo refuses the token, or the secret has a length it does not take.
        """
        if not self._secret:
            await self._poller.run(self._month.counting(intake))
        if len(self._secret) not in _SECRET_LENGTHS:
            raise Misconfigured("a webhook secret has 8 to 256 characters")
        while self._address and not await self._is_registered():
            await self._pause(_TRY_AGAIN)
        await asyncio.Event().wait()

    async def fetch(self, file: str) -> bytes:
        """A voice message, by its address.

        Raises:
            SendError: how it failed.
        """
        return await fetch(self._client, file, self.media)

    def routes(self, intake: Intake) -> list[BaseRoute]:
        """The webhook. Without a secret there is none: anybody could speak for anybody."""
        if not self._secret:
            return []
        door = Door(NAME, self._is_genuine, self._parse_body, self._month.counting(intake))
        return [Route(PATH, door.open, methods=["POST"])]

    async def close(self) -> None:
        """Hang up, after the last message."""
        await self._client.aclose()

    async def _deliver(self, piece: str, person: str) -> str:
        if not isinstance(piece, Picture | Spoken):
            return await self._say(piece, person)
        is_picture = isinstance(piece, Picture)
        method, field = ("sendPhoto", "photo") if is_picture else ("sendVoice", "voice_url")
        answer = await self._call(method, {"chat_id": person, field: piece}, PHOTO_SECONDS)
        wrong: SendError | None = errors.failure(answer)
        if wrong is None:
            return await self._receipt(answer)
        if not isinstance(wrong, Rejected | Misconfigured):
            raise wrong
        self._unproven.met("zalo_bot_picture" if is_picture else "zalo_bot_voice", str(errors.code_of(answer)))
        # The words do not depend on a picture; a recording that Zalo will not play can still be opened.
        return "" if is_picture else await self._say(piece, person)

    async def _say(self, text: str, person: str) -> str:
        answer = await self._call("sendMessage", {"chat_id": person, "text": text}, SECONDS)
        wrong: SendError | None = errors.failure(answer)
        if wrong is not None:
            # No page says what a block or an unknown person looks like, so every code met is worth a line.
            self._unproven.met("zalo_bot_send_refused", str(errors.code_of(answer)))
            raise wrong
        return await self._receipt(answer)

    async def _receipt(self, answer: Answer) -> str:
        """The message's id, once it is counted."""
        await self._month.count()
        return str(fields_of(answer.fields, "result").get("message_id", ""))

    async def _is_registered(self) -> bool:
        """Tell Zalo our address. It keeps one even when its own probe cannot reach it, so the probe is read."""
        body = {"url": self._address, "secret_token": self._secret}
        try:
            answer = await self._call("setWebhook", body, SECONDS)
        except SendError as error:
            log.warning("zalo_bot_webhook_not_set", error=type(error).__name__)
            return False
        if (wrong := errors.failure(answer)) is not None:
            if errors.code_of(answer) == errors.UNAUTHORIZED:
                raise wrong
            log.warning("zalo_bot_webhook_not_set", error=type(wrong).__name__, reason=str(wrong))
            return False
        probe = fields_of(fields_of(answer.fields, "result"), "verification")
        if probe.get("ok") is False:
            log.warning("zalo_bot_webhook_unreachable", outcome=str(probe.get("outcome", ""))[:40])
            return False
        return True

    async def _call(self, method: str, body: Mapping[str, object], seconds: float) -> Answer:
        return await post(self._client, f"{self._url}{method}", json=body, seconds=seconds)

    def _is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        return hmac.compare_digest(headers.get(HEADER, "").encode(), self._secret.encode())

    def _parse_body(self, body: bytes) -> Update | None:
        event = read_webhook(body)
        if event is None:
            return None
        self._unproven.met("zalo_bot_body", "wrapped" if b'"result"' in body else "flat")
        return self._parse(event)

    def _parse(self, event: Fields) -> Update | None:
        update = parse(event, self._clock())
        if update is None:
            self._unproven.met("zalo_bot_event_ignored", event_name(event)[:40])
        elif key := photo_key(event):
            self._unproven.met("zalo_bot_photo", key)
        return update
