"""Benchmarks: a count at ten thousand, a million and ten million facts; a large workbook; a report of a commune.

Facts are made by SQLite itself, then the counters by the same statements that reconcile checks them with.
"""

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from benchmarks.figure import Figure
from bot.config import HOME
from bot.model.count import By, Question
from storage import Store
from storage.cuts import rebuild
from storage.database import prepare

SIZES: Final = tuple(int(size) for size in os.environ.get("HOCVUSO_BENCH_FACTS", "10000,1000000,10000000").split(","))
ROUNDS: Final = 30
BUDGET_RATIO: Final = 1.2
BUDGET_MS: Final = 50.0
NOW: Final = datetime(2026, 11, 20, tzinfo=UTC)

_FACTS: Final = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO completions (contact_id, lesson, evidence, day, at, unit, grp, channel, share, first)
SELECT NULL, 'bai-' || (i * 742938285 % 2147483647 % 40),
       CASE i * 950706376 % 2147483647 % 5 WHEN 0 THEN 'self_reported' ELSE 'quiz_passed' END,
       date('2025-11-21', '+' || (i * 1226874159 % 2147483647 % 365) || ' days'), NULL,
       'thon-' || (i * 62089911 % 2147483647 % 10), 'nhom-' || (i * 1343714438 % 2147483647 % 6),
       'kenh-' || (i * 630360016 % 2147483647 % 3), '', i * 1078318381 % 2147483647 % 3 = 0
  FROM n
"""
"""Places drawn by multiplying modulo a prime: as good as by lot, and the same each time."""

_TALLIES: Final = """
INSERT INTO tallies (series, lesson, unit, day, grp, channel, share, n)
SELECT 'completions.' || evidence, lesson, unit, day, grp, channel, share, count(*)
  FROM completions GROUP BY 1, 2, 3, 4, 5, 6, 7
UNION ALL
SELECT 'learners.' || evidence, lesson, unit, day, grp, channel, share, count(*)
  FROM completions WHERE first = 1 GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
QUESTIONS: Final = {
    "by village and lesson": Question((By.UNIT, By.LESSON)),
    "by village": Question((By.UNIT,)),
    "by month and village": Question((By.MONTH, By.UNIT)),
    "by village, one quarter": Question((By.UNIT,), date(2026, 7, 1), date(2026, 9, 30)),
    "by village, from day to day": Question((By.UNIT,), date(2026, 7, 15), date(2026, 10, 14)),
}


def figures(folder: Path) -> Iterator[Figure]:
    """The same questions at every size, by turns, so that a busy moment of the machine hits all; then the files."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        paths = [Path(place) / f"{size}.db" for size in SIZES]
        for path, size in zip(paths, SIZES, strict=True):
            make(path, size)
        stores = [Store(path) for path in paths]
        for name, question in QUESTIONS.items():
            yield from _compare(name, question, stores)
        for store in stores:
            store.close()
    yield from _files(folder)


def _compare(name: str, question: Question, stores: list[Store]) -> Iterator[Figure]:
    """A period of days is read day by day, and ten thousand facts leave many of them empty: no ratio for it."""
    rounds = [[_once(store, question) for store in stores] for _ in range(ROUNDS)]
    best = [min(times) for times in zip(*rounds, strict=True)]
    for size, ms in zip(SIZES, best, strict=True):
        ratio, period = ms / best[0], name.endswith("from day to day")
        said = f"≤ {BUDGET_MS:.0f} ms" if period else f"≤ {BUDGET_RATIO} ×, ≤ {BUDGET_MS:.0f} ms"
        within = ms <= BUDGET_MS and (period or ratio <= BUDGET_RATIO)
        yield Figure(f"count {name}, {size:,} facts", f"{ms:.2f} ms ({ratio:.2f} ×)", said, within)


def _once(store: Store, question: Question) -> float:
    started = time.perf_counter()
    store.figures.count(question)
    return (time.perf_counter() - started) * 1000


def make(path: Path, size: int) -> None:
    """A database with this many facts; its counters are as the program would have kept them."""
    prepare(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("PRAGMA journal_mode=OFF")
        db.execute("PRAGMA temp_store=FILE")
        db.execute(_FACTS, (size,))
        db.execute(_TALLIES)
        rebuild(db, "", "~")
        db.execute("PRAGMA journal_mode=WAL")


def _files(folder: Path) -> Iterator[Figure]:
    """In a process of its own each, so that the peak of memory is theirs."""
    for name, budget in (("xlsx", "≤ 150 MB"), ("report", "≤ 10 s")):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            command = [sys.executable, "-m", "benchmarks.counts", name, place]
            said = subprocess.run(command, cwd=HOME, check=True, capture_output=True, text=True).stdout.split()
        seconds, megabytes = float(said[0]), float(said[1])
        within = megabytes <= 150 if name == "xlsx" else seconds <= 10
        what = {"xlsx": "XLSX of 100,000 rows", "report": "quarterly report, 6,000 people (DOCX and XLSX)"}[name]
        yield Figure(what, f"{seconds:.2f} s, {megabytes:.0f} MB", budget, within)


def write_xlsx() -> None:
    """A hundred thousand rows, made one by one as they are written."""
    from bot.exports.figures import Column, CountTable
    from bot.exports.xlsx import xlsx_bytes
    from tests.playing.stage import book_of

    columns = (Column("Thôn, buôn"), Column("Bài"), Column("Người", "integer", "sum", persons=True))
    rows = [(f"Thôn {n % 10}", f"Bài {n % 40}", n) for n in range(100_000)]
    xlsx_bytes(CountTable("Số đếm", columns, rows), book_of().copy)


def write_report(folder: Path) -> None:
    """The whole report of a commune, as `hocvuso report` makes it."""
    from bot.exports.annex import annex_xlsx
    from bot.exports.report import report_docx
    from bot.reporting import make_report, period_of
    from tests.playing.stage import book_of

    store, book = Store(folder / "commune.db"), book_of()
    draft = asyncio.run(make_report(store, book, period_of(book, "2026Q4"), NOW))
    report_docx(draft, book.copy)
    annex_xlsx(draft, book.copy)
    store.close()


def _alone(name: str, folder: Path) -> None:
    if name == "report":
        from tests.commune import make_commune
        from tests.playing.stage import book_of

        make_commune(folder / "commune.db", book_of().campaign, 6000)
    started = time.perf_counter()
    write_report(folder) if name == "report" else write_xlsx()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - started, peak)


if __name__ == "__main__":
    _alone(sys.argv[1], Path(sys.argv[2]))
