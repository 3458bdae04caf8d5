"""Room: channels. TokenKeeper: one Zalo OA's access token, always fresh. It keeps nothing itself: the shelf does.

A refresh token works once, and whoever loses the pair it bought has to ask the OA's owner to consent again. So:

1. the shelf writes down that the token is about to be spent (one program at a time);
2. it is spent;
3. the new pair is on the shelf before anybody may use it; a disk that refuses is asked again before anything else.

Only a crash between Zalo's answer and step 3 can lose a pair, and then the claim on the shelf tells why.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

import httpx
import structlog

from bot.channels.zalo_http import Answer, number, post, trouble
from bot.channels.zalo_oa_errors import NO_CODE, TOO_MANY, code_of
from bot.model.channel import ConnectionFailed, Misconfigured, SendError, Throttled
from bot.model.token import TokenPair, TokenShelf

CLAIM: Final = timedelta(seconds=30)
"""How long a claim holds: longer than a call may take, so that two never spend the same token."""

FRESH: Final = 0.8
"""The part of its life after which a token is renewed: 20 of Zalo's 25 hours."""

T = TypeVar("T")

log = structlog.get_logger("zalo")


@dataclass(slots=True)
class TokenKeeper:
    """Hands out the access token and renews it, once for all who ask at the same time."""

    app_id: str
    app_secret: str = field(repr=False)
    shelf: TokenShelf
    client: httpx.AsyncClient
    oauth_url: str
    clock: Callable[[], datetime]
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _unsaved: TokenPair | None = None
    _dead: str = field(default="", repr=False)

    async def access(self, refused: str = "") -> str:
        """The token for the next call. `refused` is one that Zalo no longer takes.

        Raises:
            SendError: there is none; Misconfigured when a human has to consent again.
        """
        async with self._lock:
            pair = await self._current()
            works = bool(pair.access) and pair.access != refused
            if works and self.clock() < pair.fresh_until:
                return pair.access
            try:
                return (await to_the_end(self._renew(pair))).access
            except SendError as error:
                if not works:
                    raise
                # It was renewed early, so the old one still has hours in which this can be put right.
                log.error("zalo_oa_token_not_renewed", error=type(error).__name__)
                return pair.access

    async def _current(self) -> TokenPair:
        """The pair on the shelf, after what could not be put there before."""
        if self._unsaved is not None:
            await self.shelf.save(self._unsaved)
            self._unsaved = None
        pair = await self.shelf.load()
        if pair is None:
            raise Misconfigured("no refresh token is set")
        return pair

    async def _renew(self, pair: TokenPair) -> TokenPair:
        if pair.refresh == self._dead:
            raise Misconfigured("the refresh token is dead: the OA's owner must consent again")
        now = self.clock()
        if not await self.shelf.claim(pair.refresh, now, now + CLAIM):
            return await self._renewed_elsewhere(pair)
        answer = await self._spend(pair.refresh)
        try:
            self._unsaved = read_grant(answer, now)
        except Misconfigured:
            self._dead = pair.refresh
            log.error("zalo_oa_needs_consent", code=code_of(answer))
            raise
        return await self._current()

    async def _renewed_elsewhere(self, pair: TokenPair) -> TokenPair:
        """Another program was faster, or is at it now."""
        newer = await self._current()
        if newer.refresh == pair.refresh:
            raise ConnectionFailed("the token is being renewed")
        return newer

    async def _spend(self, refresh: str) -> Answer:
        return await post(
            self.client,
            f"{self.oauth_url.rstrip('/')}/v4/oa/access_token",
            headers={"secret_key": self.app_secret},
            form={"refresh_token": refresh, "app_id": self.app_id, "grant_type": "refresh_token"},
        )


def read_grant(answer: Answer, now: datetime) -> TokenPair:
    """The new pair in an answer of the OAuth server.

    Raises:
        SendError: there is none. Zalo documents no code for a dead refresh token, so every refusal but the
            rate limit needs a human.
    """
    access, refresh = answer.fields.get("access_token"), answer.fields.get("refresh_token")
    if isinstance(access, str) and isinstance(refresh, str) and access and refresh:
        seconds = number(answer.fields.get("expires_in"), 0)
        return TokenPair(access, refresh, now + timedelta(seconds=seconds * FRESH))
    if (wrong := trouble(answer)) is not None:
        raise wrong
    code = code_of(answer)
    if code == TOO_MANY:
        raise Throttled(61.0 - now.second)
    if code == NO_CODE:
        raise ConnectionFailed("the OAuth server answered without tokens")
    raise Misconfigured(f"the refresh token was refused: code {code}")


async def to_the_end(work: Coroutine[object, object, T]) -> T:
    """Finish `work` even when whoever waits is cancelled: half-way through, the only copy of a token is ours."""
    task = asyncio.get_running_loop().create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
