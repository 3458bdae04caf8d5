"""Room: content. Concepts: different words for the same thing, found in plain words. Reads words/ once."""

import tomllib
from functools import cache

from content.folding import fold
from content.normal import WORDS, plain


def concepts(words: tuple[str, ...]) -> tuple[str, ...]:
    """The concepts these words speak of, each once, in alphabetical order."""
    ways = _ways()
    found = {
        concept
        for at, word in enumerate(words)
        for said, concept in ways.get(word, ())
        if words[at : at + len(said)] == said
    }
    return tuple(sorted(found))


@cache
def _ways() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Ways of saying a concept by their first word, as written and as normalised."""
    listed = tomllib.loads((WORDS / "concepts.toml").read_text("utf-8"))["concept"]
    ways: dict[str, set[tuple[tuple[str, ...], str]]] = {}
    for concept, sayings in listed.items():
        for text in {form for saying in sayings for form in (fold(saying), plain(saying))}:
            said = tuple(text.split())
            ways.setdefault(said[0], set()).add((said, concept))
    return {first: tuple(sorted(found)) for first, found in ways.items()}
