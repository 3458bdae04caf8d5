"""Room: content. What no lesson may say: promises, pass marks, fees, delays nobody confirmed. Judges only."""

import re
from collections.abc import Iterator

from content.checks.proof import Proof, Said
from content.checks.wordlists import Promise, Words
from content.problem import Problem


def check_promises(proof: Proof, words: Words) -> Iterator[Problem]:
    """A wrong quiz option may say it: the lesson itself calls it wrong."""
    for said in proof.spoken():
        if not said.refuted:
            for promise in words.promises:
                yield from _broken(proof, said, promise, words)


def _broken(proof: Proof, said: Said, promise: Promise, words: Words) -> Iterator[Problem]:
    if proof.lesson.id in promise.lessons:
        return
    text = said.own_words.casefold()
    for phrase in (*promise.unless, *_allowed(proof, words)):
        text = text.replace(phrase, "…")
    if found := promise.pattern.search(text):
        yield proof.problem(said.place, f'says "{found[0]}" ({promise.name})', promise.remedy)


def _allowed(proof: Proof, words: Words) -> Iterator[str]:
    """Only while the lesson still names the source that says so."""
    refs = {ref.strip() for source in proof.lesson.sources for ref in re.split("[,;]", source.ref)}
    own = (allowance for allowance in words.allowances if allowance.lesson == proof.lesson.id)
    return (allowance.says for allowance in own if allowance.ref in refs)
