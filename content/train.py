"""Room: content. The command that trains the search: `python -m content.train`. No network, no clock, seconds.

`--calibrate FILE` also derives the thresholds, from questions with known answers and from our own lines held out of
training in turn (minutes); `--check` only says whether the model on disk knows all the words. The program itself
never runs this.
"""

import argparse
import sys
from pathlib import Path
from typing import Final

from content.corpus import examples, fingerprint
from content.held_out import held_out
from content.linear import MODEL, save, shipped
from content.loader import load_lessons
from content.schema import Library
from content.search import Finder
from content.thresholds import FILE, Trial, derive, read_questions, write
from content.training import train

LESSONS: Final = Path(__file__).parent / "lessons"


def main(arguments: list[str] | None = None) -> int:
    """Train, and calibrate or check where asked."""
    asked = _parser().parse_args(arguments)
    library = load_lessons(LESSONS).library
    if asked.check:
        return _check(library)
    if not asked.keep:
        _say(f"learning from {len(library)} lessons …")
        save(train(examples(library), fingerprint(library)))
        shipped.cache_clear()
        _say(f"{MODEL.name}: {MODEL.stat().st_size // 1024} KB")
    if asked.calibrate:
        _say("asking every line of a search that has not seen it; this takes some minutes …")
        found = derive([*trials(library, asked.calibrate), *held_out(list(library))])
        write(found)
        _say(f"{FILE.name}: answer from {found.direct}, refuse below {found.inside}")
    return 0


def trials(library: Library, questions: Path) -> list[Trial]:
    """Every question of the file, and how the search did."""
    finder = Finder(library)
    found = []
    for line in read_questions(questions):
        finding = finder.find(line["q"], line.get("prev"))
        best = finding.ranked[0] if finding.ranked else None
        right = best is not None and best.lesson in line["ids"]
        found.append(Trial(finding.sure, finding.together, bool(line["ids"]), right))
    return found


def _check(library: Library) -> int:
    model = shipped()
    if model is not None and model.fingerprint == fingerprint(library):
        return 0
    _say("the model does not know the words of the lessons as they are now. Run: python -m content.train")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m content.train", description="Train the search.")
    parser.add_argument("--calibrate", type=Path, metavar="FILE", help="questions with known answers (JSON lines)")
    parser.add_argument("--keep", action="store_true", help="keep the model, only calibrate")
    parser.add_argument("--check", action="store_true", help="only say whether the model is up to date")
    return parser


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
