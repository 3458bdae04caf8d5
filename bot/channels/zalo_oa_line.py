"""Room: channels. Line: calls of an OA's API with a token that works. It knows no message."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from bot.channels import zalo_oa_errors as errors
from bot.channels.zalo_http import SECONDS, Answer, post
from bot.channels.zalo_tokens import TokenKeeper
from bot.channels.zalo_unproven import Unproven
from bot.model.channel import File


@dataclass(frozen=True, slots=True)
class Line:
    """`base_url` has no slash at its end."""

    client: httpx.AsyncClient
    keeper: TokenKeeper
    base_url: str
    unproven: Unproven

    async def call(
        self,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        file: File | None = None,
        seconds: float = SECONDS,
    ) -> Answer:
        """Post with a fresh token, once more when Zalo no longer takes it.

        Raises:
            SendError: there is no token, or no answer.
        """
        token = await self.keeper.access()
        answer = await self._post(path, token, json, file, seconds)
        if errors.is_token_refused(answer):
            answer = await self._post(path, await self.keeper.access(refused=token), json, file, seconds)
        return answer

    async def _post(
        self, path: str, token: str, json: Mapping[str, object] | None, file: File | None, seconds: float
    ) -> Answer:
        url, headers = f"{self.base_url}{path}", {"access_token": token}
        answer = await post(self.client, url, headers=headers, json=json, file=file, seconds=seconds)
        if limit := answer.headers.get("x-ratelimit-limit"):
            self.unproven.met("zalo_oa_rate_limit", limit[:12])
        return answer
