"""Room: web. Shelf: the static files, read once, under a name that changes whenever one of them does."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


class Shelf:
    """Every file of one folder. All share one version, so a script imports its neighbour by plain name."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.iterdir() if path.suffix in TYPES)
        self._files = {path.name: path.read_bytes() for path in paths}
        whole = b"".join(name.encode() + b"\0" + body for name, body in self._files.items())
        self.version = sha256(whole).hexdigest()[:12]

    def url(self, name: str) -> str:
        """Where a page finds the file.

        Raises:
            KeyError: there is no such file, which is a mistake in a template.
        """
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self.version}/{name}"

    @property
    def scripts(self) -> tuple[str, ...]:
        """Every script's url, for the page to ask for all of them at once."""
        return tuple(self.url(name) for name in self._files if name.endswith(".js"))

    async def fetch(self, request: Request) -> Response:
        """The endpoint of /static/{version}/{name}. An old version is gone: its page is reloaded anyway."""
        name, version = request.path_params["name"], request.path_params["version"]
        if version != self.version or name not in self._files:
            return Response(status_code=404)
        return Response(
            self._files[name],
            media_type=TYPES[Path(name).suffix],
            headers={"cache-control": "public, max-age=31536000, immutable"},
        )
