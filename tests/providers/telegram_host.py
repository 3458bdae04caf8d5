"""Tests: a Starlette app on a loopback port, up and down within milliseconds and in the test's own loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette


@contextlib.asynccontextmanager
async def hosted(app: Starlette) -> AsyncIterator[str]:
    """Serve `app`; gives its address. Whoever is still being served when it ends is cut off."""
    # Named as TCP, because asyncio sends without delay only on sockets that say so; else each answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off", ws="none")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup([listener])
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        for answering in server.server_state.tasks:
            answering.cancel()
        for connection in list(server.server_state.connections):
            connection.transport.close()  # type: ignore[union-attr]
        for listening in server.servers:
            listening.close()
        listener.close()
        await asyncio.sleep(0)  # A closed transport lets go of its socket in the next round of the loop.
