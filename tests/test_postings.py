"""Tests: what came out about the plan is counted as logged, taken out with a trail, and never guessed at."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.model.posting import Posting, PostingKind
from content.posting_said import kind_said, read_posting
from storage import Outdated, Store, postings
from tests.playing.stage import book_of

NOW: Final = datetime(2026, 11, 20, 2, tzinfo=UTC)
TODAY: Final = date(2026, 11, 20)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "postings.db")
    yield store
    store.close()


def log(store: Store, kind: PostingKind, n: int, day: date, unit: str = "") -> None:
    posting = Posting(kind, "trang của xã", unit, day, n)
    asyncio.run(store._writer.do(lambda db: postings.log(db, posting, 1, NOW)))


def logged(store: Store) -> dict[tuple[str, str, str], int]:
    return {(row["series"], row["unit"], row["day"]): row["n"] for row in store.report("logged", None, NOW)}


def recounted(store: Store) -> dict[tuple[str, str, str], int]:
    """From the rows alone."""
    series = {"news": "posts", "video": "posts", "visual": "publicity", "radio": "radio"}
    found: dict[tuple[str, str, str], int] = {}
    with closing(sqlite3.connect(store.path)) as db:
        for kind, unit, day, n in db.execute("SELECT kind, unit, day, n FROM postings WHERE withdrawn_at IS NULL"):
            key = (series[kind], unit, day)
            found[key] = found.get(key, 0) + n
    return found


def test_the_counters_are_what_was_logged(store: Store) -> None:
    log(store, PostingKind.NEWS, 2, TODAY)
    log(store, PostingKind.VIDEO, 1, TODAY)
    log(store, PostingKind.VISUAL, 4, date(2026, 11, 1), "buon-m-o")
    log(store, PostingKind.RADIO, 3, TODAY)
    assert logged(store) == recounted(store) == {
        ("posts", "", "2026-11-20"): 3,
        ("publicity", "buon-m-o", "2026-11-01"): 4,
        ("radio", "", "2026-11-20"): 3,
    }  # fmt: skip
    asyncio.run(store._writer.do(lambda db: postings.withdraw(db, 1, 2, NOW)))
    assert logged(store) == recounted(store)
    assert logged(store)["posts", "", "2026-11-20"] == 1
    with pytest.raises(Outdated):
        asyncio.run(store._writer.do(lambda db: postings.withdraw(db, 1, 2, NOW)))
    assert store.prove().findings == ()


def test_a_wrong_counter_is_found(store: Store) -> None:
    log(store, PostingKind.NEWS, 2, TODAY)
    with closing(sqlite3.connect(store.path)) as db, db:
        db.execute("UPDATE postings SET n = 3")
    assert "counters equal the facts" in {one.promise for one in store.prove().findings}


@pytest.mark.parametrize(
    "said, expected",
    [
        ("tin bài 2 trang Facebook xã ngày 15/11/2026", ("news", 2, "trang Facebook xã", "", "2026-11-15")),
        ("tin, bài Zalo", ("news", 1, "Zalo", "", "2026-11-20")),
        ("VIDEO NGẮN 3 trên TikTok hôm qua", ("video", 3, "TikTok", "", "2026-11-19")),
        ("loa Buôn M'Guê ngày 31/12", ("radio", 1, "Buôn M'Guê", "buon-m-gue", "2025-12-31")),
        ("pa nô 2 ở trụ sở", ("visual", 2, "trụ sở", "", "2026-11-20")),
    ],
)
def test_a_line_is_read_as_it_is_typed(said: str, expected: tuple[str, int, str, str, str]) -> None:
    found = kind_said(said, book_of().copy)
    assert found is not None
    posting = read_posting(*found, book_of().campaign, TODAY)
    assert isinstance(posting, Posting)
    assert (str(posting.kind), posting.n, posting.place, posting.unit, posting.day.isoformat()) == expected


@pytest.mark.parametrize("said", ["người lớn 312 nguồn công an", "2 2801 nguồn công an", "hộ 12 nguồn xã", "con trâu"])
def test_a_number_is_no_posting(said: str) -> None:
    assert kind_said(said, book_of().copy) is None
