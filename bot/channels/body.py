"""Room: channels. Body: what a request brings, never more of it than somebody is ready to take."""

from starlette.requests import ClientDisconnect, Request


async def read_body(request: Request, most: int) -> bytes | None:
    """The raw body, as a signature needs it; None when it has more than `most` bytes or was never finished."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
