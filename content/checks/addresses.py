"""Room: content. Where a lesson sends people: only official sites and confirmed numbers. Judges only."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from content.checks.proof import Proof
from content.checks.wordlists import Words
from content.problem import Problem

_DOMAIN: Final = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:vn|com|net|org|info|me|io|app|edu|gov|xyz|top|cc|ly|online|site)(?![\w-])",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"(?<![\d.])(1[89]00[ .]?\d[\d ]{2,6}\d|0\d{2,3}[ .]?\d{3}[ .]?\d{3,4})(?!\d)"
    r"|(?:gọi|nhắn|gửi|tổng đài|đường dây)(?: (?:ngay|đến|tới|cho|số|tin))* (\d{3,5})(?![\d%])(?![ .]\d)"
    r"(?! ?(?:đồng|nghìn|triệu))",
    re.IGNORECASE,
)


def check_links(proof: Proof, words: Words) -> Iterator[Problem]:
    """A citizen trusts what we name: no shop, no short link, no address nobody has confirmed."""
    for said in proof.spoken():
        for domain in _DOMAIN.findall(said.text):
            if domain.casefold() not in words.official.sites:
                remedy = "name only a site of words/official.toml; a false one turns into a link people press"
                yield proof.problem(said.place, f"names the site {domain}", remedy)
    for number, source in enumerate(proof.lesson.sources, 1):
        if source.url is not None:
            yield from _source_url(proof, f"source {number} url", source.url, words)


def check_phones(proof: Proof, words: Words) -> Iterator[Problem]:
    """A wrong number costs people money, or gives them to a swindler."""
    for said in proof.spoken():
        for match in _PHONE.finditer(said.text):
            number = match[1] or match[2]
            if re.sub(r"\D", "", number) not in words.official.phones and not said.refuted:
                remedy = "name a number of words/official.toml, or say whom to ask"
                yield proof.problem(said.place, f"names the number {number}", remedy)


def _source_url(proof: Proof, place: str, url: str, words: Words) -> Iterator[Problem]:
    address = urlsplit(url)
    host = (address.hostname or "").removeprefix("www.")
    if address.scheme != "https":
        yield proof.problem(place, f"is {url!r}", "write an address that begins with https://")
    elif host not in words.official.sites | words.official.press:
        yield proof.problem(place, f"leads to {host}", "use an address of the fact sheet, or leave the url out")
