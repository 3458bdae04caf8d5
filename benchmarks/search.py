"""Benchmarks: finding the right lesson. `python -m benchmarks search`; HOCVUSO_DEVSET names the folder of questions.

The folder holds questions.jsonl and score.py; without it that part is left out with a sentence.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import folds
from benchmarks.figure import Figure, percentile, show
from benchmarks.habits import HABITS
from benchmarks.rivals import rivals
from bot.bookshelf import Bookshelf
from bot.config import HOME
from content.book import Book
from content.linear import MODEL
from content.search import Finder
from content.understanding import ask_line

DEVSET = Path(os.environ.get("HOCVUSO_DEVSET", HOME.parent / "shared" / "devset"))
FOLDS = 5


def main() -> None:
    """Every figure of the search, its rivals in the same run."""
    book = Bookshelf(HOME / "content", "ea-trang-2026").current()
    questions = _questions()
    show("Finding the lesson", _cost(book, [line["q"] for line in questions] or _phrasings(book)))
    if questions:
        _score(book, questions)
        show("Against plain matchers, and typed in other ways", _compared(book, questions))
    else:
        print("\nNo questions to score: set HOCVUSO_DEVSET to the folder of questions.jsonl and score.py.")
    print(f"\nEvery phrasing held out, {FOLDS} parts", flush=True)
    for line in folds.lines(folds.hold_out(book.offered(), FOLDS)):
        print("  " + line)


def _questions() -> list[dict[str, Any]]:
    file = DEVSET / "questions.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def _phrasings(book: Book) -> list[str]:
    return [phrasing for lesson in book.offered() for phrasing in lesson.phrasings]


def _cost(book: Book, questions: list[str]) -> Iterator[Figure]:
    start = time.process_time()
    Finder(book.offered())
    built = time.process_time() - start
    yield Figure("finder built at start: CPU", f"{built:.2f} s", "≤ 0.4 s", built <= 0.4)
    for what, ask in (("ranked lessons", book.finder.find), ("the whole understanding", _asker(book))):
        taken = [_timed(ask, question) for question in questions * 3]
        p50, p99 = percentile(taken, 0.5), percentile(taken, 0.99)
        yield Figure(f"question → {what}: p50", f"{p50:.2f} ms", "≤ 2 ms", p50 <= 2)
        yield Figure(f"question → {what}: p99", f"{p99:.2f} ms", "≤ 10 ms", p99 <= 10)
    yield Figure("model on disk", f"{MODEL.stat().st_size / 1e6:.2f} MB", "≤ 2 MB", MODEL.stat().st_size <= 2e6)
    yield Figure("memory of this process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _asker(book: Book) -> Callable[[str], object]:
    return lambda question: ask_line(book, question)


def _timed(ask: Callable[[str], object], question: str) -> float:
    start = time.perf_counter()
    ask(question)
    return (time.perf_counter() - start) * 1000


def _score(book: Book, questions: list[dict[str, Any]]) -> None:
    """Hand every answer to the scorer and show what it says."""
    print("\nQuestions with known answers", flush=True)
    answers = "\n".join(json.dumps(ask_line(book, line), ensure_ascii=False) for line in questions)
    scorer = [sys.executable, str(DEVSET / "score.py"), "--gold", str(DEVSET / "questions.jsonl")]
    said = subprocess.run(scorer, input=answers, capture_output=True, text=True, check=False)
    print("  " + (said.stdout or said.stderr).strip().replace("\n", "\n  "))


def _compared(book: Book, questions: list[dict[str, Any]]) -> Iterator[Figure]:
    taught = [line for line in questions if line["ids"] and line["kind"] != "unsafe"]
    for name, rank in rivals(book.offered()).items():
        yield Figure(f"{name}: first / among three", _found(taught, lambda line, rank=rank: rank(_whole(line))))
    yield Figure("ours: first / among three", _found(taught, lambda line: _ranked(book, line)))
    for name, habit in HABITS.items():
        yield Figure(
            f"ours, everything typed as {name}", _found(taught, lambda line, habit=habit: _ranked(book, line, habit))
        )


def _found(questions: list[dict[str, Any]], rank: Callable[[dict[str, Any]], tuple[str, ...]]) -> str:
    ranked = [(rank(line), set(line["ids"])) for line in questions]
    first = sum(bool(ids & set(found[:1])) for found, ids in ranked) / len(ranked)
    three = sum(bool(ids & set(found[:3])) for found, ids in ranked) / len(ranked)
    return f"{first * 100:.1f} / {three * 100:.1f}"


def _whole(line: dict[str, Any]) -> str:
    return f"{line['prev']} . {line['q']}" if line.get("prev") else str(line["q"])


def _ranked(book: Book, line: dict[str, Any], habit: Callable[[str], str] = str) -> tuple[str, ...]:
    previous = line.get("prev")
    finding = book.finder.find(habit(line["q"]), habit(previous) if previous else None)
    return tuple(match.lesson for match in finding.ranked)
