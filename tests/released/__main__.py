"""Tests: `python -m tests.released VERSION` plays some talks on a fresh file and keeps its dump for later versions."""

import asyncio
import gzip
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from bot.model.update import Joined, Text
from bot.model.urn import make_urn
from storage import Store
from tests.playing.stage import Stage

FOLDER = Path(__file__).parent
TALKS = {
    "lan": ("/kiemtra vneid-cai-dat", "2", "3", "1", "3", "1", "đồng ý", "1", "1", "tiến độ"),
    "minh": ("cai vneid sao v", "1", "1", "chỉ học"),
    "hoa": ("đồng ý lưu", "1", "2", "2", "nhắc nhở", "1", "dừng"),
    "tu": ("lừa đảo",),
}


async def talk(path: Path) -> None:
    """Learn, refuse, opt in, stop, ask."""
    stage = Stage(path)
    async with stage.open():
        for person, said in TALKS.items():
            stage.speaker = make_urn("web", person)
            await stage.say(Joined())
            for words in said:
                await stage.say(Text(words))


def main(version: str) -> None:
    """Write the dump of this version."""
    target = FOLDER / f"{version}.sql.gz"
    if target.exists():
        raise SystemExit(f"{target.name} is there already, and a released file is never changed.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        Store(path).close()
        asyncio.run(talk(path))
        with closing(sqlite3.connect(path)) as db:
            dump = "\n".join(db.iterdump())
    target.write_bytes(gzip.compress(dump.encode(), mtime=0))
    print(f"{target.name}: {len(dump):,} bytes of SQL")


if __name__ == "__main__":
    main(sys.argv[1])
