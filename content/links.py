"""Room: content. Links: the web addresses in a citizen's text, taken apart. Never opens one, never raises."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from content.syllables import is_syllable

READ: Final = 4000
"""Characters of a forwarded message that are looked at."""

FILES: Final = ("apk", "xapk", "ipa", "exe", "mobileconfig")
"""Endings of what installs something, not of an address."""


@dataclass(frozen=True, slots=True)
class Link:
    """`shown` as it stands in the text; `host` in lower case, "" for a bare file name."""

    shown: str
    scheme: str
    user: str
    host: str
    path: str

    @property
    def labels(self) -> list[str]:
        """The host between its dots."""
        return self.host.split(".")

    @property
    def unpressable(self) -> str:
        """As it is shown to people: no chat turns "vneid-gov . com" into something to press."""
        name = self.host or self.path
        return name.replace(".", " . ") + ("/…" if self.host and len(self.path) > 1 else "")

    @property
    def is_bare(self) -> bool:
        """Only a name was written: no http://, no path."""
        return not self.scheme and not self.path


_STOP: Final = r"\s<>\"“”«»"
_LINK: Final = re.compile(
    rf"(?P<scheme>h(?:tt|xx)ps?|ftp)\s?:\s?/{{1,3}}\s?(?P<rest>[^{_STOP}]{{3,500}})"
    rf"|(?<![\w.@-])(?P<www>www\d?\.[^{_STOP}]{{3,500}})"
    r"|(?<![\w.@/-])(?P<bare>(?:[\w.+-]{1,64}@)?(?:[\w-]{1,63}\.){1,9}\w{2,24}(?::\d{1,5})?"
    rf"(?:[/?#][^{_STOP}]{{0,500}})?)",
    re.IGNORECASE,
)
_DEFANGED: Final = re.compile(
    r"\s?[\[({]\s?(?:\.|dot|cham)\s?[\])}]\s?|(?<=\w)\s\.\s(?=(?:com|net|org|gov|vn|top|xyz|vip|cc)\b)", re.IGNORECASE
)
_AFTER: Final = ".,;:!?)]}'\"…’»*_"


def links(text: str, endings: frozenset[str]) -> list[Link]:
    """The links in `text`, in order. `endings`: what a name without http:// must end with to be one."""
    text = _DEFANGED.sub(".", _plain(text[:READ]))
    return [link for match in _LINK.finditer(text) for link in _link(match, endings)]


def without_links(text: str) -> str:
    """The words around the links."""
    return _LINK.sub(" ", _DEFANGED.sub(".", _plain(text[:READ])))


def _plain(text: str) -> str:
    """Full-width letters and other dots are what a browser makes of them; the invisible is gone."""
    text = unicodedata.normalize("NFKC", text).replace("。", ".").replace("．", ".")
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _link(match: re.Match[str], endings: frozenset[str]) -> Iterator[Link]:
    shown = match[0].rstrip(_AFTER)
    rest = (match["rest"] or match["www"] or match["bare"]).rstrip(_AFTER)
    authority, _, path = _partition(rest)
    user, _, host = authority.rpartition("@")
    host = host.rpartition(":")[0] if re.search(r":\d{1,5}$", host) else host
    link = Link(shown, _scheme(match), user, host.lower().strip("."), path)
    kept = link if match["bare"] is None else _bare(link, endings)
    if kept is not None and (kept.host or kept.path):
        yield kept


def _scheme(match: re.Match[str]) -> str:
    if match["scheme"]:
        return match["scheme"].lower().replace("xx", "tt")
    return "www" if match["www"] else ""


def _partition(rest: str) -> tuple[str, str, str]:
    at = re.search(r"[/?#]", rest)
    return (rest[: at.start()], at[0], rest[at.start() :]) if at else (rest, "", "")


def _bare(link: Link, endings: frozenset[str]) -> Link | None:
    """A name without http://: an address, a file, or only words without a space after the full stop."""
    labels = link.labels
    if labels[-1] in FILES:
        return Link(link.shown, "", "", "", link.host)
    if link.user and labels[-1] in endings and "." not in link.user:
        return Link(link.shown, "mailto", link.user, link.host, "")
    if labels[-1] in endings:
        return link
    return None if link.path else _without_glued_words(link, endings)


def _without_glued_words(link: Link, endings: frozenset[str]) -> Link | None:
    """ "dichvucong.gov.vn.nhé" is an address and a word; "gov.vn.evilzone" is an address of nobody we know."""
    labels = link.labels
    last = next((n for n in range(len(labels) - 1, 0, -1) if labels[n] in endings), 0)
    if last == 0:
        return None
    if all(_is_word(label) for label in labels[last + 1 :]):
        host = ".".join(labels[: last + 1])
        return Link(host, link.scheme, link.user, host, link.path)
    return link


def _is_word(label: str) -> bool:
    bare = unicodedata.normalize("NFD", label.replace("đ", "d"))
    return is_syllable("".join(char for char in bare if not unicodedata.combining(char)))
