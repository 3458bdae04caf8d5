"""Room: content. The letters themselves: NFC, no invisible signs, no Markdown, plain quotes. Judges only."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from content.checks.proof import Proof
from content.problem import Problem

_INVISIBLE: Final = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffd\x00-\x1f]")
_CURLY: Final = re.compile("[“”„‟«»]")
_MARKUP: Final = re.compile(r"\*\*|__|`|\]\(|</?[a-z]+>|\[[^\]]*\]")


def check_letters(proof: Proof) -> Iterator[Problem]:
    """Each line as typed: two ways of writing "ế" look the same and are found only by one."""
    for line in proof.manuscript.raw:
        if not unicodedata.is_normalized("NFC", line.text):
            yield _on_line(proof, line.number, "letters and accents apart (not NFC)", "type the line again in Unicode")
        if found := _INVISIBLE.search(line.text):
            yield _on_line(proof, line.number, f"an invisible sign (U+{ord(found[0]):04X})", "type a plain blank there")
        if found := _CURLY.search(line.text):
            yield _on_line(proof, line.number, f"a curly quote {found[0]}", 'write straight quotes "…"')


def check_markup(proof: Proof) -> Iterator[Problem]:
    """Channels show a text as it is: stars and brackets would be read aloud."""
    for said in proof.spoken():
        if not re.search(r"\w", said.text):
            yield proof.problem(said.place, f"is still {said.text!r}", "write it")
        if found := _MARKUP.search(said.text):
            remedy = 'write plain text, menu names in "…"; the mark [1] stands only at the end of a step'
            yield proof.problem(said.place, f"has the markup {found[0]!r}", remedy)
        if said.text.count('"') % 2:
            yield proof.problem(said.place, "opens a quote and does not close it", 'put the second " after the name')


def _on_line(proof: Proof, number: int, what: str, remedy: str) -> Problem:
    return Problem(proof.manuscript.file, number, f"this line has {what}", remedy)
