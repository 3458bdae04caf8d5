"""Room: content. The check: every rule over every lesson, all problems at once. Reads files, changes none."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from content.checks.addresses import check_links, check_phones
from content.checks.jargon import check_jargon
from content.checks.language import check_letters, check_markup
from content.checks.lengths import check_counts, check_id, check_lengths, check_right_places, check_sentences
from content.checks.phrasings import check_names, check_phrasings
from content.checks.plans import read_plans
from content.checks.promises import check_promises
from content.checks.proof import Proof
from content.checks.references import Mention, check_mentions, check_next
from content.checks.sources import check_confidence, check_sources
from content.checks.wordlists import Words, load_words
from content.lesson_file import LessonFile
from content.loader import empty, read_folder
from content.problem import Problem

FORM_RULES: Final[tuple[Callable[[Proof], Iterator[Problem]], ...]] = (
    check_id,
    check_letters,
    check_markup,
    check_counts,
    check_lengths,
    check_sentences,
    check_right_places,
    check_sources,
    check_confidence,
)
"""What a lesson shows by itself."""

WORD_RULES: Final[tuple[Callable[[Proof, Words], Iterator[Problem]], ...]] = (
    check_jargon,
    check_links,
    check_phones,
    check_promises,
)
"""What a lesson shows beside the lists under words/."""

SHELF_RULES: Final[tuple[Callable[[Sequence[Proof]], Iterator[Problem]], ...]] = (
    check_phrasings,
    check_names,
)
"""What shows only when lessons stand side by side."""


def run_check(root: Path) -> list[Problem]:
    """Everything wrong with the lessons and the campaigns of the project at `root`, by file and line."""
    content = root / "content"
    files = read_folder(content / "lessons")
    plans = read_plans(content / "campaigns")
    if not files:
        return sorted((empty(content / "lessons"), *plans.problems))
    return sorted((*check(files, load_words(content / "words"), plans.mentions), *plans.problems))


def check(files: Sequence[LessonFile], words: Words, mentions: Sequence[Mention] = ()) -> list[Problem]:
    """Everything wrong with files already read. A lesson of broken form is told that first, and no more.

    `mentions` are the lessons other files name: the paths and targets of the campaigns.
    """
    proofs = [Proof(file.manuscript, file.lesson) for file in files if file.lesson]
    known = frozenset(file.id for file in files)
    problems = [problem for file in files for problem in file.manuscript.problems]
    for proof in proofs:
        problems += (problem for rule in FORM_RULES for problem in rule(proof))
        problems += (problem for rule in WORD_RULES for problem in rule(proof, words))
        problems += check_next(proof, known)
    problems += (problem for rule in SHELF_RULES for problem in rule(proofs))
    return sorted((*problems, *check_mentions(mentions, known)))
