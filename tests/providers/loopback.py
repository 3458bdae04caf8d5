"""Tests: a real HTTP server on loopback, in the test's own event loop. It knows no provider."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import ServerState


@dataclass(frozen=True, slots=True)
class Served:
    """Where an app is reachable, and who is there."""

    url: str
    state: ServerState

    @property
    def busy(self) -> bool:
        """Whether anybody is connected or being answered."""
        return bool(self.state.connections or self.state.tasks)


@contextlib.asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """`app` reachable at the address given, until the block ends."""
    async with served(app) as server:
        yield server.url


@contextlib.asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[Served]:
    """The same, with a look at who is connected.

    Uvicorn's protocol without its server, which looks only ten times a second whether it should stop.
    """
    config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off", ws="none")
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: config.http_protocol_class(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    try:
        yield Served(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", state)
    finally:
        server.close()
        for connection in tuple(state.connections):
            connection.shutdown()
        await server.wait_closed()
        await asyncio.gather(*state.tasks)
