"""Tests: what a volunteer is told of a share is what the file says: openings, people who learned, their villages."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from tests.playing.play import play
from tests.playing.stage import Stage

CHAT: Final = Path(__file__).parent / "chats" / "chia-se-den-noi.chat"
FACTS: Final = """
SELECT (SELECT count(*) FROM happenings WHERE kind = 'opened' AND share = :code),
       (SELECT count(DISTINCT contact_id) FROM completions WHERE share = :code AND lesson = 'vneid-cai-dat'),
       (SELECT count(DISTINCT unit) FROM completions WHERE share = :code),
       (SELECT sum(n) FROM tallies WHERE series = 'happenings.opened' AND share = :code),
       (SELECT sum(n) FROM tallies WHERE series = 'completions.self_reported' AND share = :code)
"""


async def test_the_result_of_a_share_is_what_the_facts_say(stage: Stage, database: Path) -> None:
    await play(CHAT.read_text(encoding="utf-8"), stage)
    said = next(letter.message.text for letter in reversed(stage.letters()) if "Kết quả chia sẻ" in letter.message.text)
    told = re.search(r"mở (\d+) lượt, (\d+) người báo làm được, từ (\d+) thôn", said)
    assert told is not None
    with closing(sqlite3.connect(database)) as db:
        (code,) = db.execute("SELECT code FROM shares").fetchone()
        opened, learned, villages, *counters = db.execute(FACTS, {"code": code}).fetchone()
    assert tuple(map(int, told.groups())) == (opened, learned, villages) == (2, 1, 1)
    assert counters == [opened, learned]
