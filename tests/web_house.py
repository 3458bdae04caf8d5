"""Tests: the web app with an intake that only remembers, and a clock that stands still until told."""

import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.channels.web import WebChannel
from bot.model.update import Update
from bot.web.files import FindFile
from bot.web.server import build_web
from bot.web.site import Site
from bot.web.sounds import Ears, sounds_route
from tests.browser.host import page_texts

# Starlette would rather have another HTTP client under its TestClient; the one we use is given.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

__all__ = ["NOW", "ORIGIN", "House", "TestClient"]

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
ORIGIN = {"origin": "http://testserver"}


@dataclass
class House:
    """The web app with an intake that only remembers, and a clock that stands still until told."""

    channel: WebChannel = field(default_factory=WebChannel)
    updates: list[Update] = field(default_factory=list)
    seconds: float = 0.0
    healthy: bool = True
    broken: bool = False
    ears: Ears | None = None
    files: FindFile = lambda token: None

    async def intake(self, update: Update) -> bool:
        if self.broken:
            raise OSError("disk full")
        if any((old.urn, old.external_id) == (update.urn, update.external_id) for old in self.updates):
            return False
        self.updates.append(update)
        return True

    def client(self, base_url: str = "http://testserver", trusted_proxy: bool = False) -> TestClient:
        site = Site("secret", page_texts(), trusted_proxy)
        routes = [Route("/extra", lambda request: PlainTextResponse("here"))]
        routes += [sounds_route(site, self.ears, lambda: self.seconds)] if self.ears else []
        app = build_web(
            self.channel,
            self.intake,
            site,
            clock=lambda: NOW,
            health=lambda: {"ok": self.healthy, "version": "test"},
            files=self.files,
            extra_routes=routes,
            monotonic=lambda: self.seconds,
        )
        return TestClient(app, base_url=base_url)
