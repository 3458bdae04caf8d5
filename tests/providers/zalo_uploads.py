"""Tests: where Zalo OA's stand-in keeps uploads (facts/zalo.md §2.4): kinds, sizes, a month's calls, seven days."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

MONTHLY = 5000
LIFE = timedelta(days=7)
MB = 1024 * 1024
KINDS = {
    "image": ({"jpg", "jpeg", "png"}, MB),
    "gif": ({"gif"}, 5 * MB),
    "file": ({"pdf", "doc", "docx", "csv"}, 5 * MB),
}
MAGIC = {"png": b"\x89PNG", "jpg": b"\xff\xd8", "jpeg": b"\xff\xd8", "gif": b"GIF8", "pdf": b"%PDF"}


class Uploads:
    """`file_id` is what the id of a document is called: `token` in the documentation, `attachment_id` in the field."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.known: dict[str, tuple[str, datetime]] = {}
        self.file_id = "token"
        self.code = 0
        """The code every upload gets; 0 takes them."""

    def take(self, endpoint: str, name: str, data: bytes, now: datetime) -> dict[str, Any]:
        """The answer to one upload."""
        self.calls[endpoint] += 1
        endings, most = KINDS[endpoint]
        ending = name.rpartition(".")[2].lower()
        if self.code or self.calls[endpoint] > MONTHLY:
            return {"error": self.code or -211, "message": "refused"}
        if len(data) > most:
            return {"error": -210, "message": "too large"}
        # A name without the right ending is silently taken and gives nothing.
        if ending not in endings or not data.startswith(MAGIC.get(ending, b"")):
            return {"error": 0, "message": "Success", "data": {}}
        number = f"upload-{len(self.known) + 1}"
        self.known[number] = (endpoint, now)
        return {
            "error": 0,
            "message": "Success",
            "data": {self.file_id if endpoint == "file" else "attachment_id": number},
        }

    def refusal(self, endpoint: str, number: object, now: datetime) -> int:
        """The code for sending something by this id; 0 when it may be sent."""
        kind, at = self.known.get(str(number), ("", now))
        if kind != endpoint:
            return -201
        return -100 if now - at >= LIFE else 0
