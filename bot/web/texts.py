"""Room: web. PageTexts: every sentence the page itself shows, written in content/copy/web.toml, not here."""

from collections.abc import Mapping
from dataclasses import dataclass

EXAMPLES = "examples"


class PageTextsError(ValueError):
    """content/copy/web.toml does not hold what the page shows."""


@dataclass(frozen=True, slots=True)
class PageTexts:
    """What the page says. `place` is whose it is ("xã Ea Trang"), `examples` are for newcomers."""

    place: str
    examples: tuple[str, ...]
    sentences: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.sentences[name]


def read_page_texts(page: Mapping[str, object], place: str) -> PageTexts:
    """The [page] table of content/copy/web.toml, for one place.

    Raises:
        PageTextsError: a sentence is no sentence, or the examples no list of sentences.
    """
    examples = page.get(EXAMPLES)
    if not isinstance(examples, list):
        raise PageTextsError(f"web.toml [page]: {EXAMPLES} is a list of questions")
    return PageTexts(
        place=place,
        examples=tuple(_sentence(EXAMPLES, one, place) for one in examples),
        sentences={name: _sentence(name, one, place) for name, one in page.items() if name != EXAMPLES},
    )


def _sentence(name: str, value: object, place: str) -> str:
    if not isinstance(value, str):
        raise PageTextsError(f"web.toml [page]: {name} holds something that is not text")
    return value.replace("{place}", place)
