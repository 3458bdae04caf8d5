"""Room: content. Words not everyone knows. Judges only."""

from collections.abc import Iterator

from content.checks.proof import Proof, Said
from content.checks.wordlists import Jargon, Words
from content.problem import Problem


def check_jargon(proof: Proof, words: Words) -> Iterator[Problem]:
    """Each hard word is explained somewhere in the lesson; it is blamed once, where it is first said."""
    spoken = tuple(proof.spoken())
    lesson = " ".join(said.own_words for said in spoken).casefold()
    for jargon in words.jargon:
        if any(phrase.casefold() in lesson for phrase in jargon.explained):
            continue
        first = next((said for said in spoken if jargon.said_in(said.own_words)), None)
        if first is not None:
            yield _unexplained(proof, first, jargon)


def _unexplained(proof: Proof, said: Said, jargon: Jargon) -> Problem:
    if not jargon.explained:
        return proof.problem(said.place, f'says "{jargon.word}"', f'write "{jargon.instead}" instead')
    remedy = f'write "{jargon.word} ({jargon.explained[0]})", or say it without the word'
    return proof.problem(said.place, f'says "{jargon.word}", which the lesson never explains', remedy)
