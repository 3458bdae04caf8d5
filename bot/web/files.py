"""Room: web. Files: a kept picture, document or recording by its unguessable address. Knows no store."""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.model.channel import File

FindFile = Callable[[str], File | None]

_RANGE: Final = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")
"""The one shape that players ask in."""


def files_route(find: FindFile) -> Route:
    """GET /f/{token}: the file, or 404 for a token that is wrong or too old. An ending is for whoever goes by names."""

    def answer(request: Request) -> Response:
        file = find(request.path_params["token"].partition(".")[0])
        if file is None:
            return Response(status_code=404)
        return _part(file, request.headers.get("range", "")) or Response(
            file.data, media_type=file.media_type, headers=_headers(file)
        )

    return Route("/f/{token}", answer)


def _part(file: File, wanted: str) -> Response | None:
    """A piece of a recording: some phones play nothing that they cannot have in pieces. None: all of it."""
    asked = _RANGE.fullmatch(wanted) if file.is_sound else None
    if asked is None:
        return None
    size = len(file.data)
    first, last = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
    if first > last:
        return Response(status_code=416, headers={"content-range": f"bytes */{size}"})
    headers = {**_headers(file), "content-range": f"bytes {first}-{last}/{size}"}
    return Response(file.data[first : last + 1], 206, media_type=file.media_type, headers=headers)


def _headers(file: File) -> dict[str, str]:
    """Pictures are shown and recordings played, documents saved; none is kept by a proxy or found by a search engine.

    A recording is not even kept by the browser: it may be taken back tomorrow.
    """
    shown = "inline" if file.is_picture or file.is_sound else "attachment"
    return {
        "content-disposition": f"{shown}; filename*=UTF-8''{quote(file.name)}",
        "cache-control": "no-store" if file.is_sound else "private, max-age=86400",
        "x-robots-tag": "noindex",
        **({"accept-ranges": "bytes"} if file.is_sound else {}),
    }
