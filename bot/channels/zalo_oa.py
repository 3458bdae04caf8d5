"""Room: channels. Zalo Official Account: consultation messages out, a signed webhook in. It decides nothing.

The parts are files of their own: zalo_oa_parse, zalo_oa_render, zalo_oa_errors, zalo_oa_signature, zalo_tokens.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog
from starlette.routing import BaseRoute, Route

from bot.channels import zalo_oa_errors as errors
from bot.channels.zalo_files import Attached, with_link
from bot.channels.zalo_halfway import Halfway
from bot.channels.zalo_http import Answer, new_client
from bot.channels.zalo_oa_attached import Attacher, attached_of
from bot.channels.zalo_oa_line import Line
from bot.channels.zalo_oa_parse import NAME, event_name, parse, text_of
from bot.channels.zalo_oa_render import BUTTONS, CS, LABEL, TEXT, Piece, body_of, plain, render
from bot.channels.zalo_oa_signature import Signed, check
from bot.channels.zalo_oa_uploads import Uploads
from bot.channels.zalo_sounds import fetch, is_zalos
from bot.channels.zalo_tokens import TokenKeeper
from bot.channels.zalo_unproven import Unproven
from bot.channels.zalo_webhook import Door
from bot.model.channel import Final as FinalError
from bot.model.channel import Intake, Letter, Limits, SendError
from bot.model.token import TokenShelf
from bot.model.update import Update
from bot.model.urn import address_of

API: Final = "https://openapi.zalo.me"
OAUTH: Final = "https://oauth.zaloapp.com"
PATH: Final = "/webhooks/zalo-oa"

LIMITS: Final = Limits(
    text=TEXT,
    buttons=BUTTONS,
    label=LABEL,
    fetches=True,
    per_second=4000 / 60,
    reply_window=timedelta(hours=48),
    last_window=timedelta(days=7),
)
_TENDING: Final = 1800.0
"""Seconds between two looks at the token, so that it stays alive through weeks in which nobody writes."""

log = structlog.get_logger("zalo")


class ZaloOaChannel:
    """One OA. `secret_key` is the OA's own, which signs webhooks; `app_secret` belongs to the app and OAuth."""

    def __init__(
        self,
        app_id: str,
        app_secret: str,
        secret_key: str,
        tokens: TokenShelf,
        *,
        base_url: str = API,
        oauth_url: str = OAUTH,
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.media: Callable[[str], bool] = is_zalos
        """From which addresses a voice message may be fetched."""
        self._app_id = app_id
        self._secret_key = secret_key
        self._clock = clock
        self._pause = pause
        self._client = new_client()
        self._keeper = TokenKeeper(app_id, app_secret, tokens, self._client, oauth_url, clock)
        self._unproven = Unproven()
        self._line = Line(self._client, self._keeper, base_url.rstrip("/"), self._unproven)
        uploads = Uploads(self._line, self._unproven, clock)
        self._attacher = Attacher(self._line, uploads, self._unproven, clock)
        self._halfway: Halfway[Piece | Attached] = Halfway()
        self._has_buttons = True

    @property
    def name(self) -> str:
        """The first part of its urns."""
        return NAME

    @property
    def limits(self) -> Limits:
        """What it can carry, and the two windows after a person last wrote."""
        return LIMITS

    async def send(self, letter: Letter) -> str:
        """Deliver every piece, going on where an earlier try stopped; the last piece's id is returned.

        Raises:
            SendError: how it failed.
        """
        attached = attached_of(letter)
        words = render(letter.message if attached else with_link(letter), buttons=self._has_buttons)
        pieces = self._halfway.left(letter.id, (*attached, *words))
        person, sent = address_of(letter.urn), ""
        try:
            while pieces:
                sent = await self._deliver(pieces[0], person)
                pieces.popleft()
        except FinalError:
            self._halfway.forget(letter.id)
            raise
        self._halfway.forget(letter.id)
        return sent

    async def run(self, intake: Intake) -> None:
        """Keep the token alive until cancelled: updates come in through `routes`."""
        while True:
            try:
                await self._keeper.access()
            except Exception as error:
                log.error("zalo_oa_no_token", error=type(error).__name__)
            await self._pause(_TENDING)

    async def fetch(self, file: str) -> bytes:
        """A voice message, by its address.

        Raises:
            SendError: how it failed.
        """
        return await fetch(self._client, file, self.media)

    def routes(self, intake: Intake) -> list[BaseRoute]:
        """The webhook. Without a secret key there is none: nobody could be told from Zalo."""
        if not self._secret_key:
            return []
        door = Door(NAME, self._is_genuine, self._parse, intake)
        return [Route(PATH, door.open, methods=["POST"])]

    async def close(self) -> None:
        """Hang up, after the last message."""
        await self._client.aclose()

    async def _deliver(self, piece: Piece | Attached, person: str) -> str:
        """Post one piece; when Zalo will not have its buttons, the same as plain text."""
        if isinstance(piece, Attached):
            return await self._attacher.send(piece, person)
        answer = await self._line.call(CS, json=body_of(piece, person))
        if piece.buttons:
            refused = errors.may_be_buttons(answer)
            self._unproven.met("zalo_oa_buttons", "refused" if refused else "answered")
            if refused:
                return await self._deliver_plain(piece, person)
        return self._receipt(answer)

    async def _deliver_plain(self, piece: Piece, person: str) -> str:
        sent = ""
        for text in plain(piece):
            sent = self._receipt(await self._line.call(CS, json=body_of(text, person)))
        # The same words went through without them, so it was the buttons; later messages need not try.
        self._has_buttons = False
        return sent

    def _receipt(self, answer: Answer) -> str:
        """The message's id.

        Raises:
            SendError: there is none.
        """
        wrong: SendError | None = errors.failure(answer, self._clock())
        if wrong is None:
            return text_of(answer.fields.get("data"), "message_id")
        if not errors.is_known(errors.code_of(answer)):
            self._unproven.met("zalo_oa_unknown_code", str(errors.code_of(answer)))
        raise wrong

    def _is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        signed = check(headers, body, self._app_id, self._secret_key)
        if signed is not Signed.BY_APP:
            self._unproven.met("zalo_oa_signature", signed.value)
        return bool(signed)

    def _parse(self, body: bytes) -> Update | None:
        event = json.loads(body)
        if not isinstance(event, dict):
            raise ValueError("an event is an object")
        update = parse(event, self._clock())
        if update is None:
            self._unproven.met("zalo_oa_event_ignored", event_name(event)[:40])
        return update
