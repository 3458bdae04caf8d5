"""Room: web. Files: a kept picture or document by its unguessable address. Knows no store."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.model.channel import File

FindFile = Callable[[str], File | None]


def files_route(find: FindFile) -> Route:
    """GET /f/{token}: the file, or 404 for a token that is wrong or too old."""

    def answer(request: Request) -> Response:
        file = find(request.path_params["token"])
        if file is None:
            return Response(status_code=404)
        return Response(file.data, media_type=file.media_type, headers=_headers(file))

    return Route("/f/{token}", answer)


def _headers(file: File) -> dict[str, str]:
    """Pictures are shown, documents saved; neither is kept by a proxy or found by a search engine."""
    shown = "inline" if file.is_picture else "attachment"
    return {
        "content-disposition": f"{shown}; filename*=UTF-8''{quote(file.name)}",
        "cache-control": "private, max-age=86400",
        "x-robots-tag": "noindex",
    }
