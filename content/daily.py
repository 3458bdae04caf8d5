"""Room: content. Daily: the word of the day that stands in every broadcast, so that people can ask whether it is ours.

It follows from the day and the installation's secret: nothing has to be kept, and nobody can tell tomorrow's.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from content.folding import fold

VALID: Final = 7
"""Days a word is known for: people ask about last week's message too."""
_FILE: Final = Path(__file__).parent / "words" / "daily.toml"


@cache
def words() -> tuple[str, ...]:
    """Plain words that everybody can say and spell."""
    return tuple(tomllib.loads(_FILE.read_text(encoding="utf-8"))["words"])


@dataclass(frozen=True, slots=True)
class Daily:
    """The words of one installation."""

    secret: str = ""

    def word(self, day: date) -> str:
        """The word of a day."""
        key = blake2b(self.secret.encode(), digest_size=32, person=b"hocvuso-daily").digest()
        digest = blake2b(day.isoformat().encode(), key=key, digest_size=8).digest()
        return words()[int.from_bytes(digest, "big") % len(words())]

    def day_of(self, said: str, today: date) -> date | None:
        """The latest day whose word this is; None when it was none of the last days'."""
        days = (today - timedelta(days=back) for back in range(VALID))
        return next((day for day in days if fold(self.word(day)) == fold(said)), None)
