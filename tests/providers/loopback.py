"""Tests: a real HTTP server on loopback, in the test's own event loop. It knows no provider."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import ServerState


@contextlib.asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """`app` reachable at the address given, until the block ends.

    Uvicorn's protocol without its server, which looks only ten times a second whether it should stop.
    """
    config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off", ws="none")
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: config.http_protocol_class(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for connection in tuple(state.connections):
            connection.shutdown()
        await server.wait_closed()
        await asyncio.gather(*state.tasks)
