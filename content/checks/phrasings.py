"""Room: content. No two lessons may claim the same words of a citizen. Judges only."""

from collections.abc import Iterator, Sequence

from content.checks.proof import Proof
from content.folding import fold
from content.problem import Problem


def check_phrasings(proofs: Sequence[Proof]) -> Iterator[Problem]:
    """The same words twice, or in another order in two lessons: the search cannot tell them apart."""
    same: dict[str, tuple[Proof, str]] = {}
    shuffled: dict[frozenset[str], tuple[Proof, str]] = {}
    for proof in proofs:
        for place, text in _claims(proof):
            words = fold(text)
            first = same.setdefault(words, (proof, place))
            rival = shuffled.setdefault(frozenset(words.split()), (proof, place))
            if not words:
                yield proof.problem(place, "has no word", "write what people type, or take the line out")
            elif first != (proof, place):
                yield _clash(proof, place, "says the same as", first)
            elif rival[0] is not proof:
                yield _clash(proof, place, "has only the words of", rival)


def check_names(proofs: Sequence[Proof]) -> Iterator[Problem]:
    """Two choices with the same label cannot be told apart."""
    for place in ("title", "ask"):
        first: dict[str, tuple[Proof, str]] = {}
        for proof in proofs:
            owner = first.setdefault(fold(str(getattr(proof.lesson, place))), (proof, place))
            if owner[0] is not proof:
                yield _clash(proof, place, "says the same as", owner)


def _claims(proof: Proof) -> Iterator[tuple[str, str]]:
    return ((f"phrasing {number}", text) for number, text in enumerate(proof.lesson.phrasings, 1))


def _clash(proof: Proof, place: str, how: str, other: tuple[Proof, str]) -> Problem:
    owner, owned = other
    if owner is proof:
        return proof.problem(place, f"{how} {owned}, apart from accents", "keep one, and say the other in other words")
    where = f"{owned} of {owner.lesson.id} (line {owner.manuscript.line_of(owned)})"
    return proof.problem(place, f"{how} {where}", "keep it where it belongs better, and reword the other")
